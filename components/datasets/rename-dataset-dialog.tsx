"use client";

import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { inputOf } from "@/components/ui/form";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useRenameForm } from "./use-details-form";

export function RenameDatasetDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const { formProps, fields, pending, problem } = useRenameForm(dataset, onClose);
  return (
    <Dialog
      onClose={onClose}
      title="Rename dataset"
      description="Everyone who can see it sees the new name. Its ID and its address stay."
    >
      <form {...formProps} className="grid gap-4">
        <input type="hidden" name="dataset_id" value={dataset.id} />
        <TextField
          label="Name"
          autoComplete="off"
          {...inputOf(fields.display_name)}
          onFocus={(event) => event.target.select()}
        />
        {problem}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
            Rename
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
