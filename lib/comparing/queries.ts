import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/api-client";
import { keys, type ComparedSides } from "@/lib/query-keys";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import type { COMPARISON_FORMATS, ComparedPage, CompareQuery } from "./schema";

/** Differing items of one page of the grid. */
export const COMPARED_PAGE_SIZE = 60;

/** What is listed of the items that differ. */
export interface ComparedView {
  readonly change: string;
  readonly q: string;
  readonly facet: string | null;
  readonly sort: string;
  readonly seed: string | null;
}

const addressOf = ({ from, to }: ComparedSides): string =>
  `/dataset/${from.dataset}/snapshot/${from.version}/compare/${to.version}`;
const otherOf = ({ from, to }: ComparedSides): Record<string, string> =>
  from.dataset === to.dataset ? {} : { dataset_id: to.dataset };
const given = (parameters: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1])));
const text = (parameters: Readonly<Record<string, string | null>>): string =>
  new URLSearchParams(given(parameters)).toString();

/** Two versions in numbers. @param otherHead the state that the other dataset's head is at, where there is another */
export const comparisonQuery = (
  sides: ComparedSides,
  otherHead: string | null,
  facets: CompareQuery["facets"] & string,
) =>
  queryOptions({
    queryKey: keys.comparison(sides, otherHead, facets),
    queryFn: ({ signal }) =>
      api<ComparisonDto>(`${addressOf(sides)}?${text({ ...otherOf(sides), facets })}`, { signal }),
    retry: false,
  });

export type ComparedStates = Pick<ComparisonDto, "from_state_id" | "to_state_id">;
const pinned = ({ from_state_id, to_state_id }: ComparedStates) => ({ from_state_id, to_state_id });
const stateIds = ({ from_state_id, to_state_id }: ComparedStates) => [from_state_id, to_state_id];
/** States never change, so neither does what differs between them; only links to media grow old. */
const IMMUTABLE = { staleTime: 12 * 60 * 60 * 1000, gcTime: 5 * 60 * 1000, refetchOnWindowFocus: false } as const;

export const comparedPageQuery = (sides: ComparedSides, states: ComparedStates, view: ComparedView, page: number) =>
  queryOptions({
    queryKey: keys.comparedPage(sides, stateIds(states), view, page),
    queryFn: ({ signal }) =>
      api<ComparedPage>(
        `${addressOf(sides)}/items?${text({ ...otherOf(sides), ...pinned(states), ...view, offset: String(page * COMPARED_PAGE_SIZE), limit: String(COMPARED_PAGE_SIZE) })}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    retry: false,
    ...IMMUTABLE,
  });

/** How many of the list come before an item: where one that was opened by its address stands. */
export const comparedPlaceQuery = (sides: ComparedSides, states: ComparedStates, view: ComparedView, mediaId: string) =>
  queryOptions({
    queryKey: keys.comparedPlace(sides, stateIds(states), view, mediaId),
    queryFn: ({ signal }) =>
      api<ComparedPage>(
        `${addressOf(sides)}/items?${text({ ...otherOf(sides), ...pinned(states), ...view, locate: mediaId, limit: "1" })}`,
        { signal },
      ).then(({ located }) => located),
    retry: false,
    ...IMMUTABLE,
  });

/** Where the comparison is taken out as a file. */
export const comparisonDownload = (
  sides: ComparedSides,
  states: ComparedStates,
  view: ComparedView,
  format: (typeof COMPARISON_FORMATS)[number],
): string => `/api/v1${addressOf(sides)}/export?${text({ ...otherOf(sides), ...pinned(states), ...view, format })}`;
