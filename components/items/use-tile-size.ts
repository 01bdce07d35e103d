"use client";

import { kept } from "@/components/ui/use-kept";

export const MIN_TILE_PX = 88;
export const MAX_TILE_PX = 400;

/** Sizes to choose without a slider. */
export const DENSITIES = [
  { name: "Compact", size: 104 },
  { name: "Usual", size: 176 },
  { name: "Large", size: 280 },
] as const;

/** How wide tiles are at least, in pixels; kept on this machine. */
export const useTileSize = kept(
  "stillframe.tile-size",
  (text) => {
    const stored = Number(text);
    return stored >= MIN_TILE_PX && stored <= MAX_TILE_PX ? stored : undefined;
  },
  DENSITIES[1].size as number,
);
