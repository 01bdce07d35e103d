/** Which of the items that differ are asked for, and in which order. */
import "server-only";
import { sequenceOfBoth, type Sequence } from "@/lib/lists/sequence";
import { findMatches } from "@/lib/search/matching";
import { and, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { CHANGE_KINDS, type ChangeKind } from "@/lib/versioning/change-kinds";
import type { StateDiff } from "@/lib/versioning/diff";
import { itemsThatDifferIn } from "./facet-values";
import type { Change, CompareItemsQuery, Difference } from "./schema";
import type { Versions } from "./versions";

const isKind = (difference: Difference): difference is ChangeKind =>
  (CHANGE_KINDS as readonly string[]).includes(difference);

function itemsOfDifference(diff: StateDiff, difference: Difference): Bitmap {
  if (difference === "all") return orMany([diff.added, diff.removed, diff.changed]);
  return isKind(difference) ? diff.byKind[difference] : diff[difference];
}

/**
 * A search is about the second side: what it says of an item now decides. Of items that it holds no more, what the first side said.
 * The key names what was found within the two versions.
 */
async function found(
  { from, to, diff }: Versions,
  q: string,
): Promise<{ readonly items: Bitmap | null; readonly key: string }> {
  if (q.trim() === "") return { items: null, key: "" };
  // A mistake in the search is told whether or not anything went.
  const [before, after] = await Promise.all([findMatches(from.open, q), findMatches(to.open, q)]);
  return { items: or(after.items, and(before.items, diff.removed)), key: `${before.key} ${after.key}` };
}

/** @throws InvalidInputError that names the position of a mistake in the search */
export async function differencesOf(
  versions: Versions,
  {
    change = "changed",
    q = "",
    facet,
    sort,
    seed = 0,
  }: Pick<CompareItemsQuery, "change" | "q" | "facet" | "sort" | "seed">,
): Promise<Sequence> {
  const states = { from: versions.from.open, to: versions.to.open };
  const matches = await found(versions, q);
  const parts = [
    itemsOfDifference(versions.diff, change),
    ...(matches.items ? [matches.items] : []),
    ...(facet === undefined ? [] : [await itemsThatDifferIn(states, facet)]),
  ];
  const { by, descending } = sort ?? { by: "added" as const, descending: false };
  return sequenceOfBoth(states, parts.reduce(and), JSON.stringify([change, matches.key, facet]), {
    by,
    descending,
    seed,
  });
}

/** What became of one of the items that differ. */
export const changeOf = ({ added, removed }: StateDiff, item: number): Change =>
  added.has(item) ? "added" : removed.has(item) ? "removed" : "changed";

/** In which kinds it changed; none where it is on one side only. */
export const kindsOf = ({ byKind }: StateDiff, item: number): ChangeKind[] =>
  CHANGE_KINDS.filter((kind) => byKind[kind].has(item));
