"use client";

import { useQueries, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { withTerm } from "@/lib/search/filters";
import { itemPageQuery, locateQuery, PAGE_SIZE, stackPageQuery, type ListView } from "@/lib/items/queries";
import type { ItemDto, ItemPage, StackDto } from "@/lib/items/schema";
import { quoteValue } from "@/lib/search/language";
import { cellAt, countCells, type CellLayout, type OpenStack } from "./cells";
import type { Overlays, ShownItem } from "./use-overlays";

export interface WantedView extends ListView {
  readonly group: "cluster" | null;
}

/** What the grid shows: one view of one state. It stays until the next one is here, so nothing flashes. */
interface Shown {
  readonly view: WantedView;
  readonly stateId: string;
  readonly total: number;
  readonly layout: CellLayout;
}

/** Where the grid stands, so that a newer version can be put in its place without moving it. */
export interface GridPosition {
  readonly place: number;
  /** Pixels that the place lies above the upper edge. */
  readonly above: number;
  readonly mediaId: string | null;
  /** How many places are in sight. */
  readonly visible: number;
}
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

const keyOf = ({ q, sort, seed, group }: WantedView): string => JSON.stringify([q, sort, seed, group]);
/** The list that a stack's items are. */
export const viewOfStack = (view: ListView, cluster: string | null): ListView => ({
  ...view,
  q: withTerm(view.q, cluster === null ? "-has:cluster" : `cluster:${quoteValue(cluster)}`),
});
/** Pages of stacks that are looked through for stacks that were open in an earlier version. */
const REOPEN_PAGES = 5;

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
  const [shown, setShown] = useState<Shown>(() => {
    if (!initial || wanted.group)
      return { view: wanted, stateId: initial?.state_id ?? "", total: 0, layout: { grouped: false, total: 0 } };
    client.setQueryData(itemPageQuery(datasetId, initial.state_id, wanted, 0).queryKey, initial);
    return {
      view: wanted,
      stateId: initial.state_id,
      total: initial.total,
      layout: { grouped: false, total: initial.total },
    };
  });
  const [failed, setFailed] = useState<{ key: string; error: Error } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const wantedKey = keyOf(wanted);
  const targetKey = `${stateId} ${wantedKey}`;
  const shownKey = `${shown.stateId} ${keyOf(shown.view)}`;
  const [loaded, setLoaded] = useState(initial !== null && !wanted.group);

  // What the effect reads of now, without running again for it.
  const nowRef = useRef({ shown, wanted });
  useEffect(() => {
    nowRef.current = { shown, wanted };
  });

  useEffect(() => {
    if (stateId === null || (targetKey === shownKey && loaded)) return;
    let left = false;
    const { shown: before, wanted: view } = nowRef.current;
    const isSameView = loaded && keyOf(before.view) === wantedKey;
    const stand = gridRef.current?.position() ?? null;
    if (stand && loaded) positionsRef.current.set(keyOf(before.view), { place: stand.place, above: stand.above });
    const saved = isSameView ? stand : positionsRef.current.get(wantedKey);

    const pages = (total: number, place: number) => {
      const last = Math.min(Math.max(0, total - 1), place + (stand?.visible ?? 60));
      const first = Math.min(place, last);
      return Promise.all(
        Array.from({ length: Math.floor(last / PAGE_SIZE) - Math.floor(first / PAGE_SIZE) + 1 }, (_, index) =>
          client.fetchQuery(itemPageQuery(datasetId, stateId, view, Math.floor(first / PAGE_SIZE) + index)),
        ),
      );
    };
    const flat = async (): Promise<[Shown, number]> => {
      if (isSameView && stand && stand.place > 0 && stand.mediaId) {
        const { located, total } = await client.fetchQuery(locateQuery(datasetId, stateId, view, stand.mediaId));
        const place = located ?? stand.place;
        await pages(total, place);
        return [{ view, stateId, total, layout: { grouped: false, total } }, place];
      }
      const [first] = await Promise.all([
        client.fetchQuery(itemPageQuery(datasetId, stateId, view, 0)),
        saved && saved.place >= PAGE_SIZE ? pages(Infinity, saved.place).catch(() => null) : null,
      ]);
      return [{ view, stateId, total: first.total, layout: { grouped: false, total: first.total } }, saved?.place ?? 0];
    };
    const grouped = async (): Promise<[Shown, number]> => {
      const first = await client.fetchQuery(stackPageQuery(datasetId, stateId, view.q, 0));
      const wasOpen = isSameView && before.layout.grouped ? before.layout.open : [];
      const stacks: StackDto[] = [...first.stacks];
      for (let page = 1; wasOpen.length > 0 && page < REOPEN_PAGES && page * PAGE_SIZE < first.total; page += 1)
        stacks.push(...(await client.fetchQuery(stackPageQuery(datasetId, stateId, view.q, page))).stacks);
      const open = stacks.flatMap(({ cluster, count }, index): OpenStack[] =>
        wasOpen.some((stack) => stack.cluster === cluster) ? [{ index, cluster, count }] : [],
      );
      return [
        { view, stateId, total: first.items, layout: { grouped: true, stacks: first.total, open } },
        saved?.place ?? 0,
      ];
    };

    (view.group ? grouped() : flat())
      .then(([next, place]) => {
        if (left) return;
        setFailed(null);
        setLoaded(true);
        setShown(next);
        gridRef.current?.goTo(Math.min(place, Math.max(0, countCells(next.layout) - 1)), saved?.above ?? 0);
      })
      .catch((error: Error) => {
        if (!left) setFailed({ key: targetKey, error });
      });
    return () => {
      left = true;
    };
  }, [client, datasetId, stateId, targetKey, shownKey, wantedKey, loaded, attempt]);

  const attach = useCallback((grid: GridHandle | null) => {
    gridRef.current = grid;
  }, []);
  const toggleStack = useCallback((index: number, { cluster, count }: StackDto) => {
    setShown((current) => {
      if (!current.layout.grouped) return current;
      const others = current.layout.open.filter((stack) => stack.index !== index);
      const open =
        others.length < current.layout.open.length
          ? others
          : [...others, { index, cluster, count }].sort((a, b) => a.index - b.index);
      return { ...current, layout: { ...current.layout, open } };
    });
  }, []);
  const retry = useCallback(() => {
    setFailed(null);
    setAttempt((count) => count + 1);
  }, []);
  const error = failed?.key === targetKey ? failed.error : null;
  return useMemo(
    () => ({
      ...shown,
      datasetId,
      cells: countCells(shown.layout),
      loading: !loaded,
      updating: !loaded || targetKey !== shownKey,
      error,
      retry,
      attach,
      toggleStack,
    }),
    [shown, datasetId, loaded, targetKey, shownKey, error, retry, attach, toggleStack],
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

/** Looks an item up in what was loaded of a list: opening it then waits for nothing. Null where it is not there. */
export function findLoaded(
  client: QueryClient,
  datasetId: string,
  { stateId, view, total }: ItemList,
  mediaId: string,
): LoadedItem | null {
  const pageAt = (page: number) => client.getQueryData(itemPageQuery(datasetId, stateId, view, page).queryKey);
  for (const [key, page] of client.getQueriesData<ItemPage>({ queryKey: ["items", datasetId, stateId] })) {
    const index = page?.items.findIndex((item) => item.media_id === mediaId) ?? -1;
    if (!page || index < 0) continue;
    const item = page.items[index]!;
    // In a stack it stands among the stack's items, not in the whole list.
    if (key[3] !== view.q) return { item, position: null, total, previous: null, next: null };
    const number = Number(key.at(-1));
    return {
      item,
      position: page.offset + index,
      total,
      previous: page.items[index - 1] ?? pageAt(number - 1)?.items.at(-1) ?? null,
      next: page.items[index + 1] ?? pageAt(number + 1)?.items[0] ?? null,
    };
  }
  return null;
}
