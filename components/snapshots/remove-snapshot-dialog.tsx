"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { removeSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useActionForm } from "@/components/ui/form";
import { Name } from "@/components/ui/name";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { snapshotForm } from "@/lib/snapshots/schema";
import { SnapshotRef, type EntryDialogProps } from "./snapshot-fields";

export function RemoveSnapshotDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const client = useQueryClient();
  const { formProps, pending } = useActionForm({
    action: removeSnapshotAction,
    schema: snapshotForm,
    refused: "The snapshot was not removed",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: () => {
      toast.success("Snapshot removed");
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title="Remove Snapshot"
      confirmLabel="Yes"
      danger
      pending={pending}
      formProps={formProps}
      fields={<SnapshotRef dataset={dataset} entry={entry} />}
      onClose={onClose}
    >
      <p>
        Removes{" "}
        <strong className="text-ink">
          <Name>{entry.snapshot_name}</Name>
        </strong>{" "}
        from the catalog. The dataset, its current data and datasets cloned from this snapshot are not affected.
      </p>
    </ConfirmDialog>
  );
}
