"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { readView, type PageView } from "./read-view";

export type ChangeView = (change: Partial<PageView>) => void;

export function useView(): [PageView, ChangeView] {
  const pathname = usePathname();
  const search = useSearchParams();
  const view = useMemo(() => readView(search), [search]);
  const change = useCallback<ChangeView>(
    (next) => {
      // The address as it is now: two changes in one event must not undo each other.
      const parameters = new URLSearchParams(window.location.search);
      for (const [key, value] of Object.entries(next)) {
        if (!value || (key === "sort" && value === "added")) parameters.delete(key);
        else parameters.set(key, value);
      }
      const text = parameters.toString();
      // Going from item to item is one step back, not as many as were looked at.
      const isStep = "item" in next && next.item && new URLSearchParams(window.location.search).get("item");
      window.history[isStep ? "replaceState" : "pushState"](null, "", text ? `${pathname}?${text}` : pathname);
    },
    [pathname],
  );
  return [view, change];
}
