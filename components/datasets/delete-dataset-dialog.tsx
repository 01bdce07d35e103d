"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { deleteDatasetAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { useActionForm } from "@/components/ui/form";
import { datasetForm, type DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { forgetDataset } from "./forget-dataset";
import { useUndelete } from "./use-undelete";

/** Deleting asks for the name: a slip of the mouse is not enough. */
export function DeleteDatasetDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const router = useRouter();
  const pathname = usePathname();
  const client = useQueryClient();
  const undelete = useUndelete();
  const [typed, setTyped] = useState("");
  const { formProps, pending } = useActionForm({
    action: deleteDatasetAction,
    schema: datasetForm,
    refused: "The dataset was not deleted",
    onDone: async () => {
      toast.success("Dataset deleted", {
        description: "It waits in the trash for 30 days.",
        action: { label: "Undo", onClick: () => void undelete(dataset) },
        duration: 15_000,
      });
      forgetDataset(client, dataset.id);
      if (pathname !== "/datasets") router.push("/datasets");
      onClose();
      await makeStale(client, [keys.datasets()]);
    },
  });
  return (
    <Dialog
      onClose={onClose}
      title="Delete dataset"
      description={`“${dataset.display_name}” and its snapshots leave the inventory of everyone it is shared with. Owners find it in the trash for 30 days; then it goes for good. Datasets cloned from it are not affected.`}
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
          <Button
            type="submit"
            variant="danger"
            disabled={typed.trim() !== dataset.display_name.trim() || pending}
            aria-busy={pending}
          >
            Delete
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
