"use client";

import { ImageUp, Layers, ListFilter, LoaderCircle, TextSearch } from "lucide-react";
import type { Ref } from "react";
import type { PageView } from "@/components/datasets/read-view";
import type { ChangeView } from "@/components/datasets/use-view";
import { IconButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import type { DatasetDto } from "@/lib/datasets/schema";
import { MAX_TILE_PX, MIN_TILE_PX } from "../use-tile-size";
import { FilterChips } from "./filter-chips";
import { SavedViews } from "./saved-views";
import { SearchBox, type SearchMistake } from "./search-box";

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
export const SORT_LABELS: ReadonlyMap<string, string> = new Map(SORTS);

/** A new shuffle each time it is chosen; the address keeps it, so that a link shows the same. */
export const sortChange = (sort: string): Partial<PageView> => ({
  sort,
  seed: sort === "random" ? String(Math.floor(Math.random() * 1_000_000_000)) : null,
});

interface ViewBarProps {
  readonly dataset: DatasetDto;
  readonly stateId: string;
  readonly view: PageView;
  readonly total: number;
  readonly updating: boolean;
  readonly refused: SearchMistake | null;
  readonly tileSize: number;
  readonly onTileSize: (size: number) => void;
  readonly onChange: ChangeView;
  readonly onFilters: () => void;
  readonly onDescribe: () => void;
  readonly onFindByImage: () => void;
  readonly searchRef: Ref<HTMLInputElement>;
}

/** What is shown and how: the search, its chips, the order, the grouping, the size of the tiles. */
export function ViewBar({
  dataset,
  stateId,
  view,
  total,
  updating,
  refused,
  tileSize,
  onTileSize,
  onChange,
  onFilters,
  onDescribe,
  onFindByImage,
  searchRef,
}: ViewBarProps) {
  return (
    <div className="grid gap-2 border-b border-line px-4 py-2.5">
      <div className="flex flex-wrap items-start gap-x-2 gap-y-2">
        <IconButton label="Filters" onClick={onFilters} className="lg:hidden">
          <ListFilter size={18} aria-hidden />
        </IconButton>
        <SearchBox
          datasetId={dataset.id}
          stateId={stateId}
          q={view.q}
          refused={refused}
          onSearch={(q) => onChange({ q })}
          inputRef={searchRef}
        />
        <div className="flex items-center">
          <IconButton label="Search by description" onClick={onDescribe}>
            <TextSearch size={18} aria-hidden />
          </IconButton>
          <IconButton label="Search by image" onClick={onFindByImage}>
            <ImageUp size={18} aria-hidden />
          </IconButton>
          <SavedViews dataset={dataset} view={view} onChange={onChange} />
        </div>
        <div className="flex min-h-9 items-center gap-2 max-sm:w-full max-sm:justify-between">
          <p aria-live="polite" className="flex items-center gap-2 whitespace-nowrap text-muted">
            {plural(total, "item")}
            <LoaderCircle size={14} aria-hidden className={updating ? "animate-spin" : "invisible"} />
          </p>
          <IconButton
            label="Group by cluster"
            aria-pressed={view.group === "cluster"}
            onClick={() => onChange({ group: view.group ? null : "cluster" })}
            className={view.group ? "bg-accent-soft text-accent-text" : undefined}
          >
            <Layers size={18} aria-hidden />
          </IconButton>
          <input
            type="range"
            aria-label="Size of the tiles"
            min={MIN_TILE_PX}
            max={MAX_TILE_PX}
            step={8}
            value={tileSize}
            onChange={(event) => onTileSize(Number(event.target.value))}
            className="w-24 accent-(--accent) max-sm:w-16"
          />
          <Select
            label="Sort items"
            value={view.sort}
            onChange={(event) => onChange(sortChange(event.target.value))}
            className="pr-2! max-sm:w-36"
          >
            {SORTS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </div>
      </div>
      <FilterChips q={view.q} onChange={(q) => onChange({ q })} />
    </div>
  );
}
