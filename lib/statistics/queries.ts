import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import {
  isCounted,
  type CountingDto,
  type Download,
  type DOWNLOAD_FORMATS,
  type MetricsDto,
  type RefreshedDto,
  type StatisticsDto,
} from "./schema";

const ASK_AGAIN_MS = 500;

const parametersOf = (stateId: string, snapshotId: string | null): string =>
  String(new URLSearchParams(snapshotId ? { snapshot_id: snapshotId } : { state_id: stateId }));

/** A version in numbers: a snapshot, or a state that the dataset is at. While it is counted, how far that is. */
export const statisticsQuery = (datasetId: string, stateId: string, snapshotId: string | null) =>
  queryOptions({
    queryKey: keys.statistics(datasetId, snapshotId ?? stateId),
    queryFn: ({ signal }) =>
      api<StatisticsDto | CountingDto>(`/dataset/${datasetId}/statistics?${parametersOf(stateId, snapshotId)}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data && !isCounted(state.data) ? ASK_AGAIN_MS : false),
  });

/** Where a chart's rows can be downloaded. */
export const downloadAddress = (
  { dataset_id, state_id, snapshot_id }: Pick<StatisticsDto, "dataset_id" | "state_id" | "snapshot_id">,
  chart: Download,
  format: (typeof DOWNLOAD_FORMATS)[number],
): string =>
  `/api/v1/dataset/${dataset_id}/statistics/${chart}?format=${format}&${parametersOf(state_id, snapshot_id)}`;

export const metricsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: keys.metrics(datasetId),
    queryFn: ({ signal }) => api<MetricsDto>(`/dataset/${datasetId}/metrics`, { signal }),
    // What it finds is acted upon.
    staleTime: 0,
    gcTime: 0,
  });

export const refreshMetrics = (datasetId: string) =>
  api<RefreshedDto>(`/dataset/${datasetId}/metrics/refresh`, { method: "POST" });
