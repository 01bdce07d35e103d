/**
 * Reads what belongs to revisions a portion at a time: no answer is so large that unpacking it would keep others waiting, nothing is
 * read that no version shows any more, and the database works on two portions at once.
 */
import "server-only";
import { setImmediate as breathe } from "node:timers/promises";
import type { Bitmap } from "@/lib/versioning/bitmap";

/** Revisions by their numbers, or all of a range, where hardly any of it is not meant. */
export type Portion = { readonly from: number; readonly to: number } | { readonly numbers: readonly number[] };

/** Told how much has been read, from 0 to 1. */
export type Share = (share: number) => void;

const PORTION = 50_000;
/** Of what is joined with all files that there are, which costs as much for each portion. */
export const LARGE_PORTION = 250_000;
const AT_ONCE = 2;
/** A range may hold so many times as many numbers as are meant. */
const SPARSE = 2;
/** Fewer are asked for by number. */
const RANGES_FROM = 1_000;

function portionsOf(revisions: Bitmap, size: number): Portion[] {
  const numbers = revisions.toUint32Array();
  const portions: Portion[] = [];
  for (let start = 0; start < numbers.length; start += size) {
    const part = numbers.subarray(start, start + size);
    const [from, to] = [part[0]!, part[part.length - 1]!];
    const isDense = part.length >= RANGES_FROM && to - from < part.length * SPARSE;
    portions.push(isDense ? { from, to } : { numbers: [...part] });
  }
  return portions;
}

/** @param take gets the rows of each portion, in any order, and says itself which of a range are meant */
export async function readPortions<Rows>(
  revisions: Bitmap,
  read: (portion: Portion) => Promise<Rows>,
  take: (rows: Rows) => void,
  { told, size = PORTION }: { readonly told?: Share | undefined; readonly size?: number } = {},
): Promise<void> {
  const portions = portionsOf(revisions, size);
  let [next, done] = [0, 0];
  const lane = async () => {
    while (next < portions.length) {
      const portion = portions[next++]!;
      try {
        take(await read(portion));
      } catch (error) {
        next = portions.length;
        throw error;
      }
      done += 1;
      told?.(done / portions.length);
      await breathe();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
