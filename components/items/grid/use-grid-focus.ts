"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { findLoaded, type CellContent, type ItemList } from "../use-item-list";
import { keyOf } from "../item-key";
import type { Selection } from "../use-selection";
import { GAP_PX, PADDING_PX } from "./layout";
import { placeOnTop } from "./use-position";
import type { Rows } from "./use-rows";

export type Step = "next" | "previous" | "up" | "down" | "first" | "last";

/** What the page's shortcuts, and what lies over the grid, do to it. */
export interface GridFocus {
  /** Puts the focus on the tile that had it last, else on the first in sight. */
  focus(): void;
  /**
   * Puts the focus on an item's tile, scrolling to it; where it is nowhere, on the tile that had the focus last.
   *
   * @param position in the whole list, for an item that is not loaded
   */
  focusItem(mediaId: string, position?: number | null): void;
  /** @param extend selects from where the selection began up to there */
  move(step: Step, extend?: boolean): void;
}

interface Drawn {
  readonly contents: readonly CellContent[];
  /** The place of the first of them. */
  readonly first: number;
}

/** One tile takes part in the order of the Tab key: the one that had the focus last. */
export function useGridFocus(
  handleRef: RefObject<GridFocus | null>,
  scrollerRef: RefObject<HTMLElement | null>,
  { standingRef, scrollToRow }: Rows,
  list: ItemList,
  drawn: Drawn,
  selection: Pick<Selection, "extend">,
) {
  const client = useQueryClient();
  const [focused, setFocused] = useState(0);
  const last = list.cells - 1;
  const tileAt = useCallback(
    (place: number) => scrollerRef.current?.querySelector<HTMLElement>(`[data-place="${place}"]`) ?? null,
    [scrollerRef],
  );
  const wantedRef = useTileThatHasFocus(scrollerRef, Math.min(focused, last), tileAt);

  const focusPlace = (place: number) => {
    const { columns, base, rowHeight, height } = standingRef.current;
    const row = Math.floor(place / columns);
    const top = (scrollerRef.current!.scrollTop - PADDING_PX) / rowHeight + base;
    if (row < top) scrollToRow(row);
    else if (row + 1 > top + height / rowHeight) scrollToRow(row + 1 - height / rowHeight + (2 * GAP_PX) / rowHeight);
    setFocused(place);
    const tile = tileAt(place);
    if (tile) tile.focus({ preventScroll: true });
    else wantedRef.current = place;
  };

  const mediaIdAt = (place: number): string | null => {
    const content = drawn.contents[place - drawn.first];
    return content?.type === "item" && content.item ? keyOf(content.item) : null;
  };
  const move = (step: Step, extend = false) => {
    const { columns } = standingRef.current;
    const isHere = wantedRef.current !== null || scrollerRef.current?.contains(document.activeElement);
    const steps = { next: 1, previous: -1, down: columns, up: -columns, first: -Infinity, last: Infinity };
    // The first key only shows where one is.
    if (!isHere && step !== "first" && step !== "last")
      return focusPlace(Math.min(last, placeOnTop(scrollerRef.current, standingRef.current).place));
    const from = Math.min(focused, last);
    const to = Math.max(0, Math.min(last, from + steps[step]));
    focusPlace(to);
    if (extend) selection.extend({ place: from, mediaId: mediaIdAt(from) }, to);
  };
  const focusItem = (mediaId: string, position: number | null = null) => {
    const at = drawn.contents.findIndex((cell) => cell.type === "item" && cell.item && keyOf(cell.item) === mediaId);
    const known = at >= 0 ? drawn.first + at : findLoaded(client, list.datasetId, list, mediaId)?.position;
    // Among stacks a position of the whole list is no place.
    focusPlace(Math.min(known ?? (list.layout.grouped ? null : position) ?? focused, last));
  };
  useImperativeHandle(handleRef, () => ({ focus: () => focusPlace(Math.min(focused, last)), focusItem, move }));
  return { focused, onFocus: setFocused };
}

/** The focus on a tile that is still to be drawn or read, and on the one in its place when its item is gone. */
function useTileThatHasFocus(
  scrollerRef: RefObject<HTMLElement | null>,
  place: number,
  tileAt: (place: number) => HTMLElement | null,
): RefObject<number | null> {
  const wantedRef = useRef<number | null>(null);
  const wasHereRef = useRef(false);
  useEffect(() => {
    const note = ({ target }: Event) => {
      // Whoever goes elsewhere, by pointer too, is not called back.
      wantedRef.current = null;
      wasHereRef.current =
        target instanceof Element &&
        (scrollerRef.current?.contains(target) ?? false) &&
        target.closest("[data-place]") !== null;
    };
    document.addEventListener("focusin", note);
    document.addEventListener("pointerdown", note);
    return () => {
      document.removeEventListener("focusin", note);
      document.removeEventListener("pointerdown", note);
    };
  }, [scrollerRef]);
  useLayoutEffect(() => {
    if (wantedRef.current !== null) tileAt(wantedRef.current)?.focus({ preventScroll: true });
    else if (wasHereRef.current && document.activeElement === document.body)
      tileAt(place)?.focus({ preventScroll: true });
  });
  return wantedRef;
}
