"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { baseFor, baseWithin, GAP_PX, PADDING_PX, shapeOf, type GridShape } from "./layout";

const OVERSCAN_ROWS = 3;

/** What handlers read of the layout as it is on screen. */
export interface Standing extends GridShape {
  /** The first row of the window. */
  readonly base: number;
  /** The height of what is in sight. */
  readonly height: number;
}

export interface Rows {
  readonly shape: GridShape;
  readonly base: number;
  readonly height: number;
  /** How tall the scrolled area is. */
  readonly totalHeight: number;
  /** The rows that are drawn: [firstRow, lastRow]. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** The row at the upper edge, with a fraction. */
  readonly topRow: number;
  readonly standingRef: RefObject<Standing>;
  readonly onScroll: () => void;
  /** Scrolls so that a row (a fraction for within it) is at the upper edge, moving the window where it has to. */
  readonly scrollToRow: (row: number) => void;
}

function useSize(scrollerRef: RefObject<HTMLElement | null>) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scrollerRef.current!;
    const measure = () => setSize({ width: element.clientWidth - 2 * PADDING_PX, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scrollerRef]);
  return size;
}

/** Rows of tiles in a scrolled area, of which only those in sight are drawn; a window over all rows moves along. */
export function useRows(scrollerRef: RefObject<HTMLElement | null>, cells: number, tileSize: number): Rows {
  const { width, height } = useSize(scrollerRef);
  const shape = shapeOf({ width, tileSize, cells });
  const { columns, rowHeight } = shape;
  const [wantedBase, setBase] = useState(0);
  const base = baseWithin(wantedBase, shape);

  // eslint-disable-next-line react-hooks/incompatible-library -- only the React Compiler would mind, which is not in use
  const virtualizer = useVirtualizer({
    count: width === 0 ? 0 : shape.shownRows,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    paddingStart: PADDING_PX,
    paddingEnd: PADDING_PX,
  });

  const standingRef = useRef<Standing>({ ...shape, base, height });
  useLayoutEffect(() => {
    standingRef.current = { ...shape, base, height };
  });

  const scrollToRow = useCallback(
    (row: number) => {
      const now = standingRef.current;
      const next = baseFor(row, now.base, now);
      if (next !== now.base) flushSync(() => setBase(next));
      scrollerRef.current!.scrollTop = (row - next) * now.rowHeight + (row > 0 ? PADDING_PX - GAP_PX : 0);
    },
    [scrollerRef],
  );

  const onScroll = useCallback(() => {
    const now = standingRef.current;
    const element = scrollerRef.current!;
    const next = baseFor(now.base + (element.scrollTop - PADDING_PX) / now.rowHeight, now.base, now);
    if (next === now.base) return;
    const top = element.scrollTop - (next - now.base) * now.rowHeight;
    flushSync(() => setBase(next));
    element.scrollTop = top;
  }, [scrollerRef]);

  const topRow = base + Math.max(0, ((virtualizer.scrollOffset ?? 0) - PADDING_PX) / rowHeight);
  // When the tiles change their size, what was at the upper edge stays there.
  const drawnRef = useRef({ columns, rowHeight, place: 0 });
  useLayoutEffect(() => {
    const before = drawnRef.current;
    if (before.columns !== columns || before.rowHeight !== rowHeight) {
      virtualizer.measure();
      if (width > 0 && before.place > 0) scrollToRow(Math.floor(before.place / columns));
    }
    drawnRef.current = { ...before, columns, rowHeight };
  }, [columns, rowHeight, width, virtualizer, scrollToRow]);
  useLayoutEffect(() => {
    drawnRef.current.place = Math.floor(topRow) * columns;
  });

  const drawn = virtualizer.getVirtualItems();
  return {
    shape,
    base,
    height,
    totalHeight: virtualizer.getTotalSize(),
    firstRow: base + (drawn[0]?.index ?? 0),
    lastRow: base + (drawn.at(-1)?.index ?? -1),
    topRow,
    standingRef,
    onScroll,
    scrollToRow,
  };
}
