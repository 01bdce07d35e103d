"use client";

import { useDialogs } from "@/components/dialogs/context";
import { useListKeys } from "@/components/items/use-list-keys";
import { useActions } from "./use-actions";
import { useWorkspace } from "./workspace";

/** The keys of a dataset's page. @param onFilters shows the filters, wherever they are */
export function useShortcuts(onFilters: () => void): void {
  const { view, setView, selection, edits, blocked } = useWorkspace();
  const dialogs = useDialogs();
  const { act, findSimilar } = useActions();
  useListKeys(onFilters, (pressed) => {
    switch (pressed) {
      case "help":
        dialogs.open({ name: "keys" });
        return true;
      case "catalog":
        setView({ panel: view.panel ? null : "snapshots" });
        return true;
      case "undo":
        return edits.undoLast();
      case "similar":
        findSimilar?.();
        return true;
      case "group":
        setView({ group: view.group ? null : "cluster" });
        return true;
      case "tag":
      case "label":
      case "field":
      case "delete":
        if (selection.count > 0 && blocked === null) act(pressed);
        return true;
      default:
        return false; // The palette listens for itself, on every page.
    }
  });
}
