/** How numbers are spread. Pure. */
import type { Bitmap } from "@/lib/versioning/bitmap";

/** Pairs of item number and value; an item with several values comes several times. */
export interface Values {
  readonly items: Uint32Array;
  readonly values: Float64Array;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  /** Values of items that match the filter. */
  readonly count: number;
}

/** Equal steps from the smallest value to the largest of all live items, with how many values of matching ones lie in each. */
export function histogramOf(
  { items, values }: Values,
  live: Bitmap,
  matching: Bitmap,
  bins: number,
): { min: number; max: number; bins: Bin[] } | null {
  const state = new Uint8Array(
    Math.max(live.isEmpty ? 0 : live.maximum(), matching.isEmpty ? 0 : matching.maximum()) + 1,
  );
  for (const item of live.toUint32Array()) state[item] = 1;
  for (const item of matching.toUint32Array()) state[item] = 2;
  let [min, max] = [Infinity, -Infinity];
  values.forEach((value, at) => {
    if (!state[items[at]!]) return;
    if (value < min) min = value;
    if (value > max) max = value;
  });
  if (min > max) return null;
  const count = min === max ? 1 : bins;
  const counts = new Uint32Array(count);
  const step = (max - min) / count;
  values.forEach((value, at) => {
    if (state[items[at]!] === 2) counts[step === 0 ? 0 : Math.min(count - 1, Math.floor((value - min) / step))]! += 1;
  });
  return {
    min,
    max,
    bins: Array.from(counts, (matched, index) => ({
      from: min + index * step,
      to: index === count - 1 ? max : min + (index + 1) * step,
      count: matched,
    })),
  };
}
