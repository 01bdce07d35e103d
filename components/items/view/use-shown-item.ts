"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useWorkspace } from "@/components/workspace/workspace";
import { itemQuery, neighboursQuery } from "@/lib/items/queries";
import type { ItemDto } from "@/lib/items/schema";

/** The item that the address names, and where it stands in the list that it was opened from. */
export interface ShownItem {
  readonly mediaId: string | null;
  /** Null until it was read. */
  readonly item: ItemDto | null;
  readonly error: Error | null;
  readonly previous: ItemDto | null;
  readonly next: ItemDto | null;
  /** Null where it is not known, or the item is not in the list. */
  readonly position: number | null;
  readonly total: number;
}

export function useShownItem(): ShownItem {
  const { dataset, view: page, list, opened: known, present } = useWorkspace();
  const [datasetId, stateId, view] = [dataset.id, list.stateId, list.view];
  const mediaId = page.item;
  const client = useQueryClient();
  const { data, error } = useQuery({
    ...itemQuery(datasetId, mediaId ?? "", page.snapshot),
    enabled: mediaId !== null,
    ...(known ? { placeholderData: known.item } : {}),
  });
  const read = data?.media_id === mediaId ? data : known?.item;
  const { data: around } = useQuery({
    ...neighboursQuery(datasetId, stateId, view, mediaId ?? ""),
    enabled: mediaId !== null && stateId !== "",
    placeholderData: keepPreviousData,
  });
  // While the next question is under way the last answer is still here; it is about another item.
  const place = (around?.of === mediaId ? around : null) ?? known;
  const previous = place?.previous ?? null;
  const next = place?.next ?? null;

  // The pictures beside this one are there when one goes on.
  useEffect(() => {
    for (const neighbour of [previous, next]) {
      if (!neighbour) continue;
      void client.prefetchQuery(neighboursQuery(datasetId, stateId, view, neighbour.media_id));
      if (neighbour.preview_url) new Image().src = neighbour.preview_url;
    }
  }, [client, datasetId, stateId, view, previous, next]);
  return {
    mediaId,
    item: read ? present(read) : null,
    error,
    previous,
    next,
    position: place?.position ?? null,
    total: place?.total ?? 0,
  };
}
