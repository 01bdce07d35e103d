"use client";

import { LoaderCircle } from "lucide-react";
import { plural } from "@/components/ui/format";
import { useListPage } from "../list-page";
import { MAX_TILE_PX, MIN_TILE_PX } from "../use-tile-size";

/** How many items are listed, and whether another list is on its way. */
export function ListCount() {
  const { list } = useListPage();
  return (
    <p aria-live="polite" className="flex items-center gap-2 whitespace-nowrap text-muted">
      {plural(list.total, "item")}
      <LoaderCircle size={14} aria-hidden className={list.updating && !list.error ? "animate-spin" : "invisible"} />
    </p>
  );
}

export function TileSize() {
  const { tileSize, setTileSize } = useListPage();
  return <TileSizeField value={tileSize} onChange={setTileSize} />;
}

export const TileSizeField = ({ value, onChange }: { value: number; onChange: (size: number) => void }) => (
  <input
    type="range"
    aria-label="Size of the tiles"
    min={MIN_TILE_PX}
    max={MAX_TILE_PX}
    step={8}
    value={value}
    onChange={(event) => onChange(Number(event.target.value))}
    className="w-24 accent-(--accent) max-sm:w-16 pointer-coarse:h-[40px]"
  />
);
