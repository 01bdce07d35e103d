/**
 * What the objects of a view are called, and of what kinds they are, counted by items. By itself, because the first one to ask
 * after a start waits for all objects to be read.
 */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { knownAttributes } from "@/lib/search/attributes";
import { queryWithoutFacet } from "@/lib/search/filters";
import { itemsThatMatch, matchingItems } from "@/lib/search/matching";
import { objectItemsOf } from "@/lib/search/objects";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { openForRead } from "./service";
import type { ObjectFacetsDto, ObjectFacetsQuery } from "./schema";

/** As many as a version can have sets: more is nothing to choose from. */
const MAX_LABELS = 10_000;

/** @throws InvalidInputError that names the position of a mistake */
export async function getObjectFacets(
  user: CurrentUser,
  datasetId: string,
  query: ObjectFacetsQuery,
): Promise<ObjectFacetsDto> {
  const { open } = await openForRead(user, datasetId, query);
  const among = await (query.free
    ? itemsThatMatch(open, queryWithoutFacet(query.q, "object"))
    : matchingItems(open, query.q));
  const { labels, kinds } = await objectItemsOf(open);
  return {
    labels: counted(labels, among).slice(0, MAX_LABELS),
    kinds: counted(kinds, among),
    attributes: await knownAttributes(open),
  };
}

const counted = <V extends string>(members: ReadonlyMap<V, Bitmap>, among: Bitmap): { value: V; count: number }[] =>
  [...members]
    .map(([value, items]) => ({ value, count: items.andCardinality(among) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
