import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { DatasetDto, ShareDto, TrashedDatasetDto } from "./schema";

export const datasetsQuery = () =>
  queryOptions({ queryKey: keys.datasets(), queryFn: ({ signal }) => api<DatasetDto[]>("/datasets", { signal }) });

/** What the user can bring back from the trash. */
export const trashQuery = () =>
  queryOptions({
    queryKey: keys.trash(),
    queryFn: ({ signal }) => api<TrashedDatasetDto[]>("/datasets?trash=true", { signal }),
  });

/** While a task holds the dataset it is also asked for now and then, for browsers that live events do not reach. */
export const datasetQuery = (id: string) =>
  queryOptions({
    queryKey: keys.dataset(id),
    queryFn: ({ signal }) => api<DatasetDto>(`/dataset/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data?.active_task ? 3_000 : false),
  });

export const sharesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.shares(id),
    queryFn: ({ signal }) => api<ShareDto[]>(`/manage/${id}/share`, { signal }),
  });
