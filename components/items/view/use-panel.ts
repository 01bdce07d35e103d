"use client";

import { useSyncExternalStore } from "react";

const STORE = "stillframe.item-details";
const HIDDEN = "hidden";

const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Whether the details of an open item are shown beside it; kept on this machine. */
export function usePanel(): [boolean, (shown: boolean) => void] {
  const shown = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(STORE) !== HIDDEN,
    () => true,
  );
  return [
    shown,
    (next) => {
      if (next) localStorage.removeItem(STORE);
      else localStorage.setItem(STORE, HIDDEN);
      listeners.forEach((listener) => listener());
    },
  ];
}
