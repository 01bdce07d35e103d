"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { restoreSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { ConfirmDialog, confirming } from "@/components/ui/confirm-dialog";
import { useActionForm } from "@/components/ui/form";
import { countedMedia, plural } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import { Skeleton } from "@/components/ui/status";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import type { ItemSelection } from "@/lib/search/schema";
import { restorePreviewQuery, startRestore } from "@/lib/snapshots/queries";
import { snapshotForm } from "@/lib/snapshots/schema";
import { undoTask } from "@/lib/tasks/queries";
import type { TaskDto } from "@/lib/tasks/schema";
import { differs, restoreWords } from "./change-words";
import { RestoreParts, type ChosenParts } from "./restore-parts";
import { SnapshotRef, type EntryDialogProps } from "./snapshot-fields";

interface RestoreSnapshotDialogProps extends EntryDialogProps {
  /** Only these of its items. */
  readonly selected?: { readonly request: ItemSelection; readonly count: number };
}

/** Restores an entry, or a part of it; all of the Current Version is to discard what changed since. */
export function RestoreSnapshotDialog({ dataset, entry, selected, onClose }: RestoreSnapshotDialogProps) {
  const [parts, setParts] = useState<ChosenParts>(null);
  const isPart = parts !== null || selected !== undefined;
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
      toast.success(isPart ? "Part of the snapshot restored" : "Snapshot restored", {
        description: isPart ? task.status_message : <Name>{entry.snapshot_name}</Name>,
        duration: 15_000,
        ...(task.can.undo === null ? { action: { label: "Undo", onClick: () => void undo(task.task_id) } } : {}),
      });
    else if (task.status === "FAILED")
      toast.error("Restore failed", { description: task.error_message, duration: 20_000 });
    else toast("Restore aborted");
  };
  const started = (taskId: string | null) => {
    if (taskId) watch(taskId, onEnd);
    onClose();
  };
  const part = useMutation({
    mutationFn: () =>
      startRestore(dataset.id, entry.snapshot_id, { ...(parts ? { only: [...parts] } : {}), ...selected?.request }),
    onSuccess: started,
    onError: (error) => toast.error("The restore was not started", { description: error.message, duration: 20_000 }),
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
  });
  const { formProps, pending } = useActionForm({
    action: restoreSnapshotAction,
    schema: snapshotForm,
    refused: "The restore was not started",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: ({ task_id }) => started(task_id),
  });
  const { data: change } = preview;
  return (
    <ConfirmDialog
      title={entry.is_current ? "Discard changes" : "Restore Snapshot"}
      confirmLabel="Yes"
      danger={entry.is_current}
      pending={pending || part.isPending}
      disabled={parts?.length === 0}
      formProps={isPart ? confirming(() => part.mutate()) : formProps}
      fields={
        <>
          <SnapshotRef dataset={dataset} entry={entry} />
          <RestoreParts
            chosen={parts}
            onChoose={setParts}
            change={selected ? undefined : change}
            everything={selected ? "Everything that it says of them" : "Everything"}
          />
        </>
      }
      onClose={onClose}
    >
      {selected ? <p className="font-medium text-ink">Only these {plural(selected.count, "item")}</p> : null}
      <p>
        Restores{" "}
        <strong className="text-ink">
          <Name>{entry.snapshot_name}</Name>
        </strong>{" "}
        {isPart
          ? selected
            ? "of the items that you selected. What is said of other items stays, and the Current Version stays what it is."
            : "in part: of items that are in both versions, what it says of the parts that you choose replaces what is said now. Items added since stay, and the Current Version stays what it is."
          : `with ${countedMedia(entry)}. All current data is replaced with the saved state.`}
      </p>
      {selected ? null : (
        <dl className="grid grid-cols-[auto_1fr] gap-x-3">
          <dt>Now</dt>
          <dd>{countedMedia(dataset)}</dd>
          <dt>Snapshot</dt>
          <dd>{countedMedia(entry)}</dd>
        </dl>
      )}
      <p className="text-ink" hidden={isPart}>
        {change ? restoreWords(change) : (preview.error?.message ?? <Skeleton className="h-5 w-64" />)}
      </p>
      <p>
        {change && !selected && !differs(change)
          ? "Nothing is lost."
          : "A revision of the current state is saved first unless it equals the Current Version, so you can come back to it."}
      </p>
    </ConfirmDialog>
  );
}
