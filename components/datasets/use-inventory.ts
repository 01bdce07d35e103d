"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { addressOf, LAYOUT_COOKIE, readInventory, type InventoryView, type Layout } from "./inventory-view";

const YEAR_S = 31_536_000;

/** The view that is in the address, and a way to change it without a page load. @param remembered the layout chosen last */
export function useInventory(remembered: Layout) {
  const search = useSearchParams();
  const view = useMemo(() => readInventory(search), [search]);
  const change = useCallback(
    (next: Partial<InventoryView>) => {
      // The address as it is now: two changes in one event must not undo each other.
      const now = readInventory(new URLSearchParams(window.location.search));
      // A link shows what its sender saw, also where that was the layout of this machine.
      const layout = now.layout ?? (remembered === "list" ? remembered : null);
      window.history.replaceState(null, "", addressOf({ ...now, layout, ...next }));
      if (next.layout) document.cookie = `${LAYOUT_COOKIE}=${next.layout}; path=/; max-age=${YEAR_S}; samesite=lax`;
    },
    [remembered],
  );
  return { view, layout: view.layout ?? remembered, change };
}
