import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { findTaskEvent } from "@/lib/commits/events";
import { undoEdit } from "@/lib/edits/undo";
import { ConflictError } from "@/lib/errors";
import { undoRestore } from "@/lib/snapshots/service";
import { requireTask } from "@/lib/tasks/service";

/** Takes back what a completed task did: a restore while nothing was edited since, an import of annotations as any edit. */
export async function undoTask(user: CurrentUser, id: string): Promise<void> {
  const task = await requireTask(user, id);
  if (task.type !== "ANNOTATION_IMPORT" && task.type !== "MEDIA_ADDITION") return undoRestore(user, id);
  const event = await findTaskEvent(id);
  if (task.status !== "COMPLETED" || event?.kind !== "annotation_import")
    throw new ConflictError(
      "Only a completed import of annotations can be undone. Restore the snapshot that was saved before it instead.",
    );
  await undoEdit(user, task.dataset_id, event.id);
}
