"use client";

import { useQueryClient } from "@tanstack/react-query";
import { cloneSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useActionForm } from "@/components/ui/form";
import { countedMedia } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { derivedName } from "@/lib/snapshots/rules";
import { snapshotForm } from "@/lib/snapshots/schema";
import { SnapshotRef, type EntryDialogProps } from "./snapshot-fields";
import { useWatchClone } from "./use-watch-clone";

export function CloneSnapshotDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const client = useQueryClient();
  const watch = useWatchClone();
  const { formProps, pending } = useActionForm({
    action: cloneSnapshotAction,
    schema: snapshotForm,
    refused: "The clone was not started",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: ({ task_id }) => {
      onClose();
      watch(task_id);
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
