/**
 * Orders other than that of adding. An order is an array of every item whose file a state shows, deleted ones included,
 * so that it stays valid while only tags, labels or deletions change; a list masks it with the filter. Pure.
 */
import type { Bitmap } from "@/lib/versioning/bitmap";

export const SORTS = ["added", "name", "size", "uniqueness", "date_taken", "random", "similarity"] as const;
export type Sort = (typeof SORTS)[number];

export interface Order {
  /** Item numbers, ascending by the sort key. */
  readonly items: Uint32Array;
  /** Position of each item number in `items`; MISSING for numbers that are not in it. */
  readonly position: Uint32Array;
  /** From here on items have no value to sort by; they come last in both directions. */
  readonly valued: number;
}

const MISSING = 0xffffffff;
/** Up to this many matches are sorted by position; above, the order is scanned. Both take some 5 ms at the border. */
const SORT_UP_TO = 20_000;

export function toOrder(items: Uint32Array, valued: number): Order {
  let largest = 0;
  for (const item of items) if (item > largest) largest = item;
  const position = new Uint32Array(largest + 1).fill(MISSING);
  items.forEach((item, at) => {
    position[item] = at;
  });
  return { items, position, valued };
}

/** A shuffle that is the same for the same seed: by a hash of seed and number (the mixing steps of splitmix32). */
export function shuffled(items: Uint32Array, seed: number): Uint32Array {
  const keys = new Float64Array(items.length);
  items.forEach((item, at) => {
    let hash = (item ^ Math.imul(seed + 1, 0x9e3779b9)) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
    // Hash above, number below: one sort of numbers, exact below 2^53, with the number deciding between equal hashes.
    keys[at] = ((hash ^ (hash >>> 15)) >>> 11) * 2 ** 31 + item;
  });
  return Uint32Array.from(keys.sort(), (key) => key % 2 ** 31);
}

/** Where an item stands when the whole order is read in one direction. */
function placeOf(order: Order, item: number, descending: boolean): number {
  const at = order.position[item] ?? MISSING;
  if (at === MISSING) return MISSING;
  return descending && at < order.valued ? order.valued - 1 - at : at;
}

/** The members of a filter in an order, as item numbers. Items that the order does not know are left out. */
export function inOrder(order: Order, filter: Bitmap, descending: boolean): Uint32Array {
  const itemAt = (place: number) => order.items[descending && place < order.valued ? order.valued - 1 - place : place]!;
  if (filter.size <= SORT_UP_TO) {
    const places = Float64Array.from(filter.toUint32Array(), (item) => placeOf(order, item, descending)).filter(
      (place) => place !== MISSING,
    );
    return Uint32Array.from(places.sort(), itemAt);
  }
  // Asking the bitmap a million times would cost 100 ms; a byte for each number costs 2.
  const mask = new Uint8Array(Math.max(order.position.length, filter.maximum() + 1));
  for (const item of filter.toUint32Array()) mask[item] = 1;
  const found = new Uint32Array(filter.size);
  let count = 0;
  for (let place = 0; place < order.items.length; place += 1) {
    const item = itemAt(place);
    if (mask[item] === 1) found[count++] = item;
  }
  return found.subarray(0, count);
}

/** How many of a sequence that `inOrder` gave come before an item, which need not be in it. */
export function countBefore(order: Order, sequence: Uint32Array, item: number, descending: boolean): number {
  const place = placeOf(order, item, descending);
  let [low, high] = [0, sequence.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(order, sequence[middle]!, descending) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
