"use client";

import { useSyncExternalStore } from "react";

export const MIN_TILE_PX = 88;
export const MAX_TILE_PX = 400;
const USUAL_PX = 176;
const STORE = "stillframe.tile-size";

const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
function read(): number {
  const stored = Number(localStorage.getItem(STORE));
  return stored >= MIN_TILE_PX && stored <= MAX_TILE_PX ? stored : USUAL_PX;
}

/** How wide tiles are at least, in pixels; kept on this machine. */
export function useTileSize(): [number, (size: number) => void] {
  const size = useSyncExternalStore(subscribe, read, () => USUAL_PX);
  return [
    size,
    (next) => {
      localStorage.setItem(STORE, String(next));
      listeners.forEach((listener) => listener());
    },
  ];
}
