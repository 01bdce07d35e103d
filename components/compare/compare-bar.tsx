"use client";

import { X } from "lucide-react";
import { useRef, type ReactNode } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { SearchBox } from "@/components/items/search/search-box";
import type { SearchMistake } from "@/components/items/search/search-mistake";
import { sortsFor } from "@/components/items/search/view-bar";
import { Select } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import type { ComparedSides } from "@/lib/query-keys";
import { withLikeness } from "@/lib/search/filters";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import type { CompareView } from "./compare-view";
import type { ChangeCompareView } from "./use-compare-view";

interface CompareBarProps {
  readonly sides: ComparedSides;
  readonly comparison: ComparisonDto;
  readonly view: CompareView;
  readonly setView: ChangeCompareView;
  /** What the server found wrong with the search. */
  readonly refused: SearchMistake | null;
  readonly total: number;
  readonly children: ReactNode;
}

/** Searches what differs, and says in which order it is listed. */
export function CompareBar({ sides: { to }, comparison, view, setView, refused, total, children }: CompareBarProps) {
  const dialogs = useDialogs();
  const inputRef = useRef<HTMLInputElement>(null);
  const snapshotId = to.version === "head" || to.version === "current" ? null : to.version;
  const findByImage = (q: string) =>
    dialogs.open({
      name: "by-image",
      datasetId: to.dataset,
      snapshotId,
      onFound: (key) => setView({ q: withLikeness(q, "image", key) }),
    });
  return (
    <div className="grid gap-2 border-b border-line px-4 py-2.5">
      <div className="flex flex-wrap items-start gap-2">
        <SearchBox
          datasetId={to.dataset}
          stateId={comparison.to_state_id}
          snapshotId={snapshotId}
          q={view.q}
          refused={refused}
          onSearch={(q) => setView({ q })}
          ways={{ describes: false, selected: null, find: (_find, q) => findByImage(q) }}
          inputRef={inputRef}
        />
        <div className="flex min-h-9 flex-wrap items-center gap-2">
          <p role="status" className="text-[13px] whitespace-nowrap text-muted tabular-nums">
            {plural(total, "item")}
          </p>
          {children}
          <Select
            label="Sort items"
            value={view.sort}
            onChange={(event) =>
              setView({
                sort: event.target.value,
                seed: event.target.value === "random" ? String(Math.floor(Math.random() * 1_000_000_000)) : null,
              })
            }
            className="pr-2! max-sm:w-36"
          >
            {sortsFor("").map(([sort, label]) => (
              <option key={sort} value={sort}>
                {label}
              </option>
            ))}
          </Select>
        </div>
      </div>
      {view.facet ? <FacetChip facet={view.facet} onRemove={() => setView({ facet: null })} /> : null}
    </div>
  );
}

/** The value whose gains and losses are listed. */
function FacetChip({ facet, onRemove }: { facet: string; onRemove: () => void }) {
  const value = facet.slice(facet.indexOf(":") + 1);
  return (
    <p className="flex min-w-0">
      <span className="flex min-w-0 items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-2.5 text-[13px] text-accent-text">
        <span className="min-w-0 truncate">
          Got or lost <bdi className="font-medium">{value}</bdi>
        </span>
        <button
          type="button"
          aria-label={`List more than what got or lost ${value}`}
          onClick={onRemove}
          className="grid size-6 shrink-0 place-items-center rounded-full hover:bg-surface/60 pointer-coarse:size-12"
        >
          <X size={14} aria-hidden />
        </button>
      </span>
    </p>
  );
}
