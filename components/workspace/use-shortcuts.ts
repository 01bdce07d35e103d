"use client";

import { useEffect, useEffectEvent } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { actionOf } from "./shortcuts";
import { useActions, type SelectionAction } from "./use-actions";
import { useWorkspace } from "./workspace";

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
const hasDialog = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null;
const MOVES = { next: "next", previous: "previous", down: "down", up: "up", first: "first", last: "last" } as const;

/** The keys of a dataset's page. @param onFilters shows the filters, wherever they are */
export function useShortcuts(onFilters: () => void): void {
  const { view, setView, selection, edits, blocked, searchRef, gridRef } = useWorkspace();
  const dialogs = useDialogs();
  const { act, findSimilar } = useActions();

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    // A search that was made leads on to what it found.
    const leavesSearch = event.key === "ArrowDown" && event.target === searchRef.current;
    const pressed = actionOf(event, isField(event.target) && !leavesSearch);
    if (!pressed || (hasDialog() && pressed !== "catalog")) return;
    // The items are out of sight: nothing is done to what nobody sees.
    if (view.tab !== null && pressed !== "catalog" && pressed !== "help") return;
    const onSelection = (name: SelectionAction) => {
      if (selection.count > 0 && blocked === null) act(name);
    };
    switch (pressed) {
      case "palette":
        return; // The palette listens for itself, on every page.
      case "help":
        dialogs.open({ name: "keys" });
        break;
      case "search":
        searchRef.current?.focus();
        break;
      case "catalog":
        setView({ panel: view.panel ? null : "snapshots" });
        break;
      case "select-all":
        selection.selectAll();
        break;
      case "clear":
        if (selection.count === 0) return;
        selection.clear();
        break;
      case "undo":
        if (!edits.undoLast()) return;
        break;
      case "similar":
        findSimilar?.();
        break;
      case "group":
        setView({ group: view.group ? null : "cluster" });
        break;
      case "filters":
        onFilters();
        break;
      case "tag":
      case "label":
      case "field":
      case "delete":
        onSelection(pressed);
        break;
      default:
        gridRef.current?.move(MOVES[pressed], event.shiftKey);
    }
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
