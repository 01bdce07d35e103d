"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useOperation } from "@/components/tasks/use-operation";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { SearchField } from "@/components/ui/field";
import { countedMedia, plural } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { datasetsQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { addToDataset } from "@/lib/items/queries";
import type { EditTarget } from "../use-edits";

/** Chooses the dataset that the selected items are copied into. */
export function AddToDatasetDialog({
  dataset,
  target,
  onClose,
}: {
  dataset: DatasetDto;
  target: EditTarget;
  onClose: () => void;
}) {
  const datasets = useQuery(datasetsQuery());
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const add = useOperation(
    chosen ?? "",
    { done: "Items added", failed: "The items were not added" },
    (id: string) => addToDataset(id, dataset.id, target.request),
    onClose,
  );
  const others = (all: readonly DatasetDto[]) =>
    all.filter(
      (other) => other.id !== dataset.id && other.display_name.toLowerCase().includes(search.trim().toLowerCase()),
    );
  return (
    <Dialog
      onClose={onClose}
      title={`Add ${plural(target.count, "item")} to another dataset`}
      description="Tags, labels, captions, boxes and metadata come along. Files that the dataset holds already are skipped; this dataset stays as it is."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) add.mutate(chosen);
        }}
      >
        <SearchField
          label="Search datasets"
          placeholder="Search by name"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Loaded
          query={datasets}
          skeleton={<Skeleton className="h-24" />}
          empty={{
            when: (all) => others(all).length === 0,
            show: (
              <p className="text-muted">
                {search.trim() === ""
                  ? "You have no other dataset. Create one first; a draft will do."
                  : "No dataset is called that."}
              </p>
            ),
          }}
        >
          {(all) => (
            <ul aria-label="Datasets" className="grid grid-cols-1 max-h-64 gap-0.5 overflow-y-auto">
              {others(all).map((other) => (
                <DatasetChoice
                  key={other.id}
                  dataset={other}
                  chosen={chosen === other.id}
                  onChoose={() => setChosen(other.id)}
                />
              ))}
            </ul>
          )}
        </Loaded>
        <Alert>{add.error?.message}</Alert>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!chosen || add.isPending} aria-busy={add.isPending}>
            Add
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function DatasetChoice({ dataset, chosen, onChoose }: { dataset: DatasetDto; chosen: boolean; onChoose: () => void }) {
  const { merge: refusal } = dataset.can;
  return (
    <li>
      <label
        className="flex items-center gap-2.5 rounded px-2 py-1.5 hover:bg-sunken has-disabled:opacity-60"
        title={refusal ?? undefined}
      >
        <input
          type="radio"
          name="dataset"
          value={dataset.id}
          disabled={refusal !== null}
          checked={chosen}
          onChange={onChoose}
          className="accent-(--accent)"
        />
        <span className="min-w-0 flex-1 truncate">{dataset.display_name}</span>
        <span className="shrink-0 text-[13px] text-muted">{countedMedia(dataset)}</span>
      </label>
    </li>
  );
}
