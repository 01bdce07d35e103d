"use client";

import type { FieldMetadata } from "@conform-to/react";
import { TextArea, TextField } from "@/components/ui/field";
import { inputOf } from "@/components/ui/form";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { KeptSnapshotDto, SnapshotDto } from "@/lib/snapshots/schema";

/** What a dialog about an entry of the catalog is opened with. */
export interface EntryDialogProps {
  readonly dataset: DatasetDto;
  readonly entry: SnapshotDto;
  readonly onClose: () => void;
}

/** The same, where it is told what keeps the entry. */
export interface KeptEntryDialogProps extends EntryDialogProps {
  readonly entry: KeptSnapshotDto;
}

/** Name and description, as both dialogs that ask for them do. */
export function SnapshotFields({ name, description }: Record<"name" | "description", FieldMetadata<string>>) {
  return (
    <>
      <TextField label="Name" dir="auto" {...inputOf(name)} autoComplete="off" />
      <TextArea
        label="Description"
        dir="auto"
        {...inputOf(description)}
        rows={4}
        hint="Optional: why you keep this state."
      />
    </>
  );
}

/** Says to the action which snapshot it is about. */
export const SnapshotRef = ({ dataset, entry }: Pick<EntryDialogProps, "dataset" | "entry">) => (
  <>
    <input type="hidden" name="dataset_id" value={dataset.id} />
    <input type="hidden" name="snapshot_id" value={entry.snapshot_id} />
  </>
);
