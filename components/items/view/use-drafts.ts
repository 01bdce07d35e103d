"use client";

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { changesOf, createDrafts, type Drafts, type ItemDraft } from "./drafts";

// They live as long as what was read does: on every page of whoever is signed in, and not beyond.
const stores = new WeakMap<QueryClient, Drafts>();

export function useDraftStore(): Drafts {
  const client = useQueryClient();
  let drafts = stores.get(client);
  if (!drafts) stores.set(client, (drafts = createDrafts()));
  return drafts;
}

const NONE: readonly ItemDraft[] = [];

export function useDrafts(): readonly ItemDraft[] {
  const store = useDraftStore();
  return useSyncExternalStore(store.subscribe, store.all, () => NONE);
}

/** The items of a dataset that have unsaved changes, the latest last. */
export const useUnsaved = (datasetId: string): readonly ItemDraft[] =>
  useDrafts().filter((draft) => draft.datasetId === datasetId && changesOf(draft) > 0);

/** Tells which items have unsaved changes when it is called, the latest last; their datasets may be any. */
export function useFindUnsaved(): () => readonly ItemDraft[] {
  const store = useDraftStore();
  return () => store.all().filter((draft) => changesOf(draft) > 0);
}

/** Has the browser ask before the page goes while something is unsaved. */
export function UnsavedGuard() {
  const unsaved = useDrafts().some((draft) => changesOf(draft) > 0);
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);
  return null;
}
