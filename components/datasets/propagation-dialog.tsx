"use client";

import { buttonOf } from "@/lib/operations/declarations";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ArrowRight, LoaderCircle } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Thumbnail } from "@/components/media/thumbnail";
import { useOperation } from "@/components/tasks/use-operation";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { RangeField } from "@/components/ui/field";
import { formatCount, formatPercent, plural } from "@/components/ui/format";
import { Badge, Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { useDataset } from "./use-dataset";
import { keys } from "@/lib/query-keys";
import { previewPropagation, startPropagation } from "@/lib/propagation/queries";
import type { PropagationPreview } from "@/lib/propagation/schema";

/** Passes labels on to items that look alike; shows what would change before anything does. */
export function PropagationDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const [k, setK] = useState(5);
  const [percent, setPercent] = useState(70);
  const input = useDeferredValue(`${k} ${percent}`);
  const preview = useQuery({
    queryKey: keys.propagation(dataset.id, dataset.state_id, input),
    queryFn: ({ signal }) => {
      const [neighbours, confidence] = input.split(" ").map(Number);
      return previewPropagation(dataset.id, { k: neighbours!, min_confidence: confidence! / 100 }, signal);
    },
    enabled: dataset.can.label_propagation === null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const start = useOperation(
    dataset.id,
    { done: "Labels propagated", failed: "Label propagation failed" },
    () => startPropagation(dataset.id, { k, min_confidence: percent / 100 }),
    onClose,
  );
  const error = start.error ?? preview.error;
  return (
    <Dialog
      onClose={onClose}
      title={buttonOf("label_propagation")}
      size="large"
      description="Items without a label get those of the labelled items that look most like them. They are marked as propagated until someone sets the label; a revision of the current state is saved first."
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <RangeField
          label="Neighbours that decide"
          min={1}
          max={50}
          value={k}
          shown={String(k)}
          onChange={(event) => setK(Number(event.target.value))}
        />
        <RangeField
          label="Least confidence"
          min={0}
          max={100}
          value={percent}
          shown={`${percent} %`}
          onChange={(event) => setPercent(Number(event.target.value))}
        />
      </div>
      {error ? (
        <Alert>{error.message}</Alert>
      ) : preview.data ? (
        <Preview preview={preview.data} percent={percent} stale={preview.isFetching} onPercent={setPercent} />
      ) : (
        <Skeleton className="h-40" />
      )}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          disabled={start.isPending || preview.isFetching || !preview.data || preview.data.changed === 0}
          aria-busy={start.isPending}
          onClick={() => start.mutate()}
        >
          Propagate
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface PreviewProps {
  readonly preview: PropagationPreview;
  /** The least confidence that is asked for. */
  readonly percent: number;
  readonly stale: boolean;
  readonly onPercent: (percent: number) => void;
}

/** Why nothing would be found, and what would find something. */
function Nothing({ preview, percent, stale, onPercent }: PreviewProps) {
  switch (preview.reason) {
    case "no_unlabelled":
      return (
        <p className="text-muted">Every item has a label already. Remove wrong ones first, or add items without.</p>
      );
    case "nothing_comparable":
      return (
        <p className="text-muted">
          No labelled item could be compared with an unlabelled one. Re-index, so that their pictures are read.
        </p>
      );
    case "too_uncertain": {
      const best = Math.floor((preview.best_confidence ?? 0) * 100);
      // What is shown may still be the answer to what was asked before.
      if (stale || best >= percent) return null;
      return (
        <Alert tone="neutral" action={<Button onClick={() => onPercent(best)}>Set to {best} %</Button>}>
          Nothing is sure at {percent} %: the surest would be {best} %. Ask for less, or label more items.
        </Alert>
      );
    }
    case null:
      return null;
  }
}

function Preview(props: PreviewProps) {
  const { preview, stale } = props;
  return (
    <div className="grid gap-3">
      <p aria-live="polite" className="flex items-center gap-2 font-medium">
        {preview.changed === 0
          ? "No item would get a label"
          : `${preview.estimated ? "About " : ""}${formatCount(preview.changed)} of ${plural(preview.targets, "unlabelled item")} would get a label`}
        {stale ? <LoaderCircle size={14} aria-label="Loading" className="animate-spin" /> : null}
      </p>
      <Nothing {...props} />
      {preview.labels.length > 0 ? (
        <ul aria-label="Labels" className="flex flex-wrap gap-1.5">
          {preview.labels.slice(0, 30).map(({ label, count }) => (
            <li key={label}>
              <Badge tone="accent">
                {label} +{formatCount(count)}
              </Badge>
            </li>
          ))}
        </ul>
      ) : null}
      {preview.samples.length > 0 ? (
        <section aria-label="Least certain items">
          <h3 className="mb-1.5 text-[13px] text-muted">
            The least certain, beside the labelled item they are most like
          </h3>
          <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3">
            {preview.samples.slice(0, 6).map(({ item, from, label, confidence }) => (
              <li key={item.media_id} className="grid gap-1">
                <span className="flex items-center gap-1">
                  <Thumbnail item={from} className="min-w-0 flex-1 rounded" />
                  <ArrowRight size={14} aria-hidden className="shrink-0 text-muted" />
                  <Thumbnail item={item} className="min-w-0 flex-1 rounded" />
                </span>
                <span className="truncate text-[13px]">
                  {label} <span className="text-muted">{formatPercent(confidence)}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
