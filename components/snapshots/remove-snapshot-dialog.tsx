"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { removeSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useActionForm } from "@/components/ui/form";
import { formatBytes } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { snapshotSizeQuery, undeleteSnapshot } from "@/lib/snapshots/queries";
import { snapshotForm } from "@/lib/snapshots/schema";
import { SnapshotRef, type EntryDialogProps } from "./snapshot-fields";

/** Long enough to see what one did. */
const UNDO_MS = 15_000;

const freed = (bytes: number): string =>
  bytes > 0
    ? `Only it holds ${formatBytes(bytes)}; that is free 30 days after.`
    : "It holds nothing that no other version does.";

export function RemoveSnapshotDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const client = useQueryClient();
  const { data: size } = useQuery(snapshotSizeQuery(dataset.id, entry.snapshot_id));
  const undo = useMutation({
    mutationFn: () => undeleteSnapshot(dataset.id, entry.snapshot_id),
    onSuccess: () => toast.success("Snapshot is back"),
    onError: (error) => toast.error("The snapshot is not back", { description: error.message }),
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
  });
  const { formProps, pending } = useActionForm({
    action: removeSnapshotAction,
    schema: snapshotForm,
    refused: "The snapshot was not removed",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: () => {
      toast.success("Snapshot removed", { duration: UNDO_MS, action: { label: "Undo", onClick: () => undo.mutate() } });
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
      {size ? <p>{freed(size.frees_bytes)}</p> : null}
    </ConfirmDialog>
  );
}
