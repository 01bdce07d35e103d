"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { readView, sortOf, usualSort, type PageView } from "./read-view";

/** @param how `replace` where a step back is not to pass through it, such as each place of a slider */
export type ChangeView = (change: Partial<PageView>, how?: "replace") => void;

/** @param opensWithSearch an address without a search stands for the dataset's default filter, so one for everything says so */
export function useView(opensWithSearch = false): [PageView, ChangeView] {
  const pathname = usePathname();
  const search = useSearchParams();
  const view = useMemo(() => readView(search), [search]);
  const change = useCallback<ChangeView>(
    (next, how) => {
      // The address as it is now: two changes in one event must not undo each other.
      const parameters = new URLSearchParams(window.location.search);
      for (const [key, value] of Object.entries(next)) {
        if (!value && key === "q" && opensWithSearch) parameters.set(key, "");
        else if (!value) parameters.delete(key);
        else parameters.set(key, value);
      }
      const q = parameters.get("q") ?? "";
      const sort = sortOf(q, parameters.get("sort"));
      if (sort === usualSort(q)) parameters.delete("sort");
      else parameters.set("sort", sort);
      const text = parameters.toString();
      // Going from item to item is one step back, not as many as were looked at.
      const isStep = "item" in next && next.item && new URLSearchParams(window.location.search).get("item");
      window.history[isStep || how === "replace" ? "replaceState" : "pushState"](
        null,
        "",
        text ? `${pathname}?${text}` : pathname,
      );
    },
    [pathname, opensWithSearch],
  );
  return [view, change];
}
