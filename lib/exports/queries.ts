import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ExportFormat, ExportPreviewDto, ExportStatusDto } from "./schema";
import type { YoloVariant } from "@/lib/operations/export";

/** What a file is asked for as. */
export interface ExportRequest {
  readonly export_format: ExportFormat;
  /** Of YOLO. */
  readonly variant: YoloVariant;
  readonly include_images: boolean;
  readonly snapshot_id: string | null;
  /** Empty for all items. */
  readonly q: string;
}

const parametersOf = ({ export_format, variant, include_images, snapshot_id, q }: ExportRequest): URLSearchParams =>
  new URLSearchParams({
    export_format,
    ...(export_format === "yolo" ? { variant } : {}),
    include_images: String(include_images),
    ...(snapshot_id === null ? {} : { snapshot_id }),
    ...(q === "" ? {} : { q }),
  });

/** @param stateId what the dataset is at: another version is another question */
export const exportPreviewQuery = (datasetId: string, stateId: string, request: ExportRequest) =>
  queryOptions({
    queryKey: keys.exportPreview(datasetId, stateId, parametersOf(request).toString()),
    queryFn: ({ signal }) =>
      api<ExportPreviewDto>(`/dataset/${datasetId}/export_preview?${parametersOf(request)}`, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const startExport = (datasetId: string, request: ExportRequest) =>
  api<{ id: string }>(`/dataset/${datasetId}/export_context_async?${parametersOf(request)}`);

const isOver = ({ status }: ExportStatusDto): boolean => status === "COMPLETED" || status === "FAILED";

/** An export that is being made. */
export const exportStatusQuery = (datasetId: string, exportId: string) =>
  queryOptions({
    queryKey: keys.exportStatus(datasetId, exportId),
    queryFn: ({ signal }) =>
      api<ExportStatusDto>(`/dataset/${datasetId}/export_status?export_task_id=${exportId}`, { signal }),
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : 1_000),
  });
