import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, startTask } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ItemSelection } from "@/lib/search/schema";
import type { RestoredPart } from "@/lib/operations/snapshots";
import type { ComparisonDto, KeptSnapshotDto, SnapshotDto, SnapshotPage, SnapshotSizeDto } from "./schema";

export const snapshotsQuery = (datasetId: string, search: string) =>
  infiniteQueryOptions({
    queryKey: keys.snapshotPages(datasetId, search),
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({
        limit: "50",
        ...(search ? { search } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      });
      return api<SnapshotPage>(`/dataset/${datasetId}/snapshot?${parameters}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });

/** What a restore of the snapshot would change: the head compared with it. */
export const restorePreviewQuery = (datasetId: string, snapshotId: string) =>
  queryOptions({
    queryKey: keys.comparedWithHead(datasetId, snapshotId),
    queryFn: ({ signal }) =>
      // Numbers by kind are all that is told of it; facets would have it wait for objects to be read.
      api<ComparisonDto>(`/dataset/${datasetId}/snapshot/${snapshotId}/compare/head?facets=none`, { signal }),
  });

/** Starts restoring a part of a snapshot, or of some items. @returns the id of its task */
export const startRestore = (
  datasetId: string,
  snapshotId: string,
  part: ItemSelection & { readonly only?: readonly RestoredPart[] },
) => startTask(`/dataset/${datasetId}/snapshot/${snapshotId}/restore`, { method: "POST", body: part });

/** One snapshot of the catalog. */
export const snapshotQuery = (datasetId: string, snapshotId: string) =>
  queryOptions({
    queryKey: keys.snapshot(datasetId, snapshotId),
    queryFn: ({ signal }) => api<SnapshotDto>(`/dataset/${datasetId}/snapshot/${snapshotId}`, { signal }),
    retry: false,
  });

export const creatingSnapshot = (datasetId: string) => ["create-snapshot", datasetId] as const;

export const pinSnapshot = (datasetId: string, snapshotId: string, pinned: boolean): Promise<KeptSnapshotDto> =>
  api(`/dataset/${datasetId}/snapshot/${snapshotId}`, { method: "PATCH", body: { pinned } });

/** Brings a removed one back. */
export const undeleteSnapshot = (datasetId: string, snapshotId: string): Promise<undefined> =>
  api(`/dataset/${datasetId}/snapshot/${snapshotId}/undelete`, { method: "POST" });

/** What removing one frees. */
export const snapshotSizeQuery = (datasetId: string, snapshotId: string) =>
  queryOptions({
    queryKey: keys.snapshotSize(datasetId, snapshotId),
    queryFn: ({ signal }) => api<SnapshotSizeDto>(`/dataset/${datasetId}/snapshot/${snapshotId}/size`, { signal }),
  });
