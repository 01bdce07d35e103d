"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { ApiError } from "@/lib/api-client";
import { itemQuery, patchItem } from "@/lib/items/queries";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import type { ItemDto, PatchItemInput } from "@/lib/items/schema";
import type { Edits } from "../use-edits";

export interface ItemEditor {
  readonly saving: boolean;
  /** Someone changed the item since it was read; what was to be saved is kept here. */
  readonly conflict: boolean;
  /** @param etag of the item as it was when the change was begun: what another wrote since must not be overwritten unseen */
  readonly save: (patch: PatchItemInput, etag: string, onSaved?: () => void) => void;
  /** Saves what was kept over what the other wrote, now that it was seen. */
  readonly saveAnyway: () => void;
  readonly giveUp: () => void;
}

interface Change {
  readonly patch: PatchItemInput;
  readonly etag: string;
  readonly onSaved?: () => void;
}

/** Saves changes of one item against the version that they began with. */
export function useItemEditor(datasetId: string, item: ItemDto, edits: Edits): ItemEditor {
  const client = useQueryClient();
  const [conflict, setConflict] = useState<Change | null>(null);
  const { queryKey } = itemQuery(datasetId, item.media_id, null);
  const change = useMutation({
    mutationFn: ({ patch, etag }: Change) => patchItem(datasetId, item.media_id, etag, patch),
    onSuccess: (saved, { onSaved }) => {
      setConflict(null);
      client.setQueryData(queryKey, saved);
      onSaved?.();
      edits.saved(saved.edit_id, `${item.file_name} edited`);
    },
    onError: (error, change) => {
      const isConflict = error instanceof ApiError && error.status === 412;
      if (isConflict) setConflict(change);
      else toast.error("It was not saved", { description: error.message });
    },
    onSettled: () => void makeStale(client, staleAfterChange(datasetId)),
  });
  return {
    saving: change.isPending,
    conflict: conflict !== null,
    save: (patch, etag, onSaved) => change.mutate({ patch, etag, onSaved }),
    saveAnyway: () => {
      const now = client.getQueryData<ItemDto>(queryKey) ?? item;
      if (conflict) change.mutate({ ...conflict, etag: now.etag });
    },
    giveUp: () => {
      conflict?.onSaved?.();
      setConflict(null);
    },
  };
}
