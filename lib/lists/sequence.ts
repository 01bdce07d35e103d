/** The items that a view lists, by position: what a grid of a million items scrolls and jumps through. */
import "server-only";
import { derived } from "@/lib/derived";
import { InvalidInputError } from "@/lib/errors";
import type { Matches } from "@/lib/search/matching";
import type { OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, membersFrom, type Bitmap } from "@/lib/versioning/bitmap";
import { countBefore, inOrder, toOrder, type Order } from "./order";
import { orderOf, orderOfBoth } from "./order-cache";
import type { Sort } from "./order";

export interface Sequence {
  readonly size: number;
  /** Item numbers of the positions [offset, offset + limit). */
  slice(offset: number, limit: number): number[];
  /** How many come before an item, which need not be one of them. */
  countBefore(item: number): number;
}

/** Filtered orders, by what decides them; a page of the same list then costs nothing but its slice. */
const sequences = derived<Uint32Array>("sequences", (items) => items.buffer.byteLength);

/** Orders by likeness, by what decides them. */
const ranked = derived<Order>("orders by likeness", ({ items, position }) => items.byteLength + position.byteLength);

export interface Sorting {
  /** Unless told, by likeness where the search asks for any, else by adding. */
  readonly sort?: { readonly by: Sort; readonly descending: boolean };
  readonly seed: number;
}

/** @throws InvalidInputError for an order by likeness where the search asks for none */
export async function sequenceOf(open: OpenState, matches: Matches, { sort, seed }: Sorting): Promise<Sequence> {
  const { items: filter, scores } = matches;
  const { by, descending } = sort ?? { by: scores ? "similarity" : "added", descending: scores !== null };
  if (by === "added") return inOrderOfAdding(filter, descending);
  const order = by === "similarity" ? orderByLikeness(open, matches) : await orderOf(open, by, seed);
  const key = `${open.id} ${by} ${by === "random" ? seed : ""} ${descending} ${matches.key}`;
  return inPlaces(
    sequences.now(key, () => inOrder(order, filter, descending)),
    order,
    descending,
  );
}

/**
 * Items of two states of one lineage in an order: by what the second says of them, or the first of those that only it has.
 * @param key names the items within the two states
 */
export async function sequenceOfBoth(
  { from, to }: { readonly from: OpenState; readonly to: OpenState },
  items: Bitmap,
  key: string,
  {
    by,
    descending,
    seed,
  }: { readonly by: Exclude<Sort, "similarity">; readonly descending: boolean; readonly seed: number },
): Promise<Sequence> {
  if (by === "added") return inOrderOfAdding(items, descending);
  const order = await orderOfBoth(from, to, by, seed);
  const name = `${from.id} ${to.id} ${by} ${by === "random" ? seed : ""} ${descending} ${key}`;
  return inPlaces(
    sequences.now(name, () => inOrder(order, items, descending)),
    order,
    descending,
  );
}

const inPlaces = (found: Uint32Array, order: Order, descending: boolean): Sequence => ({
  size: found.length,
  slice: (offset, limit) => [...found.subarray(offset, offset + limit)],
  countBefore: (item) => countBefore(order, found, item, descending),
});

function inOrderOfAdding(filter: Bitmap, descending: boolean): Sequence {
  const { size } = filter;
  const before = (item: number) => (item === 0 ? 0 : filter.rank(item - 1));
  return {
    size,
    slice: (offset, limit) => {
      if (!descending) return offset >= size ? [] : membersFrom(filter, filter.at(offset)!, limit);
      return Array.from({ length: Math.max(0, Math.min(limit, size - offset)) }, (_, index) =>
        filter.at(size - 1 - offset - index)!,
      );
    },
    countBefore: (item) => (descending ? size - filter.rank(item) : before(item)),
  };
}

/** What matches without being as alike as asked for (through an OR) has no value and comes last, in the order of adding. */
function orderByLikeness(open: OpenState, { items: filter, key, scores }: Matches): Order {
  if (!scores)
    throw InvalidInputError.at(
      ["query", "sort"],
      "The search asks for no likeness to order by: add similar:, image: or description: to it",
    );
  return ranked.now(`${open.id} ${key}`, () => {
    const valued = Uint32Array.from(scores.items).reverse();
    const others = andNot(filter, bitmapOf(Uint32Array.from(valued).sort())).toUint32Array();
    const items = new Uint32Array(valued.length + others.length);
    items.set(valued);
    items.set(others, valued.length);
    return toOrder(items, valued.length);
  });
}
