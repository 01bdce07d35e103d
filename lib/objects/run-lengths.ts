/**
 * Masks as COCO writes them: run lengths down the columns, the first of pixels outside, in a text of six-bit groups.
 * Format: cocodataset/cocoapi, common/maskApi.c (`rleToString`, `rleFrString`). Pure; safe for the browser.
 */

export interface Mask {
  /** Height, then width, as COCO has it. */
  readonly size: [height: number, width: number];
  readonly counts: string;
}

const LOWEST = 48;

/** Run lengths as a text: from the fourth on as differences to the one before the last, five bits a character, the least first. */
export function encodeRuns(runs: readonly number[]): string {
  let text = "";
  for (const [index, run] of runs.entries()) {
    let rest = index > 2 ? run - runs[index - 2]! : run;
    for (;;) {
      const bits = ((rest % 32) + 32) % 32;
      rest = Math.floor(rest / 32);
      // Over when what is left says no more than the sign that the last group already has.
      const isLast = (bits & 16) === 0 ? rest === 0 : rest === -1;
      text += String.fromCharCode(LOWEST + bits + (isLast ? 0 : 32));
      if (isLast) break;
    }
  }
  return text;
}

/** The run lengths of a text; null where it is none. */
export function decodeRuns(counts: string): number[] | null {
  const runs: number[] = [];
  for (let at = 0; at < counts.length;) {
    let run = 0;
    for (let group = 0; ; group += 1) {
      const code = counts.charCodeAt(at++) - LOWEST;
      // Seven groups hold more than any picture has pixels.
      if (!(code >= 0 && code < 64) || group > 7) return null;
      run += (code & 31) * 32 ** group;
      if (code & 32) continue;
      if (code & 16) run -= 32 ** (group + 1);
      break;
    }
    if (runs.length > 2) run += runs[runs.length - 2]!;
    if (run < 0) return null;
    runs.push(run);
  }
  return runs;
}

/** The run lengths of a mask; null where they do not cover its picture exactly. */
export function runsOf({ size: [height, width], counts }: Mask): number[] | null {
  const runs = decodeRuns(counts);
  return runs && runs.reduce((sum, run) => sum + run, 0) === height * width ? runs : null;
}

/** How many pixels are inside. */
export const areaOfRuns = (runs: readonly number[]): number =>
  runs.reduce((sum, run, index) => (index % 2 === 1 ? sum + run : sum), 0);

interface Bounds {
  readonly col_x: number;
  readonly row_y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box of whole pixels around what is inside; null where nothing is. */
export function boundsOfRuns(runs: readonly number[], height: number): Bounds | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  let start = 0;
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1 && run > 0) {
      const last = start + run - 1;
      const [from, to] = [Math.floor(start / height), Math.floor(last / height)];
      left = Math.min(left, from);
      right = Math.max(right, to);
      // A run that goes on in the next column touches the bottom of one and the top of the other.
      top = Math.min(top, from === to ? start % height : 0);
      bottom = Math.max(bottom, from === to ? last % height : height - 1);
    }
    start += run;
  }
  return right < 0 ? null : { col_x: left, row_y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** One byte a pixel, row by row: 1 inside, 0 outside. */
export function pixelsOfRuns(runs: readonly number[], height: number, width: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(height * width);
  let at = 0;
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1)
      for (let place = at; place < at + run; place += 1)
        pixels[(place % height) * width + Math.floor(place / height)] = 1;
    at += run;
  }
  return pixels;
}

/** The mask of pixels, row by row, that are not 0. */
export function maskOfPixels(pixels: ArrayLike<number>, height: number, width: number): Mask {
  const runs: number[] = [];
  let [inside, run] = [false, 0];
  for (let x = 0; x < width; x += 1)
    for (let y = 0; y < height; y += 1) {
      const is = pixels[y * width + x] !== 0;
      if (is !== inside) {
        runs.push(run);
        [inside, run] = [is, 0];
      }
      run += 1;
    }
  runs.push(run);
  return { size: [height, width], counts: encodeRuns(runs) };
}
