"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { readCompareView, withChange, type CompareView } from "./compare-view";

export type ChangeCompareView = (change: Partial<CompareView>) => void;

/** The view is the address, so that a link shows what its sender saw. */
export function useCompareView(): [CompareView, ChangeCompareView] {
  const pathname = usePathname();
  const search = useSearchParams();
  const view = useMemo(() => readCompareView(search), [search]);
  const change = useCallback<ChangeCompareView>(
    (next) => {
      // The address as it is now: two changes in one event must not undo each other.
      const text = withChange(window.location.search, next);
      // Going from item to item is one step back, not as many as were looked at.
      const isStep = next.item && new URLSearchParams(window.location.search).has("item");
      window.history[isStep ? "replaceState" : "pushState"](null, "", text ? `${pathname}?${text}` : pathname);
    },
    [pathname],
  );
  return [view, change];
}
