import { api, startTask } from "@/lib/api-client";
import type { MetadataPreview } from "./schema";
import type { ImportMetadataInput } from "@/lib/operations/custom-metadata";

export const previewMetadata = (datasetId: string, uploadId: string, path: string) =>
  api<MetadataPreview>(`/datasets/${datasetId}/custom_metadata/preview`, {
    method: "POST",
    body: { upload_id: uploadId, path },
  });

export const importMetadata = (datasetId: string, input: ImportMetadataInput) =>
  startTask(`/datasets/${datasetId}/custom_metadata/import`, { method: "POST", body: input });
