import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { SavedViewDto, SaveViewInput } from "./schema";

export const viewsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: keys.views(datasetId),
    queryFn: ({ signal }) => api<SavedViewDto[]>(`/dataset/${datasetId}/views`, { signal }),
  });
export const saveView = (datasetId: string, input: SaveViewInput) =>
  api<SavedViewDto>(`/dataset/${datasetId}/views`, { method: "POST", body: input });
export const deleteView = (datasetId: string, viewId: string) =>
  api<void>(`/dataset/${datasetId}/views/${viewId}`, { method: "DELETE" });
