"use client";

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { plural } from "@/components/ui/format";
import { facetsQuery } from "@/lib/items/queries";
import { facetValues, oneWord } from "@/lib/items/schema";

/** What most trainings call them. */
const USUAL = ["train", "val", "test"];

interface SplitDialogProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly count: number;
  readonly onSubmit: (split: string | null) => void;
  readonly onClose: () => void;
}

/** Asks for the split that items come into, with those that are there and the usual ones at hand. */
export function SplitDialog({ datasetId, stateId, count, onSubmit, onClose }: SplitDialogProps) {
  const { data: facets } = useQuery(facetsQuery(datasetId, stateId, ""));
  const there = facetValues(facets, "split").map(({ value }) => value);
  const offered = [...new Set([...there, ...USUAL])].slice(0, 20);
  const submit = (split: string | null) => {
    onClose();
    onSubmit(split);
  };
  const { formProps, fields } = useLocalForm({ schema: oneWord, onSubmit: ({ word }) => submit(word) });
  return (
    <Dialog
      onClose={onClose}
      title={`Set the split of ${plural(count, "item")}`}
      description="An item is in one split at most; it leaves the one that it is in."
    >
      <form {...formProps} className="grid gap-4">
        <TextField label="Split" autoComplete="off" {...inputOf(fields.word)} />
        <div className="flex flex-wrap gap-1.5">
          {offered.map((split) => (
            <button
              key={split}
              type="button"
              onClick={() => submit(split)}
              className="max-w-full truncate rounded-full bg-sunken px-2.5 py-1 text-[13px] hover:bg-accent-soft hover:text-accent-text pointer-coarse:min-h-12 pointer-coarse:px-4"
            >
              {split}
            </button>
          ))}
        </div>
        <DialogActions>
          <Button className="mr-auto" disabled={there.length === 0} onClick={() => submit(null)}>
            Take out of splits
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Set split
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
