"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { updateSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { useActionForm } from "@/components/ui/form";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { updateSnapshotForm } from "@/lib/snapshots/schema";
import { SnapshotFields, SnapshotRef, type EntryDialogProps } from "./snapshot-fields";

export function EditSnapshotDialog({ dataset, entry, onClose }: EntryDialogProps) {
  const client = useQueryClient();
  const { formProps, fields, pending, problem } = useActionForm({
    action: updateSnapshotAction,
    schema: updateSnapshotForm,
    defaultValue: { name: entry.snapshot_name, description: entry.description },
    refused: "The snapshot was not updated",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: () => {
      toast.success("Snapshot updated");
      onClose();
    },
  });
  return (
    <Dialog
      onClose={onClose}
      title="Update Snapshot"
      description="Only the name and the description change; the saved data does not."
    >
      <form {...formProps} className="grid gap-4">
        <SnapshotRef dataset={dataset} entry={entry} />
        <SnapshotFields name={fields.name} description={fields.description} />
        {problem}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
            Update
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
