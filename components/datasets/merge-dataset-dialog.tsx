"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DatasetOption } from "@/components/items/selection/destination-field";
import { MergeOutcome, useMergeOutcome } from "@/components/items/selection/merge-outcome";
import { useOperation } from "@/components/tasks/use-operation";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { SearchField } from "@/components/ui/field";
import { countedMedia } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { datasetsQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { startMerge, type SourceSelection } from "@/lib/merging/queries";
import { useDataset } from "./use-dataset";

/** Adds everything of another dataset to this one. */
export function MergeDatasetDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const datasets = useQuery(datasetsQuery());
  const [search, setSearch] = useState("");
  const [source, setSource] = useState<string | null>(null);
  const sources = source === null ? null : [{ source_dataset_id: source }];
  const outcome = useMergeOutcome(dataset.id, sources);
  const merge = useOperation(
    dataset.id,
    { done: "Dataset merged", failed: "The dataset was not merged" },
    (all: readonly SourceSelection[]) => startMerge(dataset.id, all),
    onClose,
  );
  const others = (all: readonly DatasetDto[]) =>
    all.filter(
      ({ id, display_name: name, n_images, n_videos }) =>
        id !== dataset.id && n_images + n_videos > 0 && name.toLowerCase().includes(search.trim().toLowerCase()),
    );
  const refusal = dataset.can.merge;
  const canMerge = refusal === null && sources !== null && (outcome.data?.adding ?? 0) > 0;
  return (
    <Dialog
      onClose={onClose}
      size="medium"
      title="Merge another dataset in"
      description="Every item of the dataset that you choose is copied into this one. The other dataset stays as it is."
    >
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (canMerge) merge.mutate(sources);
        }}
      >
        <div className="grid grid-cols-1 gap-2">
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
                    ? "You see no other dataset with items."
                    : "No dataset with items is called that."}
                </p>
              ),
            }}
          >
            {(all) => (
              <ul aria-label="Datasets" className="grid max-h-60 grid-cols-1 gap-0.5 overflow-y-auto">
                {others(all).map((other) => (
                  <DatasetOption
                    key={other.id}
                    type="radio"
                    dataset={other}
                    refusal={null}
                    aside={countedMedia(other)}
                    checked={source === other.id}
                    onChange={() => setSource(other.id)}
                  />
                ))}
              </ul>
            )}
          </Loaded>
        </div>
        {sources ? <MergeOutcome destination={dataset} own={0} outcome={outcome} asks /> : null}
        <Alert tone="warn">{refusal}</Alert>
        <Alert>{merge.error?.message}</Alert>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!canMerge || merge.isPending} aria-busy={merge.isPending}>
            Merge
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
