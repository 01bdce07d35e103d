"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { ApiError } from "@/lib/api-client";
import { itemQuery, patchItem } from "@/lib/items/queries";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import type { ItemDto, PatchItemInput } from "@/lib/items/schema";
import type { Edits } from "../use-edits";

type Parts = Partial<Pick<ItemDto, "caption" | "objects" | "metadata">>;

export interface ItemChange {
  readonly mediaId: string;
  readonly patch: PatchItemInput;
  /** Of the item as it was when the change was begun: what another wrote since must not be overwritten unseen. */
  readonly etag: string;
  /** The parts that it changes, as they were then. */
  readonly base: Parts;
  readonly onSaved?: (saved: ItemDto) => void;
  /** Runs instead where the other's is kept. */
  readonly onGivenUp?: () => void;
}

/** What was to be saved, and the item as another has made it since. */
export interface Conflict {
  readonly change: ItemChange;
  readonly theirs: ItemDto;
}

export interface ItemEditor {
  readonly saving: boolean;
  /** Someone changed the same part of the item since it was read; what was to be saved is kept here. */
  readonly conflict: Conflict | null;
  readonly save: (change: Omit<ItemChange, "mediaId">) => void;
  /** Saves what was kept over what the other wrote, now that it was seen. */
  readonly saveAnyway: () => void;
  readonly giveUp: () => void;
}

class ConflictError extends Error {
  constructor(readonly theirs: ItemDto) {
    super("Someone changed this item");
  }
}

const isChangedSince = (error: unknown): boolean => error instanceof ApiError && error.status === 412;
const partsOf = (item: ItemDto, of: Parts): Parts =>
  Object.fromEntries(Object.keys(of).map((part) => [part, item[part as keyof Parts]]));
const isSame = (base: Parts, item: ItemDto): boolean => JSON.stringify(base) === JSON.stringify(partsOf(item, base));

/** Saves changes of items against the version that they began with. */
export function useItemEditor(datasetId: string, mediaId: string, edits: Edits): ItemEditor {
  const client = useQueryClient();
  const [kept, setKept] = useState<Conflict | null>(null);
  const conflict = kept?.change.mediaId === mediaId ? kept : null;
  const change = useMutation({
    mutationFn: async ({ mediaId: id, patch, etag, base }: ItemChange) => {
      try {
        return await patchItem(datasetId, id, etag, patch);
      } catch (error) {
        if (!isChangedSince(error)) throw error;
        const theirs = await client.fetchQuery({ ...itemQuery(datasetId, id, null), staleTime: 0 });
        // Another part of it was changed, by whomever: that is no conflict.
        if (isSame(base, theirs)) return patchItem(datasetId, id, theirs.etag, patch);
        throw new ConflictError(theirs);
      }
    },
    onSuccess: (saved, { mediaId: id, onSaved }) => {
      setKept((current) => (current?.change.mediaId === id ? null : current));
      client.setQueryData(itemQuery(datasetId, id, null).queryKey, saved);
      onSaved?.(saved);
      edits.saved(saved.edit_id, `${saved.file_name} edited`);
    },
    onError: (error, failed) => {
      if (error instanceof ConflictError) setKept({ change: failed, theirs: error.theirs });
      else toast.error("It was not saved", { description: error.message });
    },
    onSettled: () => void makeStale(client, staleAfterChange(datasetId)),
  });
  return {
    saving: change.isPending && change.variables.mediaId === mediaId,
    conflict,
    save: (wanted) => change.mutate({ ...wanted, mediaId }),
    saveAnyway: () => {
      if (!conflict) return;
      const { change: mine, theirs } = conflict;
      change.mutate({ ...mine, etag: theirs.etag, base: partsOf(theirs, mine.base) });
    },
    giveUp: () => {
      conflict?.change.onGivenUp?.();
      setKept(null);
    },
  };
}
