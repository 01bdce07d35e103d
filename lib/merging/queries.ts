import { queryOptions } from "@tanstack/react-query";
import { api, startTask } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ItemSelection } from "@/lib/search/schema";
import type { MergeBackDto, MergeBackInput, MergePreviewDto } from "./schema";

/** Items of a dataset that are added to another one; all of them, where nothing else is said. */
export interface SourceSelection extends ItemSelection {
  readonly source_dataset_id: string;
}

/** Starts adding items to a dataset. @returns the id of its task */
export const startMerge = (datasetId: string, sources: readonly SourceSelection[]) =>
  startTask(`/dataset/${datasetId}/merge`, { method: "POST", body: { sources } });

/** What adding them would come to, as things are now. */
export const mergePreviewQuery = (datasetId: string, sources: readonly SourceSelection[]) =>
  queryOptions({
    queryKey: keys.mergePreview(datasetId, JSON.stringify(sources)),
    queryFn: ({ signal }) =>
      api<MergePreviewDto>(`/dataset/${datasetId}/merge_preview`, { method: "POST", body: { sources }, signal }),
    retry: false,
  });

/** What merging the changes of another dataset of the lineage would come to, as things are now. */
export const mergeBackPreviewQuery = (datasetId: string, sourceId: string) =>
  queryOptions({
    queryKey: keys.mergeBackPreview(datasetId, sourceId),
    queryFn: ({ signal }) =>
      api<MergeBackDto>(`/dataset/${datasetId}/merge_back`, {
        method: "POST",
        body: { source_dataset_id: sourceId, dry_run: true },
        signal,
      }),
    retry: false,
    // Both sides go on being edited.
    staleTime: 0,
  });

/** Starts merging them. @returns the id of its task */
export const startMergeBack = (
  datasetId: string,
  input: Pick<MergeBackInput, "source_dataset_id"> & Partial<MergeBackInput>,
) => startTask(`/dataset/${datasetId}/merge_back`, { method: "POST", body: input });
