"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { api } from "@/lib/api-client";
import type { DatasetDto } from "@/lib/datasets/schema";

/** Deleting asks for the name: a slip of the mouse is not enough. */
export function DeleteDatasetDialog({
  dataset,
  open,
  onOpenChange,
}: {
  dataset: DatasetDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const router = useRouter();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    mutationFn: () => api<void>(`/dataset/${dataset.id}`, { method: "DELETE" }),
    onSuccess: async () => {
      toast.success("Dataset deleted");
      await client.invalidateQueries({ queryKey: ["datasets"] });
      router.push("/datasets");
    },
    onError: (error) => toast.error("The dataset was not deleted", { description: error.message }),
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setTyped("");
        onOpenChange(next);
      }}
      title="Delete dataset"
      description={`“${dataset.display_name}” and its snapshots leave the inventory of everyone it is shared with. Datasets cloned from it are not affected.`}
    >
      <TextField
        label="Type the dataset's name to confirm"
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
      <DialogActions>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button
          variant="danger"
          disabled={typed !== dataset.display_name || remove.isPending}
          onClick={() => remove.mutate()}
        >
          Delete
        </Button>
      </DialogActions>
    </Dialog>
  );
}
