"use client";

import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import type { CellContent, GridHandle, ItemList } from "../use-item-list";
import { keyOf } from "../item-key";
import { PADDING_PX } from "./layout";
import type { Rows, Standing } from "./use-rows";

/** The place at the upper edge, and how many pixels of it lie above that. */
export function placeOnTop(scrollerRef: HTMLElement | null, { base, columns, rowHeight }: Standing) {
  const top = Math.max(0, (scrollerRef?.scrollTop ?? 0) - PADDING_PX);
  return { place: (base + Math.floor(top / rowHeight)) * columns, above: top % rowHeight };
}

/** Tells the list where the grid stands, and goes where the list says, so that a newer version can take its place unnoticed. */
export function usePosition(
  { attach }: Pick<ItemList, "attach">,
  scrollerRef: RefObject<HTMLElement | null>,
  { standingRef, scrollToRow }: Rows,
  drawn: { readonly contents: readonly CellContent[]; readonly first: number },
): void {
  const drawnRef = useRef(drawn);
  useLayoutEffect(() => {
    drawnRef.current = drawn;
  });
  useEffect(() => {
    const handle: GridHandle = {
      position() {
        const { place, above } = placeOnTop(scrollerRef.current, standingRef.current);
        const { contents, first } = drawnRef.current;
        const cell = contents[place - first];
        const { columns, rowHeight, height } = standingRef.current;
        return {
          place,
          above,
          mediaId: cell?.type === "item" ? (cell.item ? keyOf(cell.item) : null) : null,
          visible: Math.ceil(height / rowHeight + 1) * columns,
        };
      },
      goTo(place, above) {
        // After the new list is laid out: its length decides how far there is to go.
        requestAnimationFrame(
          () =>
            scrollerRef.current &&
            scrollToRow(Math.floor(place / standingRef.current.columns) + above / standingRef.current.rowHeight),
        );
      },
    };
    attach(handle);
    return () => attach(null);
  }, [attach, scrollerRef, standingRef, scrollToRow]);
}
