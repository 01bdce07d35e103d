"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import {
  COMPARED_PAGE_SIZE,
  comparedPageQuery,
  comparedPlaceQuery,
  type ComparedStates,
  type ComparedView,
} from "@/lib/comparing/queries";
import type { ComparedItem } from "@/lib/comparing/schema";
import type { ComparedSides } from "@/lib/query-keys";

/** The list of items that differ: which versions, which states of them, and what of it. */
export interface Differences {
  readonly sides: ComparedSides;
  readonly states: ComparedStates;
  readonly view: ComparedView;
}

/** How many there are; the first page says so. */
export function useDifferenceCount({ sides, states, view }: Differences) {
  return useQuery(comparedPageQuery(sides, states, view, 0));
}

/** What stands at the places [first, end); undefined where it is not read yet. */
export function useDifferencesAt({ sides, states, view }: Differences, first: number, end: number) {
  const firstPage = Math.floor(first / COMPARED_PAGE_SIZE);
  const count = end > first ? Math.floor((end - 1) / COMPARED_PAGE_SIZE) - firstPage + 1 : 0;
  const pages = useQueries({
    queries: Array.from({ length: count }, (_, index) => comparedPageQuery(sides, states, view, firstPage + index)),
  });
  const contents: (ComparedItem | undefined)[] = [];
  for (let place = first; place < end; place += 1) {
    const page = pages[Math.floor(place / COMPARED_PAGE_SIZE) - firstPage]?.data;
    // What is kept in sight meanwhile may be another page.
    contents.push(page && page.offset <= place ? page.items[place - page.offset] : undefined);
  }
  const failed = pages.find(({ error }) => error !== null);
  return { contents, failure: failed?.error?.message ?? null, retry: () => void failed?.refetch() };
}

/** Where an item stands in the list: known where it was opened from the list, else asked for. */
export function usePlaceOf({ sides, states, view }: Differences, mediaId: string, known: number | null) {
  const { data, error } = useQuery({
    ...comparedPlaceQuery(sides, states, view, mediaId),
    enabled: known === null,
  });
  // Nothing of the lineage is called so.
  return { place: known ?? data ?? null, isUnknown: known === null && data === null, error };
}
