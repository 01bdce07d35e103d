"use client";

import { ImageUp, Layers, ListFilter, LoaderCircle, TextSearch } from "lucide-react";
import { MOST_SIMILAR, type PageView } from "@/components/workspace/read-view";
import { useActions, useDescribe, useSearchWays } from "@/components/workspace/use-actions";
import { useWorkspace } from "@/components/workspace/workspace";
import { IconButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { hasLikeness } from "@/lib/search/filters";
import { LookMenu } from "../grid/look-menu";
import { MAX_TILE_PX, MIN_TILE_PX } from "../use-tile-size";
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
  const { dataset, list, view, setView, setFilter, refused, tileSize, setTileSize, searchRef } = useWorkspace();
  const { findByImage } = useActions();
  const describe = useDescribe();
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
          <EditHistory />
          <SavedViews dataset={dataset} view={view} onChange={setView} />
        </div>
        <div className="flex min-h-9 items-center gap-2 max-sm:w-full max-sm:justify-between">
          <p aria-live="polite" className="flex items-center gap-2 whitespace-nowrap text-muted">
            {plural(list.total, "item")}
            <LoaderCircle
              size={14}
              aria-hidden
              className={list.updating && !list.error ? "animate-spin" : "invisible"}
            />
          </p>
          <IconButton
            label="Group by cluster"
            aria-pressed={view.group === "cluster"}
            onClick={() => setView({ group: view.group ? null : "cluster" })}
            className={view.group ? "bg-accent-soft text-accent-text" : undefined}
          >
            <Layers size={18} aria-hidden />
          </IconButton>
          <LookMenu />
          <input
            type="range"
            aria-label="Size of the tiles"
            min={MIN_TILE_PX}
            max={MAX_TILE_PX}
            step={8}
            value={tileSize}
            onChange={(event) => setTileSize(Number(event.target.value))}
            className="w-24 accent-(--accent) max-sm:w-16 pointer-coarse:h-[40px]"
          />
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
