import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ItemPage } from "@/lib/items/schema";
import type { DatasetDto, DatasetFilter, DatasetFiltersDto, DatasetPage, TrashedDatasetDto } from "./schema";

export const datasetsQuery = () =>
  queryOptions({ queryKey: keys.datasets(), queryFn: ({ signal }) => api<DatasetDto[]>("/datasets", { signal }) });

/** The inventory, page by page. What was listed stays in sight until the answer to another question is there. */
export const datasetPagesQuery = (filter: DatasetFilter & { readonly sort: string }) =>
  infiniteQueryOptions({
    queryKey: keys.datasetPages(filter),
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({ ...filter, ...(pageParam ? { cursor: pageParam } : {}) });
      return api<DatasetPage>(`/datasets?${parameters}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

/** What there is to narrow the inventory by. */
export const datasetFiltersQuery = () =>
  queryOptions({
    queryKey: keys.datasetFilters(),
    queryFn: ({ signal }) => api<DatasetFiltersDto>("/datasets/filters", { signal }),
  });

/** Marks a dataset for oneself, or takes the mark away. */
export const starDataset = (id: string, starred: boolean) =>
  api<null>(`/dataset/${id}/star`, { method: starred ? "PUT" : "DELETE" });

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

/** Items that may become the cover. */
export const coverChoicesQuery = (id: string, stateId: string, search: string) =>
  queryOptions({
    queryKey: keys.coverChoices(id, stateId, search),
    queryFn: ({ signal }) =>
      api<ItemPage>(
        `/dataset/${id}/items?${new URLSearchParams({ state_id: stateId, q: search, limit: "48" }).toString()}`,
        { signal },
      ),
    retry: false,
  });

export function changeCover(id: string, cover: File | { readonly media_id: string }): Promise<DatasetDto> {
  let body: unknown = cover;
  if (cover instanceof File) {
    const form = new FormData();
    form.append("file", cover);
    body = form;
  }
  return api(`/dataset/${id}/cover`, { method: "PUT", body });
}

export const removeCover = (id: string) =>
  api<DatasetDto>(`/dataset/${id}`, { method: "PATCH", body: { action: "remove" } });

/** Makes an empty dataset. */
export const createDataset = (name: string) =>
  api<{ readonly dataset_id: string }>("/dataset", { method: "POST", body: { name } });

/** What the dataset opens with; null for everything. */
export const setDefaultFilter = (id: string, filter: { readonly q: string; readonly sort: string } | null) =>
  api<DatasetDto>(`/dataset/${id}`, { method: "PATCH", body: { default_filter: filter } });
