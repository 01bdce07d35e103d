"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { deleteDatasetAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { useActionForm } from "@/components/ui/form";
import { datasetForm, type DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";

/** Deleting asks for the name: a slip of the mouse is not enough. */
export function DeleteDatasetDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const { formProps, pending } = useActionForm({
    action: deleteDatasetAction,
    schema: datasetForm,
    refused: "The dataset was not deleted",
    onDone: async () => {
      toast.success("Dataset deleted");
      router.push("/datasets");
      onClose();
      await makeStale(client, [keys.datasets()]);
    },
  });
  return (
    <Dialog
      onClose={onClose}
      title="Delete dataset"
      description={`“${dataset.display_name}” and its snapshots leave the inventory of everyone it is shared with. Datasets cloned from it are not affected.`}
    >
      <form {...formProps} className="grid gap-4">
        <input type="hidden" name="dataset_id" value={dataset.id} />
        <TextField
          label="Type the dataset's name to confirm"
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger" disabled={typed !== dataset.display_name || pending}>
            Delete
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
