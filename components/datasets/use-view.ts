"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** The parts of the page that live in its address, so that a link shows what its sender saw. */
export interface PageView {
  readonly q: string;
  readonly sort: string;
  readonly item: string | null;
  readonly panel: "snapshots" | null;
}

export function useView(): [PageView, (change: Partial<PageView>) => void] {
  const pathname = usePathname();
  const search = useSearchParams();
  const view: PageView = { q: search.get("q") ?? "", sort: search.get("sort") ?? "added", item: search.get("item"), panel: search.get("panel") === "snapshots" ? "snapshots" : null };
  const change = useCallback(
    (next: Partial<PageView>) => {
      // The address as it is now: two changes in one event must not undo each other.
      const parameters = new URLSearchParams(window.location.search);
      for (const [key, value] of Object.entries(next)) {
        if (!value || (key === "sort" && value === "added")) parameters.delete(key);
        else parameters.set(key, value);
      }
      const text = parameters.toString();
      window.history.pushState(null, "", text ? `${pathname}?${text}` : pathname);
    },
    [pathname],
  );
  return [view, change];
}
