"use client";

import { useCallback, useMemo, useState } from "react";
import type { ItemDto, ItemSelection } from "@/lib/items/schema";

export interface Selection {
  readonly count: number;
  readonly has: (mediaId: string) => boolean;
  /** What the server is told: ids, or the filter and the state it was read at. */
  readonly request: ItemSelection;
  /** The loaded ones among the selected. */
  readonly loaded: readonly ItemDto[];
  readonly isAll: boolean;
  readonly click: (index: number, modifiers: { shift: boolean; toggle: boolean }) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** Click selects one, Ctrl/Cmd toggles, Shift takes the range from the last one clicked. */
export function useSelection(items: readonly ItemDto[], view: { q: string; stateId: string | null; total: number }): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const [all, setAll] = useState<{ q: string } | null>(null);
  const isAll = all !== null && all.q === view.q;

  const click = useCallback<Selection["click"]>(
    (index, { shift, toggle }) => {
      const id = items[index]?.media_id;
      if (!id) return;
      setAll(null);
      if (shift) {
        const from = items.findIndex((item) => item.media_id === anchor);
        const [start, end] = from < 0 ? [index, index] : [Math.min(from, index), Math.max(from, index)];
        const range = items.slice(start, end + 1).map((item) => item.media_id);
        setIds((current) => new Set(toggle ? [...current, ...range] : range));
        if (from < 0) setAnchor(id);
        return;
      }
      setAnchor(id);
      setIds((current) => {
        if (!toggle) return current.size === 1 && current.has(id) ? new Set() : new Set([id]);
        const next = new Set(current);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    },
    [items, anchor],
  );
  const clear = useCallback(() => {
    setIds(new Set());
    setAll(null);
    setAnchor(null);
  }, []);

  return useMemo(() => {
    const has = (id: string) => isAll || ids.has(id);
    return {
      count: isAll ? view.total : ids.size,
      has,
      request: isAll ? { q: view.q, ...(view.stateId ? { state_id: view.stateId } : {}) } : { item_ids: [...ids] },
      loaded: items.filter((item) => has(item.media_id)),
      isAll,
      click,
      selectAll: () => setAll({ q: view.q }),
      clear,
    };
  }, [ids, isAll, items, view.q, view.stateId, view.total, click, clear]);
}
