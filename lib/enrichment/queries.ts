import { queryOptions } from "@tanstack/react-query";
import { api, startTask } from "@/lib/api-client";
import type { SimilarItems } from "@/lib/items/schema";
import type { EnrichInput, ModelDto } from "./schema";

export const modelsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["models", datasetId],
    queryFn: ({ signal }) => api<ModelDto[]>(`/enrichment/${datasetId}/list_models`, { signal }),
  });
export const startEnrichment = (datasetId: string, input: EnrichInput) =>
  startTask(`/dataset/${datasetId}/enrich_dataset`, { method: "POST", body: input });

export const describeItems = (datasetId: string, text: string, q: string, snapshotId: string | null) =>
  queryOptions({
    queryKey: ["item", datasetId, "described", text, q, snapshotId],
    queryFn: ({ signal }) =>
      api<SimilarItems>(
        `/dataset/${datasetId}/items/describe?${new URLSearchParams({ text, q, ...(snapshotId ? { snapshot_id: snapshotId } : {}) })}`,
        { signal },
      ),
    enabled: text !== "",
    retry: false,
  });
