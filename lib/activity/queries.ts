import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import type { RevertDto } from "@/lib/items/schema";
import { keys } from "@/lib/query-keys";
import type { ActivityFilters, ActivityPage } from "./schema";

/** Whose changes of what kind are listed; nothing for all. */
export interface ActivityFilter {
  readonly actor: string | null;
  readonly kind: string | null;
}

export const activityQuery = (datasetId: string, { actor, kind }: ActivityFilter) =>
  infiniteQueryOptions({
    queryKey: keys.activity(datasetId, actor, kind),
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({
        ...(actor ? { actor } : {}),
        ...(kind ? { kind } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      });
      return api<ActivityPage>(`/dataset/${datasetId}/activity?${parameters}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });

export const activityFiltersQuery = (datasetId: string) =>
  queryOptions({
    queryKey: keys.activityFilters(datasetId),
    queryFn: ({ signal }) => api<ActivityFilters>(`/dataset/${datasetId}/activity/filters`, { signal }),
  });

/** What taking a change back would come to now. */
export const revertPreviewQuery = (datasetId: string, eventId: string) =>
  queryOptions({
    queryKey: keys.revertPreview(datasetId, eventId),
    queryFn: ({ signal }) =>
      api<RevertDto>(`/dataset/${datasetId}/activity/${eventId}/revert`, {
        method: "POST",
        body: { dry_run: true },
        signal,
      }),
    retry: false,
  });

/** @param partial takes back what still fits, and leaves the rest */
export const revertChange = (datasetId: string, eventId: string, partial: boolean) =>
  api<RevertDto>(`/dataset/${datasetId}/activity/${eventId}/revert`, { method: "POST", body: { partial } });
