import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import type { EditDto } from "@/lib/items/schema";
import { keys } from "@/lib/query-keys";
import type { ItemSelection } from "@/lib/search/schema";
import type { AssignedSplitsDto, AssignSplitsInput } from "./schema";

export const setSplit = (datasetId: string, selection: ItemSelection, split: string | null) =>
  api<EditDto>(`/dataset/${datasetId}/items/split`, { method: "POST", body: { ...selection, split } });

type Wanted = Omit<AssignSplitsInput, "dry_run">;
export const assignSplits = (datasetId: string, wanted: Wanted) =>
  api<AssignedSplitsDto>(`/dataset/${datasetId}/splits/assign`, { method: "POST", body: wanted });

/** What an assignment would come to. */
export const splitsPreview = (datasetId: string, stateId: string, wanted: Wanted) =>
  queryOptions({
    queryKey: keys.splitsPreview(datasetId, stateId, JSON.stringify(wanted)),
    queryFn: ({ signal }) =>
      api<AssignedSplitsDto>(`/dataset/${datasetId}/splits/assign`, {
        method: "POST",
        body: { ...wanted, dry_run: true },
        signal,
      }),
    retry: false,
  });
