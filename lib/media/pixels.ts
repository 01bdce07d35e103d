/** What is read off an image's pixels: quality, a perceptual hash and a descriptor. Pure; no weights are needed. */

export interface Raster {
  /** Interleaved rows, 8 bits a sample. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB, 4 RGBA; alpha is ignored. */
  readonly channels: number;
}

/** Grey values 0–255, Rec. 601 weights. @param into is written to when it is long enough, instead of new memory */
export function greyOf({ data, width, height, channels }: Raster, into?: Float32Array): Float32Array {
  const grey =
    into && into.length >= width * height ? into.subarray(0, width * height) : new Float32Array(width * height);
  if (channels < 3) for (let i = 0; i < grey.length; i += 1) grey[i] = data[i * channels]!;
  else
    for (let i = 0, at = 0; i < grey.length; i += 1, at += channels)
      grey[i] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  return grey;
}

/** Mean and standard deviation. */
export function spreadOf(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  // By index: going through a typed array's iterator takes fourteen times as long.
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
}

/**
 * Variance of the Laplacian (4 neighbours, borders left out): small when nothing is sharp.
 * Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000.
 */
export function sharpnessOf(grey: Float32Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let at = y * width + 1, end = (y + 1) * width - 1; at < end; at += 1) {
      const value = grey[at - 1]! + grey[at + 1]! + grey[at - width]! + grey[at + width]! - 4 * grey[at]!;
      sum += value;
      squares += value * value;
    }
  }
  const count = (width - 2) * (height - 2);
  return count <= 0 ? 0 : squares / count - (sum / count) ** 2;
}

/** Shrinks a plane by averaging whole blocks; the sides must be multiples of the new side. */
function shrink(plane: Float32Array, side: number, to: number): Float32Array {
  const block = side / to;
  const result = new Float32Array(to * to);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1)
      result[Math.floor(y / block) * to + Math.floor(x / block)]! += plane[y * side + x]! / (block * block);
  return result;
}

const cosines = new Map<number, Float32Array>();
/** Orthonormal DCT-II basis: row u, column x. */
function basisOf(side: number): Float32Array {
  let basis = cosines.get(side);
  if (!basis) {
    basis = new Float32Array(side * side);
    for (let u = 0; u < side; u += 1)
      for (let x = 0; x < side; x += 1)
        basis[u * side + x] = Math.sqrt((u === 0 ? 1 : 2) / side) * Math.cos(((2 * x + 1) * u * Math.PI) / (2 * side));
    cosines.set(side, basis);
  }
  return basis;
}

/** The `keep` × `keep` lowest frequencies of a square plane's DCT-II. */
export function lowFrequencies(plane: Float32Array, side: number, keep: number): Float32Array {
  const basis = basisOf(side);
  const rows = new Float32Array(side * keep);
  for (let y = 0; y < side; y += 1)
    for (let u = 0; u < keep; u += 1)
      for (let x = 0; x < side; x += 1) rows[y * keep + u]! += plane[y * side + x]! * basis[u * side + x]!;
  const result = new Float32Array(keep * keep);
  for (let v = 0; v < keep; v += 1)
    for (let u = 0; u < keep; u += 1)
      for (let y = 0; y < side; y += 1) result[v * keep + u]! += rows[y * keep + u]! * basis[v * side + y]!;
  return result;
}

/** The picture at another size, each pixel the mean of those it covers; for shrinking small rasters. RGBA, opaque. */
export function shrinkToRgba({ data, width, height, channels }: Raster, toWidth: number, toHeight: number): Uint8Array {
  const sums = new Float32Array(toWidth * toHeight * 3);
  const counts = new Uint16Array(toWidth * toHeight);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * toHeight) / height) * toWidth;
    for (let x = 0; x < width; x += 1) {
      const cell = row + Math.floor((x * toWidth) / width);
      const at = (y * width + x) * channels;
      counts[cell]! += 1;
      for (let channel = 0; channel < 3; channel += 1)
        sums[cell * 3 + channel]! += data[at + (channels < 3 ? 0 : channel)]!;
    }
  }
  const rgba = new Uint8Array(toWidth * toHeight * 4).fill(255);
  for (let cell = 0; cell < counts.length; cell += 1)
    for (let channel = 0; channel < 3; channel += 1)
      rgba[cell * 4 + channel] = Math.round(sums[cell * 3 + channel]! / counts[cell]!);
  return rgba;
}

/** Side of the square that hash and descriptor look at; the image is squeezed into it, whatever its shape. */
export const SQUARE = 64;

/** 64-bit perceptual hash: which of the 8 × 8 lowest frequencies lie above their median. 16 hex digits. */
export function perceptualHash(grey: Float32Array): string {
  const frequencies = lowFrequencies(shrink(grey, SQUARE, 32), 32, 8);
  const median = [...frequencies.subarray(1)].sort((a, b) => a - b)[31]!;
  let hash = 0n;
  frequencies.forEach((value, index) => {
    if (index > 0 && value > median) hash |= 1n << BigInt(index);
  });
  return hash.toString(16).padStart(16, "0");
}

const CELLS = 4;
const ORIENTATIONS = 8;
const KEEP_Y = 6;
const KEEP_C = 4;
/** Bytes of a descriptor. */
export const DESCRIPTOR_SIZE = KEEP_Y * KEEP_Y + 2 * KEEP_C * KEEP_C + CELLS * CELLS * ORIENTATIONS;
/** How much the outlines count beside the layout of light and colour; chosen by `npm run calibrate`. */
const OUTLINE_WEIGHT = 0.9;
/** Overall brightness changes between copies of one picture, so it counts little. */
const BRIGHTNESS_WEIGHT = 0.15;

function normalise(values: Float32Array, length: number): void {
  let squares = 0;
  for (const value of values) squares += value * value;
  const factor = squares === 0 ? 0 : length / Math.sqrt(squares);
  values.forEach((value, index) => (values[index] = value * factor));
}

/** Where edges run, in 4 × 4 cells of 8 unsigned directions; each cell is normalised, and centred so that unlike cells give negative products. */
function outlinesOf(grey: Float32Array): Float32Array {
  const cell = SQUARE / CELLS;
  const histogram = new Float32Array(CELLS * CELLS * ORIENTATIONS);
  for (let y = 1; y < SQUARE - 1; y += 1) {
    for (let x = 1; x < SQUARE - 1; x += 1) {
      const dx = grey[y * SQUARE + x + 1]! - grey[y * SQUARE + x - 1]!;
      const dy = grey[(y + 1) * SQUARE + x]! - grey[(y - 1) * SQUARE + x]!;
      const strength = Math.hypot(dx, dy);
      if (strength < 4) continue; // Noise and compression.
      const direction = ((Math.atan2(dy, dx) + Math.PI) / Math.PI) * ORIENTATIONS;
      const low = Math.floor(direction);
      const share = direction - low;
      const base = (Math.floor(y / cell) * CELLS + Math.floor(x / cell)) * ORIENTATIONS;
      histogram[base + (low % ORIENTATIONS)]! += strength * (1 - share);
      histogram[base + ((low + 1) % ORIENTATIONS)]! += strength * share;
    }
  }
  for (let base = 0; base < histogram.length; base += ORIENTATIONS) {
    const part = histogram.subarray(base, base + ORIENTATIONS);
    let energy = 0;
    for (const value of part) energy += value * value;
    // The constant keeps flat cells flat instead of blowing their noise up to full size.
    const factor = 1 / Math.sqrt(energy + 10_000);
    const mean = part.reduce((sum, value) => sum + value, 0) / ORIENTATIONS;
    part.forEach((value, index) => (part[index] = (value - mean) * factor));
  }
  return histogram;
}

/**
 * A descriptor whose cosine tells how alike two pictures look: the low frequencies of brightness and colour, and where
 * edges run. Signed bytes, scaled by the largest, since only the direction counts.
 * @param square RGB of SQUARE × SQUARE
 */
export function describePixels(square: Raster): Int8Array {
  const count = SQUARE * SQUARE;
  const [blue, red] = [new Float32Array(count), new Float32Array(count)];
  const grey = greyOf(square);
  for (let i = 0; i < count; i += 1) {
    if (square.channels < 3) continue;
    blue[i] = 0.564 * (square.data[i * square.channels + 2]! - grey[i]!);
    red[i] = 0.713 * (square.data[i * square.channels]! - grey[i]!);
  }
  const layout = new Float32Array(KEEP_Y * KEEP_Y + 2 * KEEP_C * KEEP_C);
  const luma = lowFrequencies(shrink(grey, SQUARE, 16), 16, KEEP_Y);
  luma[0] = (luma[0]! - 16 * 128) * BRIGHTNESS_WEIGHT;
  layout.set(luma);
  layout.set(lowFrequencies(shrink(blue, SQUARE, 16), 16, KEEP_C), KEEP_Y * KEEP_Y);
  layout.set(lowFrequencies(shrink(red, SQUARE, 16), 16, KEEP_C), KEEP_Y * KEEP_Y + KEEP_C * KEEP_C);
  normalise(layout, 1);
  const outlines = outlinesOf(grey);
  normalise(outlines, OUTLINE_WEIGHT);
  const all = new Float32Array(DESCRIPTOR_SIZE);
  all.set(layout);
  all.set(outlines, layout.length);
  const largest = all.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  // A picture of one middle grey has no direction at all; it gets one of its own.
  if (largest === 0) all[0] = 1;
  return Int8Array.from(all, (value) => Math.round((value / (largest || 1)) * 127));
}

/** Cosine of two descriptors, −1 to 1. */
export function cosine(a: Int8Array, b: Int8Array): number {
  let [dot, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    dot += a[i]! * b[i]!;
    left += a[i]! * a[i]!;
    right += b[i]! * b[i]!;
  }
  return left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right);
}
