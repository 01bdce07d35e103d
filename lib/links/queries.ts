import { api } from "@/lib/api-client";

export const revokeLinks = (datasetId: string) => api<null>(`/dataset/${datasetId}/links`, { method: "DELETE" });
