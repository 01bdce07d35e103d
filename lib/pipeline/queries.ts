import { api, startTask } from "@/lib/api-client";
import type { AnnotationMode, ClassMapping } from "@/lib/operations/annotation-import";
import type { ImportPreview } from "./schema";

/** How annotations are taken; what is not said stays as it is unless told. */
export interface AnnotationChoices {
  readonly mode?: AnnotationMode;
  readonly mapping?: ClassMapping;
}
export interface MediaChoices {
  readonly labels_from_folders: boolean;
  readonly auto_reindex?: boolean;
  readonly on_duplicate?: "keep" | "skip";
}

export const previewImport = (datasetId: string, uploadId: string, signal?: AbortSignal) =>
  api<ImportPreview>(`/dataset/${datasetId}/import_preview`, {
    method: "POST",
    body: { upload_id: uploadId },
    ...(signal ? { signal } : {}),
  });

export const importMedia = (datasetId: string, uploadId: string, choices: MediaChoices & AnnotationChoices) =>
  startTask(`/dataset/${datasetId}/add_media`, { method: "POST", body: { upload_id: uploadId, ...choices } });

export const importAnnotations = (datasetId: string, uploadId: string, choices: AnnotationChoices) =>
  startTask(`/dataset/${datasetId}/annotations`, { method: "POST", body: { upload_id: uploadId, ...choices } });
