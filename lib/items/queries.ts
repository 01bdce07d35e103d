import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys, type ListView } from "@/lib/query-keys";
import type { FieldType } from "@/lib/fields/rules";
import { numberAmongAll, runsAmongAll, type RunsOfDataset } from "./numbers-of-datasets";
import type {
  ClustersDto,
  EditDto,
  ExifDto,
  FacetsDto,
  FoldersDto,
  HistogramDto,
  ItemDto,
  ItemPage,
  NumbersDto,
  ObjectFacetsDto,
  PatchedItemDto,
  PatchItemInput,
  SetFieldDto,
  SimilarItems,
  SimilarToImage,
  StackPage,
} from "./schema";
import type { ItemSelection } from "@/lib/search/schema";

/** Items of one page of the grid. */
export const PAGE_SIZE = 120;

/** Stands where a dataset's id does for the list of the items of all datasets. */
export const INPUTS = "inputs";

const pathOf = (list: string): string => (list === INPUTS ? "/inputs" : `/dataset/${list}/items`);
const listParameters = (list: string, view: ListView, stateId: string) => ({
  q: view.q,
  ...(list === INPUTS ? narrowing(view) : { sort: view.sort, ...(view.seed ? { seed: view.seed } : {}) }),
  state_id: stateId,
});
const narrowing = ({ datasets }: Pick<ListView, "datasets">): Record<string, string> =>
  datasets ? { dataset_id: datasets.join(",") } : {};

/** Items of all datasets get numbers that tell those of one dataset from those of another. The server selects nothing, and numbers nothing. */
export const numbered = (page: ItemPage): ItemPage =>
  typeof window === "undefined"
    ? page
    : {
        ...page,
        items: page.items.map((item) =>
          item.dataset_id === undefined ? item : { ...item, item_no: numberAmongAll(item.dataset_id, item.item_no) },
        ),
      };
const text = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();
/** States never change, so neither does what was read of one; only links to media grow old. */
const IMMUTABLE = { staleTime: 12 * 60 * 60 * 1000, gcTime: 5 * 60 * 1000, refetchOnWindowFocus: false } as const;

export const itemPageQuery = (datasetId: string, stateId: string, view: ListView, page: number) =>
  queryOptions({
    queryKey: keys.itemPage(datasetId, stateId, view, page),
    queryFn: ({ signal }) =>
      api<ItemPage>(
        `${pathOf(datasetId)}?${text({ ...listParameters(datasetId, view, stateId), offset: String(page * PAGE_SIZE), limit: String(PAGE_SIZE) })}`,
        { signal },
      ).then(numbered),
    ...IMMUTABLE,
  });

/** Where an item stands in a list, and how long the list is. */
export const locateQuery = (datasetId: string, stateId: string, view: ListView, mediaId: string | null) =>
  queryOptions({
    queryKey: keys.located(datasetId, stateId, view, mediaId),
    queryFn: ({ signal }) =>
      api<ItemPage>(
        `${pathOf(datasetId)}?${text({ ...listParameters(datasetId, view, stateId), limit: "1", ...(mediaId ? { locate: mediaId } : {}) })}`,
        { signal },
      ),
    ...IMMUTABLE,
  });

/** The items before and after one, in a list that it need not be in any more. */
export const neighboursQuery = (datasetId: string, stateId: string, view: ListView, mediaId: string) =>
  queryOptions({
    queryKey: keys.neighbours(datasetId, stateId, view, mediaId),
    queryFn: async ({ signal, client }) => {
      const { located, total } = await client.fetchQuery(locateQuery(datasetId, stateId, view, mediaId));
      const position = located ?? 0;
      const first = Math.max(0, position - 1);
      const { items } = await api<ItemPage>(
        `${pathOf(datasetId)}?${text({ ...listParameters(datasetId, view, stateId), offset: String(first), limit: "3" })}`,
        { signal },
      );
      const at = items.findIndex((item) => item.media_id === mediaId);
      const before = position - first;
      return {
        of: mediaId,
        total,
        position: at < 0 ? null : position,
        previous: (at < 0 ? items[before - 1] : items[at - 1]) ?? null,
        next: (at < 0 ? items[before] : items[at + 1]) ?? null,
      };
    },
    ...IMMUTABLE,
  });

/** The numbers of the items at [offset, offset + limit) of a list. */
export const fetchNumbers = async (
  datasetId: string,
  stateId: string,
  view: ListView,
  offset = 0,
  limit?: number,
): Promise<NumbersDto> => {
  const found = await api<NumbersDto | { readonly datasets: readonly RunsOfDataset[]; readonly count: number }>(
    `${pathOf(datasetId)}/numbers?${text({ ...listParameters(datasetId, view, stateId), offset: String(offset), ...(limit === undefined ? {} : { limit: String(limit) }) })}`,
  );
  return "datasets" in found ? { numbers: runsAmongAll(found.datasets), count: found.count } : found;
};

export const stackPageQuery = (datasetId: string, stateId: string, q: string, page: number) =>
  queryOptions({
    queryKey: keys.stackPage(datasetId, stateId, q, page),
    queryFn: ({ signal }) =>
      api<StackPage>(
        `/dataset/${datasetId}/items/stacks?${text({ q, state_id: stateId, offset: String(page * PAGE_SIZE), limit: String(PAGE_SIZE) })}`,
        { signal },
      ),
    ...IMMUTABLE,
  });

/** The state that a snapshot shows. */
export const snapshotStateQuery = (datasetId: string, snapshotId: string) =>
  queryOptions({
    queryKey: keys.stateOfSnapshot(datasetId, snapshotId),
    queryFn: async ({ signal }) =>
      (await api<ItemPage>(`/dataset/${datasetId}/snapshot/${snapshotId}/items?limit=1`, { signal })).state_id,
  });

export const facetsQuery = (datasetId: string, stateId: string, q: string, free: readonly string[] = []) =>
  queryOptions({
    queryKey: keys.facets(datasetId, stateId, q, free),
    queryFn: ({ signal }) =>
      api<FacetsDto>(
        `${datasetId === INPUTS ? "/inputs" : `/dataset/${datasetId}`}/facets?${text({ q, state_id: stateId, free: free.join("\n") })}`,
        { signal },
      ),
    ...IMMUTABLE,
  });

export const clustersQuery = (datasetId: string, stateId: string) =>
  queryOptions({
    queryKey: keys.clusters(datasetId, stateId),
    queryFn: ({ signal }) =>
      api<ClustersDto>(`/dataset/${datasetId}/facets/clusters?${text({ state_id: stateId })}`, { signal }),
    ...IMMUTABLE,
  });

/** What objects are called and of which kinds. @param free their own choice does not narrow the counts of labels */
export const objectFacetsQuery = (datasetId: string, stateId: string, q: string, free = false) =>
  queryOptions({
    queryKey: keys.objectFacets(datasetId, stateId, q, free),
    queryFn: ({ signal }) =>
      api<ObjectFacetsDto>(
        `/dataset/${datasetId}/facets/objects?${text({ q, state_id: stateId, ...(free ? { free: "object" } : {}) })}`,
        { signal },
      ),
    ...IMMUTABLE,
  });

export const foldersQuery = (datasetId: string, stateId: string, q: string, below: string) =>
  queryOptions({
    queryKey: keys.folders(datasetId, stateId, q, below),
    queryFn: ({ signal }) =>
      api<FoldersDto>(`/dataset/${datasetId}/facets/folders?${text({ q, state_id: stateId, below })}`, { signal }),
    ...IMMUTABLE,
  });

/** Folders at any depth that are called so. */
export const foundFoldersQuery = (datasetId: string, stateId: string, q: string, find: string) =>
  queryOptions({
    queryKey: keys.foundFolders(datasetId, stateId, q, find),
    queryFn: ({ signal }) =>
      api<FoldersDto>(`/dataset/${datasetId}/facets/folders?${text({ q, state_id: stateId, find })}`, { signal }),
    ...IMMUTABLE,
  });

export const histogramQuery = (datasetId: string, stateId: string, q: string, field: string) =>
  queryOptions({
    queryKey: keys.histogram(datasetId, stateId, q, field),
    queryFn: ({ signal }) =>
      api<HistogramDto>(`/dataset/${datasetId}/facets/histogram?${text({ q, state_id: stateId, field })}`, { signal }),
    ...IMMUTABLE,
  });

const ofSnapshot = (snapshotId: string | null): Record<string, string> =>
  snapshotId ? { snapshot_id: snapshotId } : {};

/** One item of the current data, or of a snapshot. */
export const itemQuery = (datasetId: string, mediaId: string, snapshotId: string | null) =>
  queryOptions({
    queryKey: keys.item(datasetId, mediaId, snapshotId),
    queryFn: ({ signal }) =>
      api<ItemDto>(`/dataset/${datasetId}/items/${mediaId}?${text(ofSnapshot(snapshotId))}`, { signal }),
  });

export const similarQuery = (datasetId: string, mediaId: string, snapshotId: string | null, limit = 12) =>
  queryOptions({
    queryKey: keys.similar(datasetId, mediaId, snapshotId, limit),
    queryFn: ({ signal }) =>
      api<SimilarItems>(
        `/dataset/${datasetId}/items/${mediaId}/similar?${text({ limit: String(limit), ...ofSnapshot(snapshotId) })}`,
        { signal },
      ),
    retry: false,
  });

export const exifQuery = (datasetId: string, mediaId: string, snapshotId: string | null) =>
  queryOptions({
    queryKey: keys.exif(datasetId, mediaId, snapshotId),
    queryFn: ({ signal }) =>
      api<ExifDto>(`/dataset/${datasetId}/items/${mediaId}/exif?${text(ofSnapshot(snapshotId))}`, { signal }),
    ...IMMUTABLE,
  });

/** The key by which `image:` searches for what looks like an image on the person's machine. */
export const keyOfImage = async (datasetId: string, image: Blob, snapshotId: string | null): Promise<string> => {
  const parameters = text({ limit: "1", ...ofSnapshot(snapshotId) });
  const { key } = await api<SimilarToImage>(`/dataset/${datasetId}/items/similar?${parameters}`, {
    method: "POST",
    body: image,
  });
  return key;
};

export type WordEdit = "tag" | "untag" | "label" | "unlabel";

export const editWords = (datasetId: string, edit: WordEdit, selection: ItemSelection, words: readonly string[]) =>
  api<EditDto>(`/dataset/${datasetId}/items/${edit}`, {
    method: "POST",
    body: { ...selection, [edit.endsWith("tag") ? "tags" : "labels"]: words },
  });

export const setField = (
  datasetId: string,
  selection: ItemSelection,
  field: { field: string; value: unknown; type?: FieldType; seen_state_id: string },
) => api<SetFieldDto>(`/dataset/${datasetId}/items/metadata`, { method: "POST", body: { ...selection, ...field } });

export const renameCluster = (datasetId: string, cluster: string, name: string) =>
  api<EditDto>(`/dataset/${datasetId}/facets/clusters`, { method: "PATCH", body: { cluster, name } });

export const deleteItems = (datasetId: string, selection: ItemSelection) =>
  api<EditDto>(`/dataset/${datasetId}/items`, { method: "DELETE", body: selection });

export const undoEdit = (datasetId: string, editId: string) =>
  api<EditDto & { skipped: number }>(`/dataset/${datasetId}/edits/${editId}/undo`, { method: "POST" });

/** @param etag of the item as its reader saw it: the server refuses when it changed since */
export const patchItem = (datasetId: string, mediaId: string, etag: string, patch: PatchItemInput) =>
  api<PatchedItemDto>(`/dataset/${datasetId}/items/${mediaId}`, {
    method: "PATCH",
    body: patch,
    headers: { "if-match": `"${etag}"` },
  });
