"use client";

import { useWorkspace } from "@/components/workspace/workspace";
import { EmptyGrid } from "./empty-grid";
import { Grid } from "./grid";
import { SkeletonTiles } from "./skeleton-tiles";

/** The items that are listed, or what there is to say where there are none. */
export function ItemGrid() {
  const { list } = useWorkspace();
  if (list.cells > 0) return <Grid />;
  // That nothing was listed before says nothing about what is listed now.
  return list.updating ? <SkeletonTiles aria-busy="true" aria-label="Loading items" /> : <EmptyGrid />;
}
