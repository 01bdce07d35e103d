"use client";

import { useEffect, useEffectEvent } from "react";
import { actionOf, type ShortcutAction } from "@/components/workspace/shortcuts";
import { useListPage } from "./list-page";

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
const hasDialog = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null;
const MOVES = { next: "next", previous: "previous", down: "down", up: "up", first: "first", last: "last" } as const;
const isMove = (action: ShortcutAction): action is keyof typeof MOVES => Object.hasOwn(MOVES, action);

/**
 * The keys of a page with a grid.
 *
 * @param onFilters shows the filters, wherever they are @param other what else a page's keys do; false where nothing came of it
 */
export function useListKeys(onFilters: () => void, other: (pressed: ShortcutAction) => boolean = () => false): void {
  const { selection, searchRef, gridRef, hidden } = useListPage();

  const run = (pressed: ShortcutAction, extend: boolean): boolean => {
    if (isMove(pressed)) {
      gridRef.current?.move(MOVES[pressed], extend);
      return true;
    }
    switch (pressed) {
      case "search":
        searchRef.current?.focus();
        return true;
      case "select-all":
        selection.selectAll();
        return true;
      case "clear":
        if (selection.count === 0) return false;
        selection.clear();
        return true;
      case "filters":
        onFilters();
        return true;
      default:
        return other(pressed);
    }
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    // A search that was made leads on to what it found.
    const leavesSearch = event.key === "ArrowDown" && event.target === searchRef.current;
    const pressed = actionOf(event, isField(event.target) && !leavesSearch);
    if (!pressed || (hasDialog() && pressed !== "catalog")) return;
    // The items are out of sight: nothing is done to what nobody sees.
    if (hidden && pressed !== "catalog" && pressed !== "help") return;
    if (run(pressed, event.shiftKey)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
