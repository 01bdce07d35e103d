import { queryOptions } from "@tanstack/react-query";
import type { AppliedModelsDto } from "@/lib/applied-models/schema";
import { api, startTask } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { EnrichInput } from "@/lib/operations/enrichment";
import type { ModelDto } from "@/lib/models/schema";

export const modelsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: keys.models(datasetId),
    queryFn: ({ signal }) => api<ModelDto[]>(`/enrichment/${datasetId}/list_models`, { signal }),
  });
/** The models that enriched a state, which is the same for ever. */
export const appliedModelsQuery = (datasetId: string, stateId: string) =>
  queryOptions({
    queryKey: keys.appliedModels(datasetId, stateId),
    queryFn: ({ signal }) =>
      api<AppliedModelsDto>(`/enrichment/${datasetId}/applied_models?state_id=${stateId}`, { signal }),
    staleTime: Infinity,
  });
export const startEnrichment = (datasetId: string, input: EnrichInput) =>
  startTask(`/dataset/${datasetId}/enrich_dataset`, { method: "POST", body: input });
