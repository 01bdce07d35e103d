import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import type { FacetsDto, ItemDto, ItemPage, ItemSelection, SimilarItems } from "./schema";

export interface View {
  readonly q: string;
  readonly sort: string;
}

const PAGE_SIZE = "120";

export const itemsQuery = (datasetId: string, view: View) =>
  infiniteQueryOptions({
    queryKey: ["items", datasetId, view],
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({ q: view.q, sort: view.sort, limit: PAGE_SIZE, ...(pageParam ? { cursor: pageParam } : {}) });
      return api<ItemPage>(`/dataset/${datasetId}/items?${parameters}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });

export const facetsQuery = (datasetId: string, q: string) =>
  queryOptions({ queryKey: ["facets", datasetId, q], queryFn: ({ signal }) => api<FacetsDto>(`/dataset/${datasetId}/facets?${new URLSearchParams({ q })}`, { signal }) });

export const itemQuery = (datasetId: string, mediaId: string) =>
  queryOptions({ queryKey: ["item", datasetId, mediaId], queryFn: ({ signal }) => api<ItemDto>(`/dataset/${datasetId}/items/${mediaId}`, { signal }) });

export const similarQuery = (datasetId: string, mediaId: string) =>
  queryOptions({
    queryKey: ["item", datasetId, mediaId, "similar"],
    queryFn: ({ signal }) => api<SimilarItems>(`/dataset/${datasetId}/items/${mediaId}/similar?limit=12`, { signal }),
    retry: false,
  });

type Changed = { changed: number };
export type WordEdit = "tag" | "untag" | "label" | "unlabel";

export const editWords = (datasetId: string, edit: WordEdit, selection: ItemSelection, words: readonly string[]) =>
  api<Changed>(`/dataset/${datasetId}/items/${edit}`, { method: "POST", body: { ...selection, [edit.endsWith("tag") ? "tags" : "labels"]: words } });

export const deleteItems = (datasetId: string, selection: ItemSelection) => api<Changed>(`/dataset/${datasetId}/items`, { method: "DELETE", body: selection });
