"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { exportStatusQuery, startExport, type ExportRequest } from "@/lib/exports/queries";
import { keys, makeStale } from "@/lib/query-keys";

/** An export from when it is started to its download. */
export function useExport(datasetId: string, request: ExportRequest) {
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () => startExport(datasetId, request),
    onSettled: () => makeStale(client, [keys.tasks()]),
  });
  const exportId = start.data?.id;
  const { data: status, error } = useQuery({
    ...exportStatusQuery(datasetId, exportId ?? ""),
    enabled: exportId !== undefined,
  });
  const failure = status?.status === "FAILED" ? status.error_message : null;
  const link = status?.download_uri ?? null;
  return {
    start: () => start.mutate(),
    status,
    /** Where the file is, once it is made. */
    link,
    isMaking: start.isPending || (exportId !== undefined && link === null && failure === null && !error),
    /** Why there is no file. */
    problem: start.error?.message ?? error?.message ?? failure,
  };
}
