import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Retention, RetentionApplied, RetentionPreview } from "./schema";

export const retentionQuery = (datasetId: string) =>
  queryOptions({
    queryKey: keys.retention(datasetId),
    queryFn: ({ signal }) => api<Retention>(`/dataset/${datasetId}/retention`, { signal }),
  });

/** What a rule would retire as things are now: read anew whenever it is looked at. */
export const retentionPreviewQuery = (datasetId: string, rule: Retention) =>
  queryOptions({
    queryKey: keys.retentionPreview(datasetId, JSON.stringify(rule)),
    queryFn: ({ signal }) =>
      api<RetentionPreview>(`/dataset/${datasetId}/retention/preview`, { method: "POST", body: rule, signal }),
    staleTime: 0,
    gcTime: 0,
  });

export const setRetention = (datasetId: string, rule: Retention): Promise<Retention> =>
  api(`/dataset/${datasetId}/retention`, { method: "PUT", body: rule });

export const applyRetention = (datasetId: string): Promise<RetentionApplied> =>
  api(`/dataset/${datasetId}/retention/apply`, { method: "POST" });
