"use client";

import { Checkbox } from "@/components/ui/field";
import { formatCount } from "@/components/ui/format";
import { RESTORED_PARTS, type RestoredPart } from "@/lib/operations/snapshots";
import type { ComparisonDto } from "@/lib/snapshots/schema";

/** Null for everything. */
export type ChosenParts = readonly RestoredPart[] | null;

const NAMES: Readonly<Record<RestoredPart, string>> = {
  tags: "Tags",
  labels: "Labels",
  captions: "Captions",
  objects: "Objects",
  metadata: "Metadata",
  splits: "Splits",
  deleted_items: "Deleted items",
};

/** Items that differ in a part; of deleted ones, those that would come back. */
const countOf = (part: RestoredPart, { by_kind, removed }: ComparisonDto): number =>
  part === "deleted_items" ? removed : by_kind[part];

interface RestorePartsProps {
  readonly chosen: ChosenParts;
  readonly onChoose: (chosen: ChosenParts) => void;
  /** What differs, where it is known for exactly the items that are meant. */
  readonly change: ComparisonDto | undefined;
  /** What everything is called. */
  readonly everything: string;
}

/** Everything, or only some of what a snapshot says. */
export function RestoreParts({ chosen, onChoose, change, everything }: RestorePartsProps) {
  const radio = (label: string, value: ChosenParts) => (
    <label className="flex items-center gap-2 pointer-coarse:min-h-12">
      <input
        type="radio"
        name="parts"
        // Of no form: everything is restored by a form that knows no such field, a part by a request of its own.
        form=""
        className="size-4 accent-(--accent)"
        checked={(chosen === null) === (value === null)}
        onChange={() => onChoose(value)}
      />
      {label}
    </label>
  );
  return (
    <fieldset className="mb-4 grid gap-1">
      <legend className="mb-1 font-medium">What to restore</legend>
      {radio(everything, null)}
      {radio("Only a part", chosen ?? [])}
      {chosen === null ? null : (
        <div className="grid grid-cols-1 gap-1 pl-6 sm:grid-cols-2">
          {RESTORED_PARTS.map((part) => (
            <Checkbox
              key={part}
              label={change ? `${NAMES[part]} (${formatCount(countOf(part, change))})` : NAMES[part]}
              checked={chosen.includes(part)}
              onChange={({ target }) =>
                onChoose(RESTORED_PARTS.filter((one) => (one === part ? target.checked : chosen.includes(one))))
              }
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
