"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useDataset } from "@/components/datasets/use-dataset";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { formatCount, plural } from "@/components/ui/format";
import { Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { assignSplits, splitsPreview } from "@/lib/splits/queries";
import type { AssignedSplitsDto } from "@/lib/splits/schema";

const SPLITS = ["train", "val", "test"] as const;
/** Rows of the table of classes: it is for a look, not for reading through. */
const MAX_CLASSES = 12;

interface AssignSplitsDialogProps {
  readonly dataset: DatasetDto;
  /** Says that it was done, with its Undo. */
  readonly onAssigned: (editId: string | null, what: string) => void;
  readonly onClose: () => void;
}

/** Deals all items out to train, val and test; shows the shares of every class before anything changes. */
export function AssignSplitsDialog({ dataset: known, onAssigned, onClose }: AssignSplitsDialogProps) {
  const dataset = useDataset(known);
  const client = useQueryClient();
  const [shares, setShares] = useState<Record<(typeof SPLITS)[number], string>>({ train: "80", val: "10", test: "10" });
  const [seed, setSeed] = useState("1");
  const [together, setTogether] = useState(true);
  const [even, setEven] = useState(true);
  const ratios = Object.fromEntries(SPLITS.map((split) => [split, Number(shares[split])]));
  const problem = problemOf(Object.values(ratios), Number(seed));
  const wanted = useDeferredValue(
    JSON.stringify({
      ratios,
      seed: Number(seed),
      group_by: together ? "near_duplicates" : "none",
      ...(even ? { stratify_by: "label" } : {}),
    }),
  );
  const asked = JSON.parse(wanted) as Parameters<typeof assignSplits>[1];
  const preview = useQuery({
    ...splitsPreview(dataset.id, dataset.state_id, asked),
    enabled: problem === null && dataset.can.items_edit === null,
    placeholderData: keepPreviousData,
  });
  const assign = useMutation({
    mutationFn: () => assignSplits(dataset.id, asked),
    onSuccess: ({ edit_id, changed }) => {
      onClose();
      onAssigned(edit_id, `Splits assigned: ${plural(changed, "item")} changed`);
    },
    onSettled: () => void makeStale(client, staleAfterChange(dataset.id)),
  });
  const error = problem ?? assign.error?.message ?? preview.error?.message;
  return (
    <Dialog
      onClose={onClose}
      title="Assign splits"
      size="large"
      description="Every item comes into one split, in an order that only the seed decides. What was in a split before may move; Undo puts it back."
    >
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {SPLITS.map((split) => (
          <TextField
            key={split}
            label={`${split}, share`}
            inputMode="decimal"
            value={shares[split]}
            onChange={(event) => setShares({ ...shares, [split]: event.target.value })}
          />
        ))}
        <TextField label="Seed" inputMode="numeric" value={seed} onChange={(event) => setSeed(event.target.value)} />
      </div>
      <Choice checked={together} onChange={setTogether}>
        Keep near duplicates in one split
      </Choice>
      <Choice checked={even} onChange={setEven}>
        Give every split the same share of each label
      </Choice>
      {error ? <Alert>{error}</Alert> : preview.data ? <Shares told={preview.data} /> : <Skeleton className="h-40" />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          disabled={assign.isPending || problem !== null || !preview.data || dataset.can.items_edit !== null}
          title={dataset.can.items_edit ?? undefined}
          aria-busy={assign.isPending}
          onClick={() => assign.mutate()}
        >
          Assign
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function problemOf(shares: readonly number[], seed: number): string | null {
  if (shares.some((share) => !Number.isFinite(share) || share < 0)) return "Shares are numbers, 0 or more.";
  if (shares.every((share) => share === 0)) return "At least one split has to get something.";
  return Number.isInteger(seed) && seed >= 0 ? null : "The seed is a whole number, 0 or more.";
}

const Choice = ({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: string;
}) => (
  <label className="flex items-center gap-2 pointer-coarse:min-h-12">
    <input
      type="checkbox"
      className="size-4 accent-(--accent)"
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
    {children}
  </label>
);

/** Items by split and label, and what lies on both sides. */
function Shares({ told: { splits, straddling } }: { told: AssignedSplitsDto }) {
  const totals = new Map<string, number>();
  for (const { by_class } of splits)
    for (const [label, count] of Object.entries(by_class)) totals.set(label, (totals.get(label) ?? 0) + count);
  const labels = [...totals].sort((a, b) => b[1] - a[1]);
  return (
    <div className="grid gap-2" aria-live="polite">
      <div className="max-h-64 overflow-auto" tabIndex={0} role="region" aria-label="Items by split">
        <table className="w-full text-[13px] tabular-nums">
          <thead>
            <tr className="border-b border-line text-left">
              <th className="py-1 pr-3 font-medium">Items</th>
              {splits.map(({ split, items }) => (
                <th key={split} className="py-1 pl-3 text-right font-medium">
                  {split} {formatCount(items)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.slice(0, MAX_CLASSES).map(([label]) => (
              <tr key={label} className="border-b border-line">
                <td dir="auto" className="max-w-40 truncate py-1 pr-3" title={label}>
                  {label}
                </td>
                {splits.map(({ split, by_class }) => (
                  <td key={split} className="py-1 pl-3 text-right">
                    {formatCount(by_class[label] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {labels.length > MAX_CLASSES ? (
          <p className="py-1 text-[13px] text-muted">and {plural(labels.length - MAX_CLASSES, "other label")}</p>
        ) : null}
      </div>
      <p>
        {straddling.after === 0
          ? "No near duplicates lie in different splits."
          : `${plural(straddling.after, "item")} would have a near duplicate in another split.`}
        {straddling.before > 0 ? ` Now it is ${plural(straddling.before, "item")}.` : ""}
      </p>
    </div>
  );
}
