"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { cloneSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useActionForm } from "@/components/ui/form";
import { countedMedia } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { derivedName } from "@/lib/snapshots/rules";
import { snapshotForm } from "@/lib/snapshots/schema";
import type { TaskDto } from "@/lib/tasks/schema";
import { SnapshotRef, type EntryDialogProps } from "./snapshot-fields";

export function CloneSnapshotDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const client = useQueryClient();
  const router = useRouter();
  const watch = useTaskWatcher();
  const onEnd = (task: TaskDto) => {
    if (task.status === "COMPLETED")
      toast.success("Snapshot cloned", {
        description: <Name>{task.dataset_name}</Name>,
        duration: 15_000,
        action: { label: "Open", onClick: () => router.push(`/datasets/${task.dataset_id}`) },
      });
    else if (task.status === "FAILED")
      toast.error("Clone failed", { description: task.error_message, duration: 20_000 });
    else toast("Clone aborted");
  };
  const { formProps, pending } = useActionForm({
    action: cloneSnapshotAction,
    schema: snapshotForm,
    refused: "The clone was not started",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: ({ task_id }) => {
      onClose();
      toast("Clone started", { description: "The new dataset appears in the inventory when it is complete." });
      watch(task_id, onEnd);
    },
  });
  return (
    <ConfirmDialog
      title="Clone Snapshot"
      confirmLabel="Yes"
      pending={pending}
      formProps={formProps}
      fields={<SnapshotRef dataset={dataset} entry={entry} />}
      onClose={onClose}
    >
      <p>
        Makes a new, independent dataset{" "}
        <strong className="text-ink">
          <Name>{derivedName(dataset.display_name, " (cloned)")}</Name>
        </strong>{" "}
        with the {countedMedia(entry)} of <Name>{entry.snapshot_name}</Name>. You will be its only owner; this dataset
        is not affected.
      </p>
    </ConfirmDialog>
  );
}
