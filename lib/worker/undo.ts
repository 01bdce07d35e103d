import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { findTaskEvent, type HeadEvent } from "@/lib/commits/events";
import { undoEdit } from "@/lib/edits/undo";
import { ConflictError } from "@/lib/errors";
import { undoRestore } from "@/lib/snapshots/service";
import { requireTask } from "@/lib/tasks/service";

/** Kinds of event of tasks that are taken back by their inverse, whatever was edited since. */
const AS_EDITS: readonly HeadEvent["kind"][] = ["annotation_import", "restore_part", "merge_back"];

/**
 * Takes back what a completed task did: a restore while nothing was edited since; a part of one, an import of annotations or a merge
 * back, as any edit.
 */
export async function undoTask(user: CurrentUser, id: string): Promise<void> {
  const task = await requireTask(user, id);
  const event = await findTaskEvent(id);
  if (task.status === "COMPLETED" && event && AS_EDITS.includes(event.kind)) {
    await undoEdit(user, task.dataset_id, event.id);
    return;
  }
  if (task.type === "ANNOTATION_IMPORT" || task.type === "MEDIA_ADDITION")
    throw new ConflictError(
      "Only a completed import of annotations can be undone. Restore the snapshot that was saved before it instead.",
    );
  await undoRestore(user, id);
}
