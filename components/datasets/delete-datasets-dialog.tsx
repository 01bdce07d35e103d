"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, CircleX } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { deleteDatasetAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { callAction } from "@/components/ui/form";
import { countedMedia, plural } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { forgetDataset } from "./forget-dataset";
import { useUndelete } from "./use-undelete";

interface DeleteDatasetsDialogProps {
  readonly datasets: readonly DatasetDto[];
  /** Nothing is chosen any more. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** What became of each: null when it was deleted, else why not. */
type Outcomes = ReadonlyMap<string, string | null>;

/** Deletes several datasets one by one. It asks for their number: a slip of the mouse is not enough. */
export function DeleteDatasetsDialog({ datasets, onDone, onClose }: DeleteDatasetsDialogProps) {
  const client = useQueryClient();
  const undelete = useUndelete();
  const [typed, setTyped] = useState("");
  const [outcomes, setOutcomes] = useState<Outcomes>(new Map());
  const mine = datasets.filter(({ can }) => can.dataset_delete === null);
  const remove = useMutation({
    mutationFn: async () => {
      const ended = new Map<string, string | null>();
      for (const { id } of mine) {
        ended.set(
          id,
          await callAction(deleteDatasetAction, { dataset_id: id }).then(
            () => null,
            (error: Error) => error.message,
          ),
        );
        setOutcomes(new Map(ended));
      }
      return ended;
    },
    onSuccess: async (ended) => {
      const gone = mine.filter(({ id }) => ended.get(id) === null);
      for (const { id } of gone) forgetDataset(client, id);
      if (gone.length > 0)
        toast.success(`${plural(gone.length, "dataset")} deleted`, {
          description: `${gone.length === 1 ? "It waits" : "They wait"} in the trash for 30 days.`,
          action: { label: "Undo", onClick: () => gone.forEach((dataset) => void undelete(dataset)) },
          duration: 15_000,
        });
      if (gone.length === datasets.length) {
        onDone();
        onClose();
      }
      await makeStale(client, [keys.datasets()]);
    },
  });
  const count = String(mine.length);
  return (
    <Dialog
      onClose={onClose}
      title={`Delete ${plural(datasets.length, "dataset")}`}
      description={
        remove.isSuccess
          ? "Not all of them were deleted."
          : mine.length === 0
            ? "None of them can be deleted."
            : `${mine.length === datasets.length ? "They" : plural(mine.length, "of them", "of them")} ${mine.length === 1 ? "leaves" : "leave"} the inventory of everyone who sees them, with all snapshots. Owners find them in the trash for 30 days; then they go for good. Datasets cloned from them are not affected.`
      }
    >
      <ul
        aria-label="Datasets to delete"
        tabIndex={0}
        className="grid max-h-64 grid-cols-[minmax(0,1fr)] divide-y divide-line overflow-y-auto rounded-md ring-1 ring-line"
      >
        {datasets.map((dataset) => (
          <li key={dataset.id} className="grid gap-0.5 px-3 py-2">
            <p className="flex items-start gap-2">
              <Name className="line-clamp-2 min-w-0 flex-1 font-medium">{dataset.display_name}</Name>
              <span className="shrink-0 text-[13px] text-muted">{countedMedia(dataset)}</span>
            </p>
            <Outcome outcome={dataset.can.dataset_delete ?? outcomes.get(dataset.id)} />
          </li>
        ))}
      </ul>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          remove.mutate();
        }}
      >
        {mine.length === 0 || remove.isSuccess ? null : (
          <TextField
            label={`Type ${count} to confirm`}
            value={typed}
            inputMode="numeric"
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <DialogActions>
          <Button onClick={onClose}>{mine.length === 0 || remove.isSuccess ? "Close" : "Cancel"}</Button>
          {mine.length === 0 || remove.isSuccess ? null : (
            <Button
              type="submit"
              variant="danger"
              disabled={typed.trim() !== count || remove.isPending}
              aria-busy={remove.isPending}
            >
              {remove.isPending ? `Deleting ${outcomes.size + 1} of ${count}` : "Delete"}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Nothing where it is not decided yet. */
function Outcome({ outcome }: { outcome: string | null | undefined }) {
  if (outcome === undefined) return null;
  const Icon = outcome === null ? Check : CircleX;
  return (
    <p
      className={`flex items-start gap-1.5 text-[13px] wrap-anywhere ${outcome === null ? "text-good" : "text-danger"}`}
    >
      <Icon size={14} aria-hidden className="mt-0.5 shrink-0" /> {outcome ?? "Deleted"}
    </p>
  );
}
