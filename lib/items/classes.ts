/** The classes of a version, as REST answers them. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { classesOf } from "@/lib/classes/class-list";
import { presentClass } from "@/lib/classes/present";
import type { ClassesDto, ClassesQuery } from "@/lib/classes/schema";
import { openForRead } from "./service";

/** @throws NotFoundError, ForbiddenError, InvalidInputError */
export async function getClasses(user: CurrentUser, datasetId: string, query: ClassesQuery): Promise<ClassesDto> {
  const { open } = await openForRead(user, datasetId, query);
  return { classes: (await classesOf(open)).classes.map(presentClass) };
}
