import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ItemSelection } from "@/lib/search/schema";
import type { InputDatasetsDto, InputFacetsDto, SimilarInputsDto } from "./schema";

/** How many items each dataset holds that a search finds, and the version of all that lists are read at. */
export const inputDatasetsQuery = (q: string) =>
  queryOptions({
    queryKey: keys.countedInputs(q),
    queryFn: ({ signal }) =>
      api<InputDatasetsDto>(`/inputs/datasets?${new URLSearchParams({ q }).toString()}`, { signal }),
  });

/** Facets over the datasets that the list is narrowed to; over all where that is none. @param free a line each, whose own choice does not narrow their counts */
export const inputFacetsQuery = (
  stateId: string,
  q: string,
  datasets: readonly string[],
  free: readonly string[] = [],
) =>
  queryOptions({
    queryKey: keys.facets("inputs", stateId, q, [...datasets, ...free]),
    queryFn: ({ signal }) => {
      const parameters = new URLSearchParams({ q, state_id: stateId, free: free.join("\n") });
      if (datasets.length > 0) parameters.set("dataset_id", datasets.join(","));
      return api<InputFacetsDto>(`/inputs/facets?${parameters.toString()}`, { signal });
    },
    placeholderData: keepPreviousData,
  });

interface SimilarAsked {
  readonly sources: readonly (ItemSelection & { readonly source_dataset_id: string })[];
  readonly q: string;
  readonly dataset_id?: readonly string[];
  readonly at_least: number;
  readonly limit: number;
}

/** What looks like a selection. */
export const similarInputsQuery = (input: SimilarAsked) =>
  queryOptions({
    queryKey: keys.similarInputs(JSON.stringify(input)),
    queryFn: ({ signal }) => api<SimilarInputsDto>("/inputs/similar", { method: "POST", body: input, signal }),
    retry: false,
    placeholderData: keepPreviousData,
  });
