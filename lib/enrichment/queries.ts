import { queryOptions } from "@tanstack/react-query";
import { api, startTask } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { EnrichInput } from "@/lib/operations/enrichment";
import type { ModelDto } from "@/lib/models/schema";

export const modelsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: keys.models(datasetId),
    queryFn: ({ signal }) => api<ModelDto[]>(`/enrichment/${datasetId}/list_models`, { signal }),
  });
export const startEnrichment = (datasetId: string, input: EnrichInput) =>
  startTask(`/dataset/${datasetId}/enrich_dataset`, { method: "POST", body: input });
