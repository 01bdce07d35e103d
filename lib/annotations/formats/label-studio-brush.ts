/**
 * The masks of Label Studio: run lengths of https://github.com/thi-ng/umbrella/tree/develop/packages/rle-pack over the bytes of a
 * picture of red, green, blue and alpha, row by row; what is drawn has alpha. A stream of bits, the highest first: the number of
 * values (32), a value's bits less one (5), four widths of lengths less one (4 each); then, until all values are there, whether a
 * run follows (1), which width (2), the length less one, and the run's one value or each of the others.
 */
import { maskOfPixels, type Mask } from "@/lib/objects/run-lengths";

class Bits {
  private at = 0;
  constructor(private readonly bytes: readonly number[]) {}

  /** A number of so many bits; null behind the end. */
  read(count: number): number | null {
    if (this.at + count > this.bytes.length * 8) return null;
    let value = 0;
    for (let left = count; left > 0;) {
      const free = 8 - (this.at % 8);
      const take = Math.min(left, free);
      const byte = this.bytes[Math.floor(this.at / 8)]!;
      value = value * 2 ** take + ((byte >> (free - take)) & (2 ** take - 1));
      this.at += take;
      left -= take;
    }
    return value;
  }
}

const CHANNELS = 4;
/** From here on a pixel counts as drawn: the edge of a brush is soft. */
const HALF = 128;

export interface BrushMask {
  readonly mask: Mask;
  /** Whether some pixels were drawn in part. */
  readonly isSoft: boolean;
}

/** Calls `take` for each run of equal values; false where the stream ends before all are there. */
function eachRun(bits: Bits, total: number, take: (from: number, to: number, value: number) => void): boolean {
  const word = (bits.read(5) ?? 0) + 1;
  const widths = [0, 0, 0, 0].map(() => (bits.read(4) ?? 0) + 1);
  for (let at = 0; at < total;) {
    const isRun = bits.read(1);
    const length = bits.read(widths[bits.read(2) ?? 0]!);
    if (isRun === null || length === null || at + length + 1 > total) return false;
    const end = at + length + 1;
    for (let from = at; from < end; from = isRun ? end : from + 1) {
      const value = bits.read(word);
      if (value === null) return false;
      take(from, isRun ? end : from + 1, value);
    }
    at = end;
  }
  return true;
}

/** @param rle bytes, as Label Studio lists them @returns null when they are no mask of a picture of that size */
export function decodeBrush(rle: readonly unknown[], width: number, height: number): BrushMask | null {
  const bytes = rle.filter((byte) => Number.isInteger(byte) && (byte as number) >= 0 && (byte as number) <= 255);
  const bits = new Bits(bytes as number[]);
  const total = bits.read(32);
  if (bytes.length < rle.length || total !== width * height * CHANNELS) return null;
  const pixels = new Uint8Array(width * height);
  let isSoft = false;
  const isWhole = eachRun(bits, total, (from, to, value) => {
    // Only every fourth value is an alpha.
    const first = Math.ceil((from - (CHANNELS - 1)) / CHANNELS);
    const behind = Math.ceil((to - (CHANNELS - 1)) / CHANNELS);
    if (first >= behind || value === 0) return;
    if (value < 255) isSoft = true;
    if (value >= HALF) pixels.fill(1, first, behind);
  });
  return isWhole ? { mask: maskOfPixels(pixels, height, width), isSoft } : null;
}
