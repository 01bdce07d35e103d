"use client";

import type { ReactNode } from "react";
import { useListPage } from "../list-page";
import { EmptyGrid } from "./empty-grid";
import { Grid } from "./grid";
import { SkeletonTiles } from "./skeleton-tiles";

/** The items that are listed, or what there is to say where there are none: of a dataset's, unless something else is given. */
export function ItemGrid({ empty = <EmptyGrid /> }: { empty?: ReactNode }) {
  const { list } = useListPage();
  if (list.cells > 0) return <Grid />;
  // That nothing was listed before says nothing about what is listed now.
  return list.updating ? <SkeletonTiles aria-busy="true" aria-label="Loading items" /> : empty;
}
