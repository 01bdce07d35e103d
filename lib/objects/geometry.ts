/** Where an object's geometry lies, and the same geometry in other pixels. Pure; safe for the browser. */
import { boundsOfRuns, maskOfPixels, pixelsOfRuns, runsOf, type Mask } from "./run-lengths";

export interface Bounds {
  readonly col_x: number;
  readonly row_y: number;
  readonly width: number;
  readonly height: number;
}
export interface RotatedBox {
  readonly cx: number;
  readonly cy: number;
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise. */
  readonly angle: number;
}
export type Polygon = readonly (readonly (readonly number[])[])[];
export type Keypoint = readonly [x: number, y: number, visibility: 0 | 1 | 2];

/** What of an object has a place. */
export interface Geometry extends Partial<Bounds> {
  readonly polygon?: Polygon | undefined;
  readonly mask?: Mask | undefined;
  readonly rotated_box?: RotatedBox | undefined;
  readonly polyline?: readonly number[] | undefined;
  readonly keypoints?: readonly Keypoint[] | undefined;
}

export const isEmptyBounds = ({ width, height }: Bounds): boolean => width <= 0 || height <= 0;

/** The corners of a rotated box, clockwise from the one that is the top left at 0°: x, y, x, y, … */
export function cornersOf({ cx, cy, width, height, angle }: RotatedBox): number[] {
  const turn = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return [
    [-width / 2, -height / 2],
    [width / 2, -height / 2],
    [width / 2, height / 2],
    [-width / 2, height / 2],
  ].flatMap(([x, y]) => [cx + x! * cos - y! * sin, cy + x! * sin + y! * cos]);
}

/** x and y of everything that is drawn; of keypoints only those that are labelled: the others are nowhere. */
function* pointsOf(geometry: Geometry): Generator<readonly number[]> {
  // Holes lie inside of their part's outer ring.
  for (const [outer] of geometry.polygon ?? []) yield outer ?? [];
  if (geometry.rotated_box) yield cornersOf(geometry.rotated_box);
  if (geometry.polyline) yield geometry.polyline;
  for (const [x, y, visibility] of geometry.keypoints ?? []) if (visibility > 0) yield [x, y];
}

/** The smallest upright box around all kinds of geometry of an object, its own box apart; null where there is nothing. */
export function boundsOf(geometry: Geometry): Bounds | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (x: number, y: number) => {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  };
  for (const points of pointsOf(geometry))
    for (let index = 0; index + 1 < points.length; index += 2) take(points[index]!, points[index + 1]!);
  const runs = geometry.mask && runsOf(geometry.mask);
  const inside = runs && boundsOfRuns(runs, geometry.mask!.size[0]);
  if (inside) {
    take(inside.col_x, inside.row_y);
    take(inside.col_x + inside.width, inside.row_y + inside.height);
  }
  return right < left ? null : { col_x: left, row_y: top, width: right - left, height: bottom - top };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * From the pixels that a file speaks of to those of the picture as shown: turned as EXIF says the stored picture has to be, then
 * scaled. https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E, tag 0x0112.
 */
export interface Placement {
  /** 1–8; 1 where the file speaks of the upright picture. */
  readonly orientation: number;
  /** Of the picture that the file speaks of, before it is turned. */
  readonly from: Size;
  /** Of the picture as shown. */
  readonly to: Size;
}

const turnsSides = (orientation: number): boolean => orientation >= 5 && orientation <= 8;

/** Where a point of a stored picture of `width` × `height` lies once it is upright. */
function upright(x: number, y: number, { orientation, from: { width, height } }: Placement): [number, number] {
  switch (orientation) {
    case 2:
      return [width - x, y];
    case 3:
      return [width - x, height - y];
    case 4:
      return [x, height - y];
    case 5:
      return [y, x];
    case 6:
      return [height - y, x];
    case 7:
      return [height - y, width - x];
    case 8:
      return [y, width - x];
    default:
      return [x, y];
  }
}

/** The factors from the upright picture that a file speaks of to the one that is shown. */
function factorsOf({ orientation, from, to }: Placement): [number, number] {
  const [width, height] = turnsSides(orientation) ? [from.height, from.width] : [from.width, from.height];
  return [to.width / width, to.height / height];
}

/** Whether a placement leaves every number as it is. */
export const isIdentity = (placement: Placement): boolean =>
  placement.orientation === 1 && factorsOf(placement).every((factor) => factor === 1);

/**
 * Scaled numbers are worked out, not given: digits beyond a millionth of a pixel are noise of the arithmetic, and 19.999999999999996
 * would be written where 20 is meant.
 */
const tidy = (value: number): number => Math.round(value * 1e6) / 1e6;

/** An object's geometry, all kinds of it, in the pixels of the picture as shown. */
export function placed<G extends Geometry>(geometry: G, placement: Placement): G {
  if (isIdentity(placement)) return geometry;
  const [fx, fy] = factorsOf(placement);
  const point = (x: number, y: number): [number, number] => {
    const [turnedX, turnedY] = upright(x, y, placement);
    return fx === 1 && fy === 1 ? [turnedX, turnedY] : [tidy(turnedX * fx), tidy(turnedY * fy)];
  };
  const flat = (points: readonly number[]): number[] => {
    const out: number[] = [];
    for (let index = 0; index + 1 < points.length; index += 2) out.push(...point(points[index]!, points[index + 1]!));
    return out;
  };
  const { col_x, row_y, width, height, polygon, mask, rotated_box, polyline, keypoints } = geometry;
  const box =
    col_x === undefined || row_y === undefined || width === undefined || height === undefined
      ? {}
      : boxBetween(point(col_x, row_y), point(col_x + width, row_y + height));
  return {
    ...geometry,
    ...box,
    ...(polygon ? { polygon: polygon.map((part) => part.map(flat)) } : {}),
    ...(mask ? { mask: placedMask(mask, placement) } : {}),
    ...(rotated_box ? { rotated_box: placedRotatedBox(rotated_box, placement, point, [fx, fy]) } : {}),
    ...(polyline ? { polyline: flat(polyline) } : {}),
    ...(keypoints
      ? // One that is not labelled is nowhere: its zeros are no place to be moved.
        { keypoints: keypoints.map(([x, y, v]): Keypoint => (v === 0 ? [x, y, v] : [...point(x, y), v])) }
      : {}),
  };
}

const boxBetween = ([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): Bounds => ({
  col_x: Math.min(ax, bx),
  row_y: Math.min(ay, by),
  width: tidy(Math.abs(bx - ax)),
  height: tidy(Math.abs(by - ay)),
});

/** Turned with the picture; mirrored, it turns the other way. */
function placedRotatedBox(
  { cx, cy, width, height, angle }: RotatedBox,
  { orientation }: Placement,
  point: (x: number, y: number) => [number, number],
  [fx, fy]: readonly [number, number],
): RotatedBox {
  const [x, y] = point(cx, cy);
  const turn = { 1: 0, 2: 180, 3: 180, 4: 0, 5: 90, 6: 90, 7: 270, 8: 270 }[orientation] ?? 0;
  const mirrored = [2, 4, 5, 7].includes(orientation);
  const turned = mirrored ? turn - angle : turn + angle;
  return { cx: x, cy: y, width: width * fx, height: height * fy, angle: ((((turned + 180) % 360) + 360) % 360) - 180 };
}

/** Pixel by pixel: each pixel of the shown picture has what is in the middle of where it comes from. */
function placedMask(mask: Mask, placement: Placement): Mask {
  const runs = runsOf(mask);
  if (!runs) return mask;
  const [height, width] = mask.size;
  const source = pixelsOfRuns(runs, height, width);
  const { to } = placement;
  const target = new Uint8Array(to.width * to.height);
  const back = inverseOf(placement);
  for (let y = 0; y < to.height; y += 1)
    for (let x = 0; x < to.width; x += 1) {
      const [fromX, fromY] = back(x + 0.5, y + 0.5);
      const [column, row] = [Math.min(width - 1, Math.floor(fromX)), Math.min(height - 1, Math.floor(fromY))];
      target[y * to.width + x] = source[row * width + column]!;
    }
  return maskOfPixels(target, to.height, to.width);
}

/** From pixels of the shown picture back to those of the file. */
function inverseOf(placement: Placement): (x: number, y: number) => [number, number] {
  const [fx, fy] = factorsOf(placement);
  const { orientation, from } = placement;
  const sides = turnsSides(orientation) ? { width: from.height, height: from.width } : from;
  // A quarter turn is taken back by the opposite one; every other turn and mirroring takes itself back.
  const opposite = orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;
  return (x, y) => upright(x / fx, y / fy, { orientation: opposite, from: sides, to: from });
}
