"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { fetchNumbers, itemPageQuery, locateQuery, PAGE_SIZE, stackPageQuery } from "@/lib/items/queries";
import { toRuns, unionRuns } from "@/lib/versioning/runs";
import type { ItemDto } from "@/lib/items/schema";
import type { ItemSelection } from "@/lib/search/schema";
import type { Run } from "@/lib/versioning/runs";
import { cellAt, stretchesBetween } from "./cells";
import { chosenToo, clicked, countChosen, isChosen, isSameSearch, letGo, NONE, requestOf, type Chosen } from "./chosen";
import { keyOf } from "./item-key";
import { viewOfStack, type ItemList } from "./use-item-list";

export interface Selection {
  readonly count: number;
  readonly has: (itemNo: number) => boolean;
  /** What the server is told: numbers, or the search and the state it was read at. */
  readonly request: ItemSelection;
  readonly isAll: boolean;
  /** A range that nobody loaded is being asked for. */
  readonly pending: boolean;
  readonly click: (
    place: number,
    item: Pick<ItemDto, "item_no" | "media_id" | "dataset_id">,
    modifiers: { shift: boolean; toggle: boolean },
  ) => void;
  /** Selects from where the selection began up to a place. @param from where it begins, if it has not begun yet */
  readonly extend: (from: { readonly place: number; readonly mediaId: string | null }, to: number) => void;
  /** Selects the items of a stack, or lets them go. */
  readonly clickStack: (place: number, modifiers: { shift: boolean; toggle: boolean }) => void;
  readonly add: (itemNos: readonly number[]) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
  /** What is selected now, to be let go once its items are gone, whatever is selected by then. */
  readonly held: () => { readonly letGo: () => void };
}

/** Click selects one, Ctrl/Cmd toggles, Shift takes the range from the last one clicked, loaded or not. */
export function useSelection(list: ItemList): Selection {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen>(NONE);
  const [pending, setPending] = useState(false);
  /** What was clicked last, where it stood, and in which state: later it may stand elsewhere. */
  const anchorRef = useRef<{ place: number; mediaId: string | null; stateId: string } | null>(null);
  /** Counts what was asked for: a range that arrives after something else was selected is not wanted any more. */
  const turnRef = useRef(0);
  const { datasetId, stateId, view, layout, total } = list;

  // A place means another item once the list is another one.
  useEffect(() => {
    anchorRef.current = null;
  }, [view]);

  const numbersBetween = useCallback(
    async (from: number, to: number): Promise<Run[]> => {
      const parts = stretchesBetween(layout, from, to).map(async (stretch): Promise<Run[]> => {
        if (stretch.type === "stack") {
          const page = await client.fetchQuery(
            stackPageQuery(datasetId, stateId, view.q, Math.floor(stretch.index / PAGE_SIZE)),
          );
          return (
            await fetchNumbers(datasetId, stateId, viewOfStack(view, page.stacks[stretch.index % PAGE_SIZE]!.cluster))
          ).numbers;
        }
        const of = stretch.stack ? viewOfStack(view, stretch.stack.cluster) : view;
        const [first, last] = [
          Math.floor(stretch.offset / PAGE_SIZE),
          Math.floor((stretch.offset + stretch.limit - 1) / PAGE_SIZE),
        ];
        const pages = Array.from({ length: Math.min(3, last - first + 1) }, (_, index) =>
          client.getQueryData(itemPageQuery(datasetId, stateId, of, first + index).queryKey),
        );
        // What is on screen needs no question.
        if (last - first < 3 && pages.every((page) => page !== undefined)) {
          const items = pages
            .flatMap((page) => page!.items)
            .slice(stretch.offset - first * PAGE_SIZE, stretch.offset - first * PAGE_SIZE + stretch.limit);
          return toRuns(items.map((item) => item.item_no).sort((a, b) => a - b));
        }
        return (await fetchNumbers(datasetId, stateId, of, stretch.offset, stretch.limit)).numbers;
      });
      return (await Promise.all(parts)).reduce<Run[]>((all, runs) => unionRuns(all, runs), []);
    },
    [client, datasetId, stateId, view, layout],
  );

  /** Where the anchor stands now. */
  const anchorPlace = useCallback(async (): Promise<number | null> => {
    const anchor = anchorRef.current;
    if (!anchor || anchor.stateId === stateId || !anchor.mediaId || layout.grouped) return anchor?.place ?? null;
    const { located } = await client.fetchQuery(locateQuery(datasetId, stateId, view, anchor.mediaId));
    return located;
  }, [client, datasetId, stateId, view, layout.grouped]);

  /** The range from the anchor to a place; the place alone where there is no anchor. */
  const rangeTo = useCallback(
    async (place: number) => {
      const from = (await anchorPlace()) ?? place;
      return numbersBetween(Math.min(from, place), Math.max(from, place));
    },
    [anchorPlace, numbersBetween],
  );

  /** Selects what a question tells: added to what is chosen, or instead of it. */
  const choose = useCallback((question: Promise<readonly Run[]>, adding: boolean) => {
    const turn = (turnRef.current += 1);
    const isWanted = () => adding || turn === turnRef.current;
    setPending(true);
    question
      .then((runs) => isWanted() && setChosen((current) => chosenToo(current, runs, adding)))
      .catch((error: Error) => isWanted() && toast.error("The range was not selected", { description: error.message }))
      .finally(() => turn === turnRef.current && setPending(false));
  }, []);
  /** Selects what is known: questions that are still out are not wanted any more. */
  const chooseNow = useCallback((change: (current: Chosen) => Chosen) => {
    turnRef.current += 1;
    setPending(false);
    setChosen(change);
  }, []);

  const click = useCallback<Selection["click"]>(
    (place, item, { shift, toggle }) => {
      if (shift && anchorRef.current) return choose(rangeTo(place), toggle);
      anchorRef.current = { place, mediaId: keyOf(item), stateId };
      chooseNow((current) => clicked(current, item.item_no, toggle));
    },
    [choose, chooseNow, rangeTo, stateId],
  );

  const extend = useCallback<Selection["extend"]>(
    ({ place, mediaId }, to) => {
      anchorRef.current ??= { place, mediaId, stateId };
      choose(rangeTo(to), false);
    },
    [choose, rangeTo, stateId],
  );

  const clickStack = useCallback<Selection["clickStack"]>(
    (place, { shift, toggle }) => {
      if (cellAt(layout, place).type !== "stack") return;
      const isRange = shift && anchorRef.current;
      if (!shift) anchorRef.current = { place, mediaId: null, stateId };
      choose(isRange ? rangeTo(place) : numbersBetween(place, place), toggle);
    },
    [choose, numbersBetween, rangeTo, layout, stateId],
  );

  const clear = useCallback(() => {
    chooseNow(() => NONE);
    anchorRef.current = null;
  }, [chooseNow]);
  const add = useCallback(
    (itemNos: readonly number[]) =>
      setChosen((current) => ({
        type: "some",
        runs: unionRuns(current.type === "some" ? current.runs : [], toRuns([...itemNos].sort((a, b) => a - b))),
      })),
    [],
  );
  const selectAll = useCallback(() => {
    const { q, datasets } = view;
    chooseNow(() => ({ type: "all", q, datasets, stateId, total, except: [], members: null }));
    fetchNumbers(datasetId, stateId, { q, sort: "added", seed: null, ...(datasets ? { datasets } : {}) })
      .then(({ numbers }) =>
        setChosen((current) =>
          current.type === "all" && isSameSearch(current, view) && current.stateId === stateId
            ? { ...current, members: numbers }
            : current,
        ),
      )
      // Without them, tiles that come later look selected; what is sent is the search and is right.
      .catch(() => undefined);
  }, [chooseNow, datasetId, stateId, total, view]);

  // All of one search says nothing about the tiles of another.
  const isOther = chosen.type === "all" && !isSameSearch(chosen, view);
  const current = isOther ? NONE : chosen;
  return useMemo(
    () => ({
      count: countChosen(current),
      has: (itemNo: number) => isChosen(current, itemNo),
      request: requestOf(current),
      isAll: current.type === "all",
      pending,
      click,
      extend,
      clickStack,
      add,
      selectAll,
      clear,
      held: () => ({ letGo: () => setChosen((now) => letGo(now, current)) }),
    }),
    [current, pending, click, extend, clickStack, add, selectAll, clear],
  );
}
