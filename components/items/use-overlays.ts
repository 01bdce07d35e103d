"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ItemDto } from "@/lib/items/schema";

/** An item that was deleted here and whose list has not been read again yet. */
export type ShownItem = ItemDto & { readonly leaving?: boolean };

/** What an edit makes of the items that it is about, shown before the server has answered and the list is read again. */
interface Overlay {
  readonly id: number;
  readonly has: (itemNo: number) => boolean;
  readonly change: (item: ItemDto) => ShownItem;
  /** Once the server has confirmed it: the edit, and the state that the list still showed then. Until then it is pending. */
  readonly confirmed: { readonly editId: string; readonly stateId: string } | null;
}

export interface Overlays {
  /** An item as it is shown: what was read of it, with the edits that are not in there yet. */
  readonly present: (item: ItemDto) => ShownItem;
  readonly add: (has: Overlay["has"], change: Overlay["change"]) => number;
  readonly confirm: (id: number, editId: string) => void;
  readonly remove: (id: number) => void;
  /** The head was asked for after the edit: where the list shows it already, nothing has to be laid over it. */
  readonly settle: (id: number, headStateId: string) => void;
  /** The edit was undone. */
  readonly removeEdit: (editId: string) => void;
}

let counter = 0;

/** Lays edits over items. The same item gives the same object each time, or every tile would be drawn anew. */
function presenterOf(overlays: readonly Overlay[]): Overlays["present"] {
  if (overlays.length === 0) return (item) => item;
  const known = new WeakMap<ItemDto, ShownItem>();
  return (item) => {
    let shown = known.get(item);
    if (!shown)
      known.set(
        item,
        (shown = overlays
          .filter(({ has }) => has(item.item_no))
          .reduce<ShownItem>((current, { change }) => change(current), item)),
      );
    return shown;
  };
}

/**
 * Edits laid over what was read, apart from it: pages of a state never change, and after an Undo the list shows the same
 * state again.
 */
export function useOverlays(stateId: string): Overlays {
  const [overlays, setOverlays] = useState<readonly Overlay[]>([]);
  // What the list shows now has the confirmed edits in it, or is older than the Undo that took them back.
  const [shownFor, setShownFor] = useState(stateId);
  if (shownFor !== stateId) {
    setShownFor(stateId);
    setOverlays((current) => current.filter(({ confirmed }) => confirmed === null || confirmed.stateId === stateId));
  }
  const latestRef = useRef(stateId);
  useEffect(() => {
    latestRef.current = stateId;
  }, [stateId]);

  const present = useMemo(() => presenterOf(overlays), [overlays]);
  const add = useCallback<Overlays["add"]>((has, change) => {
    const id = (counter += 1);
    setOverlays((current) => [...current, { id, has, change, confirmed: null }]);
    return id;
  }, []);
  const confirm = useCallback<Overlays["confirm"]>(
    (id, editId) =>
      setOverlays((current) =>
        current.map((overlay) =>
          overlay.id === id ? { ...overlay, confirmed: { editId, stateId: latestRef.current } } : overlay,
        ),
      ),
    [],
  );
  const remove = useCallback<Overlays["remove"]>(
    (id) => setOverlays((current) => current.filter((overlay) => overlay.id !== id)),
    [],
  );
  const settle = useCallback<Overlays["settle"]>(
    (id, headStateId) =>
      setOverlays((current) =>
        current.filter((overlay) => overlay.id !== id || overlay.confirmed?.stateId !== headStateId),
      ),
    [],
  );
  const removeEdit = useCallback<Overlays["removeEdit"]>(
    (editId) => setOverlays((current) => current.filter((overlay) => overlay.confirmed?.editId !== editId)),
    [],
  );
  return useMemo(
    () => ({ present, add, confirm, remove, settle, removeEdit }),
    [present, add, confirm, remove, settle, removeEdit],
  );
}
