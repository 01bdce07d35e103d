/** The classes of a version, as REST answers them. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { classesOf } from "@/lib/classes/class-list";
import { colorOfIndex } from "@/lib/classes/color";
import type { ClassesDto, ClassesQuery } from "@/lib/classes/schema";
import { openForRead } from "./service";

/** @throws NotFoundError, ForbiddenError, InvalidInputError */
export async function getClasses(user: CurrentUser, datasetId: string, query: ClassesQuery): Promise<ClassesDto> {
  const { open } = await openForRead(user, datasetId, query);
  const { classes } = await classesOf(open);
  return {
    classes: classes.map(({ index, name, color, skeleton, attributes }) => ({
      index,
      name,
      color: color ?? colorOfIndex(index),
      ...(skeleton ? { skeleton } : {}),
      ...(attributes ? { attributes } : {}),
    })),
  };
}
