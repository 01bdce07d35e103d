"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { readInputsView, type InputsView } from "./read-inputs-view";

/** The view of the page, which lives in its address. */
export function useInputsView(): [InputsView, (change: Partial<InputsView>, how?: "replace") => void] {
  const pathname = usePathname();
  const search = useSearchParams();
  const view = useMemo(() => readInputsView(search), [search]);
  const change = useCallback(
    (next: Partial<InputsView>, how?: "replace") => {
      // The address as it is now: two changes in one event must not undo each other.
      const { q, datasets } = { ...readInputsView(new URLSearchParams(window.location.search)), ...next };
      const parameters = new URLSearchParams(datasets.map((id) => ["dataset", id]));
      if (q) parameters.set("q", q);
      const text = parameters.toString();
      window.history[how === "replace" ? "replaceState" : "pushState"](
        null,
        "",
        text ? `${pathname}?${text}` : pathname,
      );
    },
    [pathname],
  );
  return [view, change];
}
