/** The items that a view lists, by position: what a grid of a million items scrolls and jumps through. */
import "server-only";
import { derived } from "@/lib/derived";
import type { OpenState } from "@/lib/states/service";
import { membersFrom, type Bitmap } from "@/lib/versioning/bitmap";
import { countBefore, inOrder } from "./order";
import { orderOf } from "./order-cache";
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

export interface Sorting {
  readonly sort: { readonly by: Sort; readonly descending: boolean };
  readonly seed: number;
}

/** @param filterKey names the filter within the state, such as its search text */
export async function sequenceOf(
  open: OpenState,
  filter: Bitmap,
  filterKey: string,
  { sort: { by, descending }, seed }: Sorting,
): Promise<Sequence> {
  if (by === "added") {
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
  const order = await orderOf(open, by, seed);
  const key = `${open.id} ${by} ${by === "random" ? seed : ""} ${descending} ${filterKey}`;
  const found = sequences.now(key, () => inOrder(order, filter, descending));
  return {
    size: found.length,
    slice: (offset, limit) => [...found.subarray(offset, offset + limit)],
    countBefore: (item) => countBefore(order, found, item, descending),
  };
}
