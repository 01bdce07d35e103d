import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, startTask } from "@/lib/api-client";
import type { ComparisonDto, SnapshotDto, SnapshotPage } from "./schema";

export const snapshotsQuery = (datasetId: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ["snapshots", datasetId, search],
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
    queryKey: ["snapshots", datasetId, "compare", snapshotId],
    queryFn: ({ signal }) =>
      api<ComparisonDto>(`/dataset/${datasetId}/snapshot/${snapshotId}/compare/head`, { signal }),
  });

export interface SnapshotFields {
  readonly name: string;
  readonly description: string;
}

const base = (datasetId: string) => `/dataset/${datasetId}/snapshot`;
export const createSnapshot = (datasetId: string, fields: SnapshotFields) =>
  api<SnapshotDto>(base(datasetId), { method: "POST", body: fields });
export const updateSnapshot = (datasetId: string, id: string, fields: SnapshotFields) =>
  api<SnapshotDto>(`${base(datasetId)}/${id}`, { method: "PATCH", body: fields });
export const removeSnapshot = (datasetId: string, id: string) =>
  api<void>(`${base(datasetId)}/${id}`, { method: "DELETE" });
export const restoreSnapshot = (datasetId: string, id: string) => startTask(`${base(datasetId)}/${id}/restore`);
export const cloneSnapshot = (datasetId: string, id: string) => startTask(`${base(datasetId)}/${id}/clone`);
