"use client";

import { useSyncExternalStore } from "react";

/**
 * A choice that is kept on this machine: a hook that gives its value now, and a way to change it, at once in every place
 * that shows it.
 *
 * @param name of the entry in the browser's storage
 * @param parse reads what is there; undefined where that says nothing, or nonsense
 * @param usual until somebody chose, and while the server renders
 * @param storage of the browser for this machine, unless it is only for the tab
 */
export function kept<T>(
  name: string,
  parse: (text: string) => T | undefined,
  usual: T,
  storage: () => Storage = () => localStorage,
) {
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  // The same text gives the same value, or everything that shows it would be drawn anew.
  let known: { readonly text: string | null; readonly value: T } = { text: null, value: usual };
  const read = (): T => {
    const text = storage().getItem(name);
    if (text !== known.text) known = { text, value: (text === null ? undefined : parse(text)) ?? usual };
    return known.value;
  };
  const write = (next: T) => {
    storage().setItem(name, typeof next === "string" ? next : JSON.stringify(next));
    listeners.forEach((listener) => listener());
  };
  return function useKept(): readonly [T, (next: T) => void] {
    return [useSyncExternalStore(subscribe, read, () => usual), write];
  };
}

/** For what is kept as JSON. */
export function parsedJson<T>(text: string, isRight: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRight(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
