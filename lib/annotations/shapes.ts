/** Shapes that objects have no kind of their own for, and masks as other tools write them. Pure. */
import type { Bounds, RotatedBox } from "@/lib/objects/geometry";
import { encodeRuns, maskOfPixels, type Mask } from "@/lib/objects/run-lengths";
import { lengthBetween, tidy } from "./values";

/** Corners of the polygon that stands for a round shape. */
const ROUND = 64;

/** @param angle degrees clockwise */
export function ellipsePolygon(cx: number, cy: number, rx: number, ry: number, angle = 0): number[] {
  const turn = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return Array.from({ length: ROUND }, (_, index) => {
    const at = (2 * Math.PI * index) / ROUND;
    const [x, y] = [rx * Math.cos(at), ry * Math.sin(at)];
    return [tidy(cx + x * cos - y * sin), tidy(cy + x * sin + y * cos)];
  }).flat();
}

/** The upright box between two corners, in whatever order they come. */
export const boxBetween = (ax: number, ay: number, bx: number, by: number): Bounds => ({
  col_x: Math.min(ax, bx),
  row_y: Math.min(ay, by),
  width: lengthBetween(Math.min(ax, bx), Math.max(ax, bx)),
  height: lengthBetween(Math.min(ay, by), Math.max(ay, by)),
});

/** A box that turns around its middle. @param angle degrees clockwise */
export const turnedBox = ({ col_x, row_y, width, height }: Bounds, angle: number): RotatedBox => ({
  cx: tidy(col_x + width / 2),
  cy: tidy(row_y + height / 2),
  width,
  height,
  angle,
});

/** A picture of at most that many pixels has its mask written out. */
const MAX_PIXELS = 200_000_000;

/**
 * The mask of run lengths that go along the rows of a window of the picture, the first of pixels outside; null where they do not
 * cover the window, or the window does not lie in the picture.
 */
export function maskOfRowRuns(
  runs: readonly number[],
  window: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  picture: { readonly width: number; readonly height: number },
): Mask | null {
  const { left, top, width, height } = window;
  const numbers = [left, top, width, height, picture.width, picture.height, ...runs];
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0)) return null;
  if (left + width > picture.width || top + height > picture.height || picture.width * picture.height > MAX_PIXELS)
    return null;
  if (runs.reduce((sum, run) => sum + run, 0) !== width * height) return null;
  const pixels = new Uint8Array(picture.width * picture.height);
  let at = 0;
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1)
      for (let place = at; place < at + run; place += 1)
        pixels[(top + Math.floor(place / width)) * picture.width + left + (place % width)] = 1;
    at += run;
  }
  return maskOfPixels(pixels, picture.height, picture.width);
}

/** A mask as COCO writes it, from run lengths or their compressed text. */
export const maskOfCocoRuns = (size: [number, number], counts: string | readonly number[]): Mask => ({
  size,
  counts: typeof counts === "string" ? counts : encodeRuns(counts),
});
