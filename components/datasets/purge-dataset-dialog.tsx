"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { purgeDatasetAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useActionForm } from "@/components/ui/form";
import { datasetForm, type TrashedDatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";

/** Gives up what waits in the trash. */
export function PurgeDatasetDialog({ dataset, onClose }: { dataset: TrashedDatasetDto; onClose: () => void }) {
  const client = useQueryClient();
  const { formProps, pending } = useActionForm({
    action: purgeDatasetAction,
    schema: datasetForm,
    refused: "The dataset was not deleted",
    onDone: () => {
      toast.success("Dataset deleted for ever", { description: dataset.display_name });
      onClose();
    },
    onSettled: () => makeStale(client, [keys.datasets()]),
  });
  return (
    <ConfirmDialog
      title="Delete for ever"
      confirmLabel="Delete for ever"
      danger
      fields={<input type="hidden" name="dataset_id" value={dataset.id} />}
      {...{ pending, formProps, onClose }}
    >
      “{dataset.display_name}” cannot be brought back after this, nor can any of its snapshots. Datasets cloned from it
      keep all that they show.
    </ConfirmDialog>
  );
}
