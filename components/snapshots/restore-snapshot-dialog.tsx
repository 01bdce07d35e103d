"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { restoreSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useActionForm } from "@/components/ui/form";
import { countedMedia } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import { Skeleton } from "@/components/ui/status";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { restorePreviewQuery } from "@/lib/snapshots/queries";
import { snapshotForm } from "@/lib/snapshots/schema";
import { undoTask } from "@/lib/tasks/queries";
import type { TaskDto } from "@/lib/tasks/schema";
import { differs, restoreWords } from "./change-words";
import { SnapshotRef, type EntryDialogProps } from "./snapshot-fields";

/** Restores an entry; on the Current Version that is to discard what changed since. */
export function RestoreSnapshotDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const client = useQueryClient();
  const watch = useTaskWatcher();
  const preview = useQuery(restorePreviewQuery(dataset.id, entry.snapshot_id));
  const undo = async (taskId: string) => {
    try {
      await undoTask(taskId);
      toast.success("Restore undone");
    } catch (error) {
      toast.error("The restore was not undone", { description: (error as Error).message, duration: 20_000 });
    }
    await makeStale(client, staleAfterChange(dataset.id));
  };
  const onEnd = (task: TaskDto) => {
    if (task.status === "COMPLETED")
      toast.success("Snapshot restored", {
        description: <Name>{entry.snapshot_name}</Name>,
        duration: 15_000,
        ...(task.can.undo === null ? { action: { label: "Undo", onClick: () => void undo(task.task_id) } } : {}),
      });
    else if (task.status === "FAILED")
      toast.error("Restore failed", { description: task.error_message, duration: 20_000 });
    else toast("Restore aborted");
  };
  const { formProps, pending } = useActionForm({
    action: restoreSnapshotAction,
    schema: snapshotForm,
    refused: "The restore was not started",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: ({ task_id }) => {
      watch(task_id, onEnd);
      onClose();
    },
  });
  const { data: change } = preview;
  return (
    <ConfirmDialog
      title={entry.is_current ? "Discard changes" : "Restore Snapshot"}
      confirmLabel="Yes"
      danger={entry.is_current}
      pending={pending}
      formProps={formProps}
      fields={<SnapshotRef dataset={dataset} entry={entry} />}
      onClose={onClose}
    >
      <p>
        Restores{" "}
        <strong className="text-ink">
          <Name>{entry.snapshot_name}</Name>
        </strong>{" "}
        with {countedMedia(entry)}. All current data is replaced with the saved state.
      </p>
      <p className="text-ink">
        {change ? restoreWords(change) : (preview.error?.message ?? <Skeleton className="h-5 w-64" />)}
      </p>
      <p>
        {change && !differs(change)
          ? "Nothing is lost."
          : "A revision of the current state is saved first unless it equals the Current Version, so you can come back to it."}
      </p>
    </ConfirmDialog>
  );
}
