"use client";

import { hashKey, useQueries, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { withTerm } from "@/lib/search/filters";
import { itemPageQuery, PAGE_SIZE, stackPageQuery } from "@/lib/items/queries";
import { keys, type ListView } from "@/lib/query-keys";
import type { ItemDto, ItemPage, StackDto } from "@/lib/items/schema";
import { quoteValue } from "@/lib/search/language";
import { cellAt, countCells } from "./cells";
import {
  errorOf,
  flatList,
  isBehind,
  keyOfView,
  listAtFirst,
  reduceList,
  targetOf,
  type ListState,
  type Shown,
  type WantedView,
} from "./list-state";
import { loadList, type GridPosition } from "./load-list";
import type { Overlays, ShownItem } from "./use-overlays";

export interface GridHandle {
  position(): GridPosition;
  goTo(place: number, above: number): void;
}

export interface ItemList extends Shown {
  readonly datasetId: string;
  readonly cells: number;
  /** Nothing has been shown yet. */
  readonly loading: boolean;
  /** Another view or version is on its way. */
  readonly updating: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  /** The grid tells where it stands through this. */
  readonly attach: (grid: GridHandle | null) => void;
  /** Opens a stack, or closes it. */
  readonly toggleStack: (index: number, stack: StackDto) => void;
}

/** The list that a stack's items are. */
export const viewOfStack = (view: ListView, cluster: string | null): ListView => ({
  ...view,
  q: withTerm(view.q, cluster === null ? "-has:cluster" : `cluster:${quoteValue(cluster)}`),
});

/** Follows what should be shown. @param stateId null while it is not known yet @param initial the first page of the view that is wanted at first */
export function useItemList(
  datasetId: string,
  wanted: WantedView,
  stateId: string | null,
  initial: ItemPage | null,
): ItemList {
  const client = useQueryClient();
  const gridRef = useRef<GridHandle | null>(null);
  const positionsRef = useRef(new Map<string, { place: number; above: number }>());
  const [state, dispatch] = useReducer(reduceList, initial, (page): ListState => {
    if (!page || wanted.group) return listAtFirst(wanted, null);
    client.setQueryData(itemPageQuery(datasetId, page.state_id, wanted, 0).queryKey, page);
    return listAtFirst(wanted, flatList(wanted, page.state_id, page.total));
  });
  const { shown, loaded, attempt } = state;
  const target = targetOf(wanted, stateId);
  const behind = isBehind(state, target);

  // What the effect reads of now, without running again for it.
  const nowRef = useRef({ shown, loaded, wanted });
  useEffect(() => {
    nowRef.current = { shown, loaded, wanted };
  });

  useEffect(() => {
    if (stateId === null || !behind) return;
    let left = false;
    const now = nowRef.current;
    const view = now.wanted;
    const isSameView = now.loaded && keyOfView(now.shown.view) === keyOfView(view);
    const stand = gridRef.current?.position() ?? null;
    if (stand && now.loaded)
      positionsRef.current.set(keyOfView(now.shown.view), { place: stand.place, above: stand.above });
    const saved = isSameView ? stand : positionsRef.current.get(keyOfView(view));
    const before = isSameView ? now.shown : null;
    loadList(client, { datasetId, stateId, view, before, stand, savedPlace: saved?.place ?? 0 })
      .then((list) => {
        if (left) return;
        dispatch({ type: "arrived", shown: list.shown });
        gridRef.current?.goTo(Math.min(list.place, Math.max(0, countCells(list.shown.layout) - 1)), saved?.above ?? 0);
      })
      .catch((error: Error) => {
        if (!left) dispatch({ type: "failed", target, error });
      });
    return () => {
      left = true;
    };
  }, [client, datasetId, stateId, target, behind, attempt]);

  const attach = useCallback((grid: GridHandle | null) => {
    gridRef.current = grid;
  }, []);
  const toggleStack = useCallback(
    (index: number, stack: StackDto) => dispatch({ type: "stack-toggled", index, stack }),
    [],
  );
  const retry = useCallback(() => dispatch({ type: "retried" }), []);
  const error = errorOf(state, target);
  return useMemo(
    () => ({
      ...shown,
      datasetId,
      cells: countCells(shown.layout),
      loading: !loaded,
      updating: behind,
      error,
      retry,
      attach,
      toggleStack,
    }),
    [shown, datasetId, loaded, behind, error, retry, attach, toggleStack],
  );
}

/** What stands in one place: an item or a stack, or that it is still being read. */
export type CellContent =
  | { readonly type: "item"; readonly item: ShownItem | undefined; readonly inStack: boolean }
  | { readonly type: "stack"; readonly index: number; readonly stack: StackDto | undefined; readonly open: boolean };

export interface Cells {
  readonly contents: CellContent[];
  /** Why a page could not be read; null when all could. */
  readonly failure: string | null;
  readonly retry: () => void;
}

/** The contents of the places [from, to); pages that are not there yet are asked for. */
export function useCells(list: ItemList, from: number, to: number, present: Overlays["present"]): Cells {
  const { datasetId, stateId, view, layout } = list;
  const wanted = Array.from({ length: Math.max(0, Math.min(to, list.cells) - from) }, (_, index) => {
    const cell = cellAt(layout, from + index);
    if (cell.type === "stack")
      return {
        cell,
        key: `stacks ${Math.floor(cell.index / PAGE_SIZE)}`,
        query: () => stackPageQuery(datasetId, stateId, view.q, Math.floor(cell.index / PAGE_SIZE)),
      };
    const of = cell.stack ? viewOfStack(view, cell.stack.cluster) : view;
    return {
      cell,
      key: `items ${of.q} ${Math.floor(cell.position / PAGE_SIZE)}`,
      query: () => itemPageQuery(datasetId, stateId, of, Math.floor(cell.position / PAGE_SIZE)),
    };
  });
  const keys = [...new Set(wanted.map(({ key }) => key))];
  const results = useQueries({
    queries: keys.map((key) => wanted.find((one) => one.key === key)!.query() as ReturnType<typeof itemPageQuery>),
  });
  const pageOf = (key: string): unknown => results[keys.indexOf(key)]?.data;
  const failed = results.filter((result) => result.isError);
  const contents = wanted.map(({ cell, key }): CellContent => {
    if (cell.type === "stack") {
      const page = pageOf(key) as { stacks: StackDto[] } | undefined;
      return {
        type: "stack",
        index: cell.index,
        stack: page?.stacks[cell.index % PAGE_SIZE],
        open: layout.grouped && layout.open.some((stack) => stack.index === cell.index),
      };
    }
    const item = (pageOf(key) as ItemPage | undefined)?.items[cell.position % PAGE_SIZE];
    return { type: "item", item: item && present(item), inStack: cell.stack !== null };
  });
  return {
    contents,
    failure: failed[0]?.error?.message ?? null,
    retry: () => failed.forEach((result) => void result.refetch()),
  };
}

/** An item that the grid has loaded, with those beside it. */
export interface LoadedItem {
  readonly item: ItemDto;
  readonly position: number | null;
  readonly total: number;
  readonly previous: ItemDto | null;
  readonly next: ItemDto | null;
}

/**
 * Looks an item up in what was loaded of a list: opening it then waits for nothing. Null where it is not there. In the pages of
 * another list, such as a stack's items or the same search in another order, it stands elsewhere: then only the item is known.
 */
export function findLoaded(
  client: QueryClient,
  datasetId: string,
  { stateId, view, total }: Pick<ItemList, "stateId" | "view" | "total">,
  mediaId: string,
): LoadedItem | null {
  const pageAt = (page: number) => client.getQueryData(itemPageQuery(datasetId, stateId, view, page).queryKey);
  let elsewhere: ItemDto | null = null;
  for (const [key, page] of client.getQueriesData<ItemPage>({ queryKey: keys.itemsOfState(datasetId, stateId) })) {
    const index = page?.items.findIndex((item) => item.media_id === mediaId) ?? -1;
    if (!page || index < 0) continue;
    const item = page.items[index]!;
    const number = Number(key.at(-1));
    if (hashKey(key) !== hashKey(keys.itemPage(datasetId, stateId, view, number))) {
      elsewhere = item;
      continue;
    }
    return {
      item,
      position: page.offset + index,
      total,
      previous: page.items[index - 1] ?? pageAt(number - 1)?.items.at(-1) ?? null,
      next: page.items[index + 1] ?? pageAt(number + 1)?.items[0] ?? null,
    };
  }
  return elsewhere && { item: elsewhere, position: null, total, previous: null, next: null };
}
