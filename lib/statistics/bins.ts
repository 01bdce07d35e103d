/**
 * How numbers are spread, in ranges whose limits can be written in a search: they are the same for every version as far as they
 * can be, and each finds exactly what it counts. Pure.
 */

/** Every v with from ≤ v < to, or v = from where both are the same; null where there is no limit. */
export interface Bin {
  readonly from: number | null;
  readonly to: number | null;
  readonly count: number;
}

/** So many different values get a bar each. */
const MAX_SINGLE = 12;
const MAX_BINS = 12;

/** How often each value is there. */
export type Histogram = ReadonlyMap<number, number>;

/** How many of some ascending limits a value has reached: the number of the range between them that it lies in. */
export function placeAmong(limits: readonly number[], value: number): number {
  let [low, high] = [0, limits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (limits[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Ranges between given limits, from the first that holds anything to the last: below the first limit, between two, from the last on.
 * @param counts by the place of values among the limits
 */
export function binsBetween(counts: Histogram, limits: readonly number[]): Bin[] {
  let [first, last] = [Infinity, -Infinity];
  for (const place of counts.keys()) [first, last] = [Math.min(first, place), Math.max(last, place)];
  if (first > last) return [];
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    from: limits[first + at - 1] ?? null,
    to: limits[first + at] ?? null,
    count: counts.get(first + at) ?? 0,
  }));
}

/** A bar for each value where there are few, else whole ranges of a round length. For whole numbers. */
export function binsOfIntegers(histogram: Histogram): Bin[] {
  if (histogram.size <= MAX_SINGLE)
    return [...histogram].sort(([a], [b]) => a - b).map(([value, count]) => ({ from: value, to: value, count }));
  let [least, most] = [Infinity, -Infinity];
  for (const value of histogram.keys()) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const step = roundStep((most - least) / (MAX_BINS - 1));
  const start = Math.floor(least / step) * step;
  const limits: number[] = [];
  for (let limit = start; limit <= most + step; limit += step) limits.push(limit);
  const counts = new Map<number, number>();
  for (const [value, count] of histogram) {
    const place = placeAmong(limits, value);
    counts.set(place, (counts.get(place) ?? 0) + count);
  }
  return binsBetween(counts, limits);
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
