"use client";

import { createContext, useContext, type RefObject } from "react";
import type { GridFocus } from "./grid/use-grid-focus";
import type { SearchMistake } from "./search/search-mistake";
import type { ItemList } from "./use-item-list";
import type { Overlays } from "./use-overlays";
import type { Selection } from "./use-selection";

/** What the parts of a page with a grid share, whether it lists the items of one dataset or of all. */
export interface ListPage {
  /** What the grid shows: one view of one state. */
  readonly list: ItemList;
  readonly present: Overlays["present"];
  readonly selection: Selection;
  /** What the server found wrong with the search. */
  readonly refused: SearchMistake | null;
  /** Why the version or its list cannot be shown. */
  readonly failed: Error | null;
  /** @param key what `keyOf` names the item */
  readonly openItem: (key: string) => void;
  readonly setFilter: (q: string) => void;
  readonly tileSize: number;
  readonly setTileSize: (size: number) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly gridRef: RefObject<GridFocus | null>;
  /** Something else is shown in the place of the grid, which keeps its place meanwhile. */
  readonly hidden: boolean;
}

export const ListPageContext = createContext<ListPage | null>(null);

/** @throws Error outside of a page with a grid */
export function useListPage(): ListPage {
  const page = useContext(ListPageContext);
  if (!page) throw new Error("This belongs on a page with a grid");
  return page;
}
