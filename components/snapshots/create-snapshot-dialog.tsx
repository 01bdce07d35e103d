"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { createSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { useActionForm } from "@/components/ui/form";
import { countedMedia } from "@/components/ui/format";
import type { DatasetDto } from "@/lib/datasets/schema";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { creatingSnapshot } from "@/lib/snapshots/queries";
import { createSnapshotForm } from "@/lib/snapshots/schema";
import { SnapshotFields } from "./snapshot-fields";

export function CreateSnapshotDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const client = useQueryClient();
  const { formProps, fields, pending, problem } = useActionForm({
    action: createSnapshotAction,
    schema: createSnapshotForm,
    mutationKey: creatingSnapshot(dataset.id),
    refused: "Snapshot creation failed",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: () => {
      toast.success("Snapshot created");
      onClose();
    },
  });
  return (
    <Dialog
      onClose={onClose}
      title="Create Snapshot"
      description={`Keeps ${countedMedia(dataset)} with their tags, labels, captions and metadata as they are now.`}
    >
      <form {...formProps} className="grid gap-4">
        <input type="hidden" name="dataset_id" value={dataset.id} />
        <SnapshotFields name={fields.name} description={fields.description} />
        {problem}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
            Create
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
