import "server-only";
import { randomUUID } from "node:crypto";
import { assertMayCreate } from "@/lib/auth/limits";
import type { CurrentUser } from "@/lib/auth/service";
import { EMPTY_ROOT, stateIdOf } from "@/lib/versioning/state";
import { insertDraft } from "./repository";

/** A dataset with a lineage of its own and the empty state as its head. @returns its id @throws ForbiddenError for a key that may not */
export async function createDraft(
  user: CurrentUser,
  draft: { name: string; description: string; snapshotsEnabled: boolean; sourceType: string },
): Promise<string> {
  assertMayCreate(user);
  const id = randomUUID();
  const lineageId = randomUUID();
  const stateId = stateIdOf(lineageId, EMPTY_ROOT.hash);
  await insertDraft({ ...draft, id, lineageId, stateId, userId: user.id, email: user.email });
  return id;
}
