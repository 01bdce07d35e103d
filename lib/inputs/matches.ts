/** What a search finds in many datasets. */
import "server-only";
import type { VisibleHead } from "@/lib/access/service";
import { InvalidInputError } from "@/lib/errors";
import { sequenceOf, type Sequence } from "@/lib/lists/sequence";
import { badSearch, changeTermsIn, isDate, likenessesIn, parseSearch } from "@/lib/search/language";
import { matchingItems } from "@/lib/search/matching";
import { asVersionOf, openStateIfKept, type OpenState } from "@/lib/states/service";
import { readTogether } from "@/lib/states/together";

/** Datasets that are read side by side. */
const SIDE_BY_SIDE = 100;

/** A dataset of the list, and how many of its items match. */
export interface Part {
  readonly head: VisibleHead;
  readonly count: number;
}

/** Reads every one of them, many at a time; what they ask of the database at the same moment is one query. */
export async function ofEach<T, R>(all: readonly T[], read: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < all.length; start += SIDE_BY_SIDE)
    results.push(...(await readTogether(() => Promise.all(all.slice(start, start + SIDE_BY_SIDE).map(read)))));
  return results;
}

/** @throws InvalidInputError where it was collected: a list of it began more than a day ago */
export async function openHead({ id, head_state_id }: VisibleHead): Promise<OpenState> {
  const open = await openStateIfKept(head_state_id);
  if (!open)
    throw InvalidInputError.at(["query", "state_id"], "This version of the list is not kept any more; ask without it");
  return asVersionOf(id, open);
}

/** What can be searched for in several datasets at once. @throws InvalidInputError at the term that cannot */
export function assertSearchable(q: string): void {
  const query = parseSearch(q);
  for (const { to, at } of likenessesIn(query))
    if (to !== "image")
      throw badSearch(at, `“${to}:” is searched for within one dataset. Open it, or search by an image: here`);
  // Of several datasets a day is the same, a snapshot or a change is not.
  for (const term of changeTermsIn(query))
    if (term.type === "changed" && !(term.how === "since" && isDate(term.value)))
      throw badSearch(
        term.at,
        "This is searched for within one dataset. Open it, or give a day: changed:since=2026-05-01",
      );
}

/** How many items of each dataset match. Without a search, nothing has to be opened for that. */
export async function countMatches(heads: readonly VisibleHead[], q: string): Promise<Part[]> {
  assertSearchable(q);
  if (q.trim() === "") return heads.map((head) => ({ head, count: head.n_items }));
  return ofEach(heads, async (head) => ({ head, count: (await matchingItems(await openHead(head), q)).size }));
}

/** What matches of a dataset, in the order of adding. */
export async function matchesOf(open: OpenState, q: string): Promise<Sequence> {
  const items = await matchingItems(open, q);
  return sequenceOf(open, { items, key: q, scores: null }, { sort: { by: "added", descending: false }, seed: 0 });
}

/** A stretch of a part, by places within it. */
export interface Stretch {
  readonly head: VisibleHead;
  readonly offset: number;
  readonly limit: number;
}

/** The parts that the places [offset, offset + limit) of the whole list lie in. Pure. */
export function stretchesOf(parts: readonly Part[], offset: number, limit: number): Stretch[] {
  const stretches: Stretch[] = [];
  let [before, left] = [0, limit];
  for (const { head, count } of parts) {
    const from = Math.max(0, offset - before);
    const many = Math.min(count - from, left);
    if (many > 0) {
      stretches.push({ head, offset: from, limit: many });
      left -= many;
    }
    before += count;
    if (left === 0) break;
  }
  return stretches;
}
