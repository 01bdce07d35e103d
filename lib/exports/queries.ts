import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Call } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ExportFormat, ExportPreviewDto, ExportStatusDto } from "./schema";
import type { YoloVariant } from "@/lib/operations/export";
import type { ItemSelection } from "@/lib/search/schema";

/** What a file is asked for as. */
export interface ExportRequest {
  readonly export_format: ExportFormat;
  /** Of YOLO. */
  readonly variant: YoloVariant;
  readonly include_images: boolean;
  readonly snapshot_id: string | null;
  /** What is searched for; empty for all items. */
  readonly q: string;
  /** Instead of a search; null where nothing is selected. */
  readonly selection: ItemSelection | null;
}

/** A selection may be longer than an address. */
function callOf(path: string, request: ExportRequest): [path: string, call: Call] {
  if (request.selection === null) return [`${path}?${parametersOf(request)}`, {}];
  const { export_format, variant, include_images, snapshot_id, selection } = request;
  const body = {
    export_format,
    variant,
    include_images,
    ...(snapshot_id === null ? {} : { snapshot_id }),
    ...selection,
  };
  return [path, { method: "POST", body }];
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
    queryKey: keys.exportPreview(datasetId, stateId, JSON.stringify(request)),
    queryFn: ({ signal }) => {
      const [path, call] = callOf(`/dataset/${datasetId}/export_preview`, request);
      return api<ExportPreviewDto>(path, { ...call, signal });
    },
    placeholderData: keepPreviousData,
    retry: false,
  });

export const startExport = (datasetId: string, request: ExportRequest) =>
  api<{ id: string }>(...callOf(`/dataset/${datasetId}/export_context_async`, request));

const isOver = ({ status }: ExportStatusDto): boolean => status === "COMPLETED" || status === "FAILED";

/** An export that is being made. */
export const exportStatusQuery = (datasetId: string, exportId: string) =>
  queryOptions({
    queryKey: keys.exportStatus(datasetId, exportId),
    queryFn: ({ signal }) =>
      api<ExportStatusDto>(`/dataset/${datasetId}/export_status?export_task_id=${exportId}`, { signal }),
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : 1_000),
  });
