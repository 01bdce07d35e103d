/** Two pictures, pixel by pixel. */
import { readFile } from "node:fs/promises";
import sharp from "sharp";

/** A channel may differ by this much of 255: edges of letters are not drawn quite the same every time. */
const TOLERANCE = 24;

export interface Difference {
  /** Of all pixels, from 0 to 1. 1 where the pictures are not of one size. */
  readonly share: number;
  /** The new picture, pale, with what differs in red. Null where nothing does, or sizes differ. */
  readonly picture: Buffer | null;
}

async function pixelsOf(file: string): Promise<{ data: Buffer; width: number; height: number }> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Compares what was approved with what was taken. */
export async function compare(approved: string, taken: string): Promise<Difference> {
  const [before, after] = await Promise.all([readFile(approved), readFile(taken)]);
  if (before.equals(after)) return { share: 0, picture: null };
  const [a, b] = await Promise.all([pixelsOf(approved), pixelsOf(taken)]);
  if (a.width !== b.width || a.height !== b.height) return { share: 1, picture: null };
  const shown = Buffer.alloc(b.data.length);
  let changed = 0;
  for (let at = 0; at < b.data.length; at += 3) {
    const apart = Math.max(
      Math.abs(a.data[at]! - b.data[at]!),
      Math.abs(a.data[at + 1]! - b.data[at + 1]!),
      Math.abs(a.data[at + 2]! - b.data[at + 2]!),
    );
    if (apart > TOLERANCE) {
      changed += 1;
      shown.set([220, 0, 40], at);
    } else {
      const grey = (b.data[at]! * 3 + b.data[at + 1]! * 6 + b.data[at + 2]!) / 10;
      shown.fill(Math.round(255 - (255 - grey) * 0.25), at, at + 3);
    }
  }
  if (changed === 0) return { share: 0, picture: null };
  return {
    share: changed / (b.width * b.height),
    picture: await sharp(shown, { raw: { width: b.width, height: b.height, channels: 3 } })
      .png()
      .toBuffer(),
  };
}
