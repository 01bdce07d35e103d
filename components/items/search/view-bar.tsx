"use client";

import { ImageUp, Layers, ListFilter, TextSearch } from "lucide-react";
import { MOST_SIMILAR, type PageView } from "@/components/workspace/read-view";
import { useActions, useDescribe, useSearchWays } from "@/components/workspace/use-actions";
import { useWorkspace } from "@/components/workspace/workspace";
import { useIsGuest } from "@/components/layout/guest";
import { IconButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { hasLikeness } from "@/lib/search/filters";
import { ListCount, TileSize } from "../grid/list-count";
import { LookMenu } from "../grid/look-menu";
import { EditHistory } from "../edit-history";
import { FilterChips } from "./filter-chips";
import { SavedViews } from "./saved-views";
import { SearchBox } from "./search-box";

const SORTS = [
  ["added", "Oldest first"],
  ["-added", "Newest first"],
  ["name", "Name A–Z"],
  ["-name", "Name Z–A"],
  ["-date_taken", "Taken last"],
  ["date_taken", "Taken first"],
  ["-size", "Largest files"],
  ["size", "Smallest files"],
  ["-uniqueness", "Most unique"],
  ["uniqueness", "Least unique"],
  ["random", "Shuffled"],
] as const;
/** The orders that a search can have, with their names. */
export const sortsFor = (q: string): readonly (readonly [sort: string, label: string])[] =>
  hasLikeness(q) ? [[MOST_SIMILAR, "Most similar"], ...SORTS] : SORTS;

/** A new shuffle each time it is chosen; the address keeps it, so that a link shows the same. */
export const sortChange = (sort: string): Partial<PageView> => ({
  sort,
  seed: sort === "random" ? String(Math.floor(Math.random() * 1_000_000_000)) : null,
});

/** What is shown and how: the search, its chips, the order, the grouping, the size of the tiles. */
export function ViewBar({ onFilters }: { onFilters: () => void }) {
  const { dataset, list, view, setView, setFilter, refused, searchRef } = useWorkspace();
  const { findByImage } = useActions();
  const describe = useDescribe();
  const isGuest = useIsGuest();
  const ways = useSearchWays();
  return (
    <div className="grid gap-2 border-b border-line px-4 py-2.5">
      <div className="flex flex-wrap items-start gap-x-2 gap-y-2">
        <IconButton label="Filters" onClick={onFilters} className="lg:hidden">
          <ListFilter size={18} aria-hidden />
        </IconButton>
        <SearchBox
          datasetId={dataset.id}
          stateId={list.stateId}
          snapshotId={view.snapshot}
          q={view.q}
          refused={refused}
          onSearch={setFilter}
          ways={ways}
          inputRef={searchRef}
        />
        <div className="flex items-center">
          {describe ? (
            <IconButton label="Search by description" onClick={describe}>
              <TextSearch size={18} aria-hidden />
            </IconButton>
          ) : null}
          <IconButton label="Search by image" onClick={() => findByImage()}>
            <ImageUp size={18} aria-hidden />
          </IconButton>
          {isGuest ? null : <EditHistory />}
          <SavedViews dataset={dataset} view={view} onChange={setView} />
        </div>
        <div className="flex min-h-9 items-center gap-2 max-sm:w-full max-sm:justify-between">
          <ListCount />
          <IconButton
            label="Group by cluster"
            aria-pressed={view.group === "cluster"}
            onClick={() => setView({ group: view.group ? null : "cluster" })}
            className={view.group ? "bg-accent-soft text-accent-text" : undefined}
          >
            <Layers size={18} aria-hidden />
          </IconButton>
          <LookMenu />
          <TileSize />
          <Select
            label="Sort items"
            value={view.sort}
            onChange={(event) => setView(sortChange(event.target.value))}
            className="pr-2! max-sm:w-36"
          >
            {sortsFor(view.q).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </div>
      </div>
      <FilterChips
        datasetId={dataset.id}
        snapshotId={view.snapshot}
        q={view.q}
        onChange={setFilter}
        onAdjust={(q) => setView({ q }, "replace")}
      />
    </div>
  );
}
