/**
 * How numbers are spread, in ranges whose limits can be written in a search: they are the same for every version as far as they
 * can be, and each finds exactly what it counts. Pure.
 */
import type { Values } from "@/lib/search/histogram";
import type { Bitmap } from "@/lib/versioning/bitmap";

/** Every v with from ≤ v < to, or v = from where both are the same; null where there is no limit. */
export interface Bin {
  readonly from: number | null;
  readonly to: number | null;
  readonly count: number;
}

/** So many different values get a bar each. */
const MAX_SINGLE = 12;
const MAX_BINS = 12;

/** The values of some items. */
export function valuesAmong({ items, values }: Values, among: Bitmap): Float64Array {
  const mask = new Uint8Array(among.isEmpty ? 0 : among.maximum() + 1);
  for (const item of among.toUint32Array()) mask[item] = 1;
  return values.filter((_value, at) => mask[items[at]!] === 1);
}

/** Ranges between given limits, from the first that holds anything to the last: below the first limit, between two, from the last on. */
export function binsBetween(values: Float64Array, limits: readonly number[]): Bin[] {
  const counts = new Uint32Array(limits.length + 1);
  for (const value of values) {
    let [low, high] = [0, limits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (limits[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    counts[low]! += 1;
  }
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return [];
  let last = counts.length - 1;
  while (counts[last] === 0) last -= 1;
  return Array.from(counts.subarray(first, last + 1), (count, at) => ({
    from: limits[first + at - 1] ?? null,
    to: limits[first + at] ?? null,
    count,
  }));
}

/** A bar for each value where there are few, else whole ranges of a round length. For whole numbers. */
export function binsOfIntegers(values: Float64Array): Bin[] {
  if (values.length === 0) return [];
  const single = new Map<number, number>();
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    if (single.size <= MAX_SINGLE) single.set(value, (single.get(value) ?? 0) + 1);
  }
  if (single.size <= MAX_SINGLE)
    return [...single].sort(([a], [b]) => a - b).map(([value, count]) => ({ from: value, to: value, count }));
  const step = roundStep((most - least) / (MAX_BINS - 1));
  const start = Math.floor(least / step) * step;
  const limits: number[] = [];
  for (let limit = start; limit <= most + step; limit += step) limits.push(limit);
  return binsBetween(values, limits);
}

/** The least of 1, 2, 5, 10, 20, 50 … that is no smaller. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? 10 * power;
}

export const OBJECTS_LIMITS = [0, 1, 2, 3, 4, 5, 6, 11, 21, 51, 101];
export const RATIO_LIMITS = [0, 0.5, 0.6, 0.7, 0.8, 0.95, 1.05, 1.25, 1.4, 1.6, 1.9, 2.5];
export const BRIGHTNESS_LIMITS = Array.from({ length: 16 }, (_, index) => index * 16);
/** Pictures below 150 count as blurred (`BLUR_SHARPNESS`). */
export const SHARPNESS_LIMITS = [0, 25, 50, 100, 150, 250, 500, 1_000, 2_000, 4_000];

/** What a range is called: `640`, `6–10`, `≥ 101`, `< 2`. @param whole for whole numbers, whose last one is named */
export function nameOfBin({ from, to }: Omit<Bin, "count">, whole: boolean): string {
  if (from === null) return `< ${to}`;
  if (to === null) return `≥ ${from}`;
  if (from === to || (whole && to === from + 1)) return String(from);
  return `${from}–${whole ? to - 1 : to}`;
}

/** The search that finds exactly what a range counts. */
export function searchOfBin(field: string, { from, to }: Omit<Bin, "count">): string {
  if (from !== null && from === to) return `${field}:${from}`;
  return [...(from === null ? [] : [`${field}>=${from}`]), ...(to === null ? [] : [`${field}<${to}`])].join(" ");
}
