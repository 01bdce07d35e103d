"use client";

import { useLayoutEffect, useRef, type RefObject } from "react";
import { keyOfView } from "../list-state";
import type { ItemList } from "../use-item-list";

const ARRIVAL_MS = 240;

/**
 * Items that another version of the same view brings (restored, added, undeleted) fade in where they are. Those that scrolling
 * brings do not: they were there.
 *
 * @param ids of the items that are drawn, in any order
 */
export function useArrivals(
  scrollerRef: RefObject<HTMLElement | null>,
  { stateId, view }: Pick<ItemList, "stateId" | "view">,
  ids: readonly string[],
): void {
  const beforeRef = useRef({ stateId, view: keyOfView(view), ids });
  useLayoutEffect(() => {
    const before = beforeRef.current;
    const now = { stateId, view: keyOfView(view), ids };
    beforeRef.current = now;
    if (before.view !== now.view || before.stateId === stateId) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const known = new Set(before.ids);
    for (const id of ids) {
      if (known.has(id)) continue;
      scrollerRef.current?.querySelector(`[data-item="${id}"]`)?.animate(
        [
          { opacity: 0, scale: 0.85 },
          { opacity: 1, scale: 1 },
        ],
        { duration: ARRIVAL_MS, easing: "ease-out" },
      );
    }
  });
}
