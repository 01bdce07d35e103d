"use client";

import { useEffect, useEffectEvent } from "react";
import { useDialogs } from "@/components/dialogs/context";
import type { ItemDto } from "@/lib/items/schema";
import { isField, isOnTop, isPlayer } from "./keys";
import { useOpenItem } from "./open-item";

interface ItemKeys {
  readonly previous: ItemDto | null;
  readonly next: ItemDto | null;
  readonly full: () => void;
  readonly panel: () => void;
}

/** The keys of an open item; the sheet of keys (components/workspace/shortcuts.ts) lists them. */
export function useItemKeys({ previous, next, full, panel }: ItemKeys): void {
  const { caption, objects, openItem } = useOpenItem();
  const dialogs = useDialogs();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || !isOnTop()) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "Enter") return;
      const inCaption = event.target instanceof Element && event.target.matches("textarea");
      if (objects.changed && !(inCaption && caption.changed)) objects.save();
      else caption.save();
      event.preventDefault();
      return;
    }
    if (isField(event.target)) return;
    const go = (to: ItemDto | null) => to && openItem(to.media_id);
    // While a video has the focus its arrows seek; the letters go on.
    const isArrow = event.key.startsWith("Arrow");
    if (isArrow && isPlayer(event.target)) return;
    if (event.key === "ArrowLeft" || event.key === "k") go(previous);
    else if (event.key === "ArrowRight" || event.key === "j") go(next);
    else if (event.key === "f") full();
    else if (event.key === "i") panel();
    else if (event.key === "?") dialogs.open({ name: "keys" });
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
