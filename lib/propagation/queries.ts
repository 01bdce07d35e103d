import { api, startTask } from "@/lib/api-client";
import type { PropagationPreview } from "./schema";
import type { PropagationInput } from "@/lib/operations/label-propagation";

export const previewPropagation = (datasetId: string, input: PropagationInput, signal?: AbortSignal) =>
  api<PropagationPreview>(`/dataset/${datasetId}/label_propagation/preview`, { method: "POST", body: input, signal });
export const startPropagation = (datasetId: string, input: PropagationInput) =>
  startTask(`/dataset/${datasetId}/label_propagation`, { method: "POST", body: input });
