/**
 * What hands do to an object: points moved, added and taken away, boxes resized and turned, all of it moved. Only what is touched
 * gets other numbers. Pixels of the picture from the top left. Pure; safe for the browser.
 */
import { boundsOf, type Bounds, type Geometry, type Keypoint, type RotatedBox } from "./geometry";

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Which point of an object: x and y of a polyline or of a polygon's ring stand side by side, so it is its number, not its place. */
export type Spot =
  | { readonly of: "polygon"; readonly part: number; readonly ring: number; readonly point: number }
  | { readonly of: "polyline" | "keypoints"; readonly point: number };

/** The handles of a box: which of its edges each one moves. */
export const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
export type Handle = (typeof HANDLES)[number];

type Editable = Geometry & Bounds;

/** A box has at least this many pixels on a side: what is smaller was a click. */
const MIN_BOX_PX = 2;
/** How far a box may lie beside what it is around and still be the box around that: formats round it, some to whole pixels. */
const NEAR_PX = 1;
/** With fewer a ring has no area, and a line no length. */
export const LEAST_POINTS = { polygon: 3, polyline: 2, keypoints: 1 } as const;

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));
/** What a hand points at, to a tenth of a pixel. */
const round = (value: number) => Math.round(value * 10) / 10;
/** Sums and differences without the noise of the arithmetic. */
const tidy = (value: number) => Math.round(value * 1e6) / 1e6;

const inside = ({ x, y }: Point, image: Size): Point => ({
  x: round(clamp(x, 0, image.width)),
  y: round(clamp(y, 0, image.height)),
});

/** The box between two corners, inside the image. */
export function boxBetween(a: Point, b: Point, image: Size): Bounds {
  const [from, to] = [inside(a, image), inside(b, image)];
  const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  return { col_x: left, row_y: top, width: round(Math.abs(to.x - from.x)), height: round(Math.abs(to.y - from.y)) };
}

export const isBox = ({ width, height }: Bounds): boolean => width >= MIN_BOX_PX && height >= MIN_BOX_PX;

/** Whether the box is all that an object has. Only then it has handles of its own: else it follows from the rest. */
export const isPlainBox = ({ polygon, mask, rotated_box, polyline, keypoints }: Geometry): boolean =>
  !polygon && !mask && !rotated_box && !polyline && !keypoints;

/** Whether all of an object can be moved: a mask would stay behind. */
export const isMovable = ({ mask }: Geometry): boolean => mask === undefined;

/**
 * The bounding box after an edit of what it is around, side by side. A side behind which nothing moved stays as it was given. One
 * that lay on what moved goes along. Any other was given wider, or narrower, on purpose (around what is hidden, say): it only
 * makes way where something would reach over it.
 */
function rebound<O extends Editable>(before: O, after: O): O {
  const [was, is] = [boundsOf(before), boundsOf(after)];
  // Where nothing is left to be around, the box is all that says where the object is.
  if (!is) return after;
  const along = (start: "col_x" | "row_y", length: "width" | "height"): Partial<Bounds> => {
    const given = [before[start], before[start] + before[length]] as const;
    const sidesOf = (bounds: Bounds) => [bounds[start], bounds[start] + bounds[length]] as const;
    const [old, now] = [was && sidesOf(was), sidesOf(is)];
    const side = (end: 0 | 1): number => {
      if (old && old[end] === now[end]) return given[end];
      if (old && Math.abs(given[end] - old[end]) <= NEAR_PX) return now[end];
      return end === 0 ? Math.min(given[end], now[end]) : Math.max(given[end], now[end]);
    };
    const [from, to] = [side(0), side(1)];
    return from === given[0] && to === given[1]
      ? {}
      : { [start]: from === given[0] ? from : tidy(from), [length]: tidy(to - from) };
  };
  return { ...after, ...along("col_x", "width"), ...along("row_y", "height") };
}

type Listed = readonly number[];
/** The list of numbers that a spot is in; null where there is none. */
function listOf(object: Geometry, spot: Spot): Listed | null {
  if (spot.of === "polygon") return object.polygon?.[spot.part]?.[spot.ring] ?? null;
  return spot.of === "polyline" ? (object.polyline ?? null) : null;
}

/** The object with another list there; every other ring stays the very one it was. */
function withList<O extends Editable>(object: O, spot: Spot, list: Listed): O {
  if (spot.of === "polyline") return { ...object, polyline: list };
  if (spot.of !== "polygon") return object;
  const polygon = object.polygon!.map((part, at) =>
    at === spot.part ? part.map((ring, index) => (index === spot.ring ? list : ring)) : part,
  );
  return { ...object, polygon };
}

/** Where a point is; null where the object has no such point. */
export function pointAt(object: Geometry, spot: Spot): Point | null {
  if (spot.of === "keypoints") {
    const [x, y] = object.keypoints?.[spot.point] ?? [];
    return x === undefined || y === undefined ? null : { x, y };
  }
  const list = listOf(object, spot);
  const [x, y] = [list?.[2 * spot.point], list?.[2 * spot.point + 1]];
  return x === undefined || y === undefined ? null : { x, y };
}

const counted = (length: number, spot: (point: number) => Spot): Spot[] =>
  Array.from({ length }, (_, point) => spot(point));

/** All points of an object that can be touched, in their order; keypoints that are not labelled are nowhere. */
export const spotsOf = ({ polygon = [], polyline = [], keypoints = [] }: Geometry): Spot[] => [
  ...polygon.flatMap((rings, part) =>
    rings.flatMap((points, ring) =>
      counted(points.length >> 1, (point) => ({ of: "polygon" as const, part, ring, point })),
    ),
  ),
  ...counted(polyline.length >> 1, (point) => ({ of: "polyline", point })),
  ...counted(keypoints.length, (point) => ({ of: "keypoints" as const, point })).filter(
    ({ point }) => keypoints[point]![2] > 0,
  ),
];

export const isSameSpot = (a: Spot | null, b: Spot | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.of === b.of &&
    a.point === b.point &&
    (a.of !== "polygon" || b.of !== "polygon" || (a.part === b.part && a.ring === b.ring)));

/** The point that the edge of a point leads to; null at the end of a line, and where there are no edges. */
export function nextSpot(object: Geometry, spot: Spot): Spot | null {
  const list = listOf(object, spot);
  if (!list) return null;
  const point = spot.point + 1;
  if (2 * point < list.length) return { ...spot, point };
  return spot.of === "polygon" ? { ...spot, point: 0 } : null;
}

/** An object with one point elsewhere, inside the image. */
export function withPoint<O extends Editable>(object: O, spot: Spot, to: Point, image: Size): O {
  const { x, y } = inside(to, image);
  if (spot.of === "keypoints") {
    const keypoints = object.keypoints?.map((point, at): Keypoint =>
      at === spot.point ? [x, y, point[2] || 2] : point,
    );
    return keypoints && pointAt(object, spot) ? rebound(object, { ...object, keypoints }) : object;
  }
  const list = listOf(object, spot);
  if (!list || !pointAt(object, spot)) return object;
  return rebound(object, withList(object, spot, list.with(2 * spot.point, x).with(2 * spot.point + 1, y)));
}

/** An object with a point more, in the middle of the edge that begins at a point; null where no edge does. */
export function withMiddle<O extends Editable>(object: O, spot: Spot): { object: O; spot: Spot } | null {
  const [list, next] = [listOf(object, spot), nextSpot(object, spot)];
  const [from, to] = [pointAt(object, spot), next && pointAt(object, next)];
  if (!list || !from || !to) return null;
  const at = 2 * (spot.point + 1);
  const middle = [tidy((from.x + to.x) / 2), tidy((from.y + to.y) / 2)];
  return {
    object: rebound(object, withList(object, spot, [...list.slice(0, at), ...middle, ...list.slice(at)])),
    spot: { ...spot, point: spot.point + 1 },
  };
}

/**
 * An object without a point; null where too few would be left. A keypoint keeps its number, which says what it is: without its
 * place it is “not labelled”, and zeros, as COCO has it.
 */
export function withoutPoint<O extends Editable>(object: O, spot: Spot): O | null {
  if (spot.of === "keypoints") return withVisibility(object, spot.point, 0);
  const list = listOf(object, spot);
  if (!list || list.length / 2 <= LEAST_POINTS[spot.of]) return null;
  const rest = [...list.slice(0, 2 * spot.point), ...list.slice(2 * spot.point + 2)];
  return rebound(object, withList(object, spot, rest));
}

/** A keypoint's visibility. One that was nowhere comes into the middle of the box; null where none would be labelled. */
export function withVisibility<O extends Editable>(object: O, point: number, visibility: Keypoint[2]): O | null {
  const before = object.keypoints?.[point];
  if (!before || before[2] === visibility) return object;
  const middle = [round(object.col_x + object.width / 2), round(object.row_y + object.height / 2)] as const;
  const place = visibility === 0 ? ([0, 0] as const) : before[2] === 0 ? middle : ([before[0], before[1]] as const);
  const keypoints = object.keypoints!.map((one, at): Keypoint => (at === point ? [...place, visibility] : one));
  if (keypoints.every(([, , seen]) => seen === 0)) return null;
  return rebound(object, { ...object, keypoints });
}

/** All of an object moved, box and all kinds of geometry alike, but no further over the image's edge than it was. */
export function moved<O extends Editable>(object: O, dx: number, dy: number, image: Size): O {
  if (!isMovable(object)) return object;
  const room = (delta: number, start: number, length: number, size: number) =>
    clamp(round(delta), Math.min(0, -start), Math.max(0, size - start - length));
  const [right, down] = [
    room(dx, object.col_x, object.width, image.width),
    room(dy, object.row_y, object.height, image.height),
  ];
  if (right === 0 && down === 0) return object;
  const flat = (points: Listed) => points.map((value, at) => tidy(value + (at % 2 === 0 ? right : down)));
  const { polygon, rotated_box: box, polyline, keypoints } = object;
  return {
    ...object,
    col_x: tidy(object.col_x + right),
    row_y: tidy(object.row_y + down),
    ...(polygon ? { polygon: polygon.map((part) => part.map(flat)) } : {}),
    ...(box ? { rotated_box: { ...box, cx: tidy(box.cx + right), cy: tidy(box.cy + down) } } : {}),
    ...(polyline ? { polyline: flat(polyline) } : {}),
    ...(keypoints
      ? {
          keypoints: keypoints.map(([x, y, v]): Keypoint =>
            v === 0 ? [x, y, v] : [tidy(x + right), tidy(y + down), v],
          ),
        }
      : {}),
  };
}

/** A plain box with one handle dragged; dragged over the other side, it turns over instead of vanishing. */
export function resized<O extends Editable>(object: O, handle: Handle, dx: number, dy: number, image: Size): O {
  if (!isPlainBox(object)) return object;
  const along = (start: number, length: number, [low, high]: string, delta: number, room: number) => {
    if (!handle.includes(low!) && !handle.includes(high!)) return [start, length] as const;
    const [stays, goes] = handle.includes(low!) ? [tidy(start + length), start] : [start, start + length];
    const there = round(clamp(goes + delta, 0, room));
    return [Math.min(stays, there), tidy(Math.abs(there - stays))] as const;
  };
  const [col_x, width] = along(object.col_x, object.width, "we", dx, image.width);
  const [row_y, height] = along(object.row_y, object.height, "ns", dy, image.height);
  return isBox({ col_x, row_y, width, height }) ? { ...object, col_x, row_y, width, height } : object;
}

const cosAndSin = ({ angle }: RotatedBox) => {
  const turn = (angle * Math.PI) / 180;
  return [Math.cos(turn), Math.sin(turn)] as const;
};

/** A rotated box with one handle dragged: the edge or corner across from it stays where it is. */
export function resizedRotated<O extends Editable>(object: O, handle: Handle, dx: number, dy: number): O {
  const box = object.rotated_box;
  if (!box) return object;
  const [cos, sin] = cosAndSin(box);
  // The same way along the box's own sides.
  const [along, across] = [dx * cos + dy * sin, dy * cos - dx * sin];
  const signOf = (low: string, high: string) => (handle.includes(low) ? -1 : handle.includes(high) ? 1 : 0);
  const [sideways, upright] = [signOf("w", "e"), signOf("n", "s")];
  const grown = (length: number, sign: number, delta: number) =>
    sign === 0 || round(delta) === 0 ? length : Math.max(Math.min(length, MIN_BOX_PX), round(length + sign * delta));
  const [width, height] = [grown(box.width, sideways, along), grown(box.height, upright, across)];
  if (width === box.width && height === box.height) return object;
  const [shiftX, shiftY] = [(sideways * (width - box.width)) / 2, (upright * (height - box.height)) / 2];
  const rotated_box = {
    ...box,
    cx: tidy(box.cx + shiftX * cos - shiftY * sin),
    cy: tidy(box.cy + shiftX * sin + shiftY * cos),
    width,
    height,
  };
  return rebound(object, { ...object, rotated_box });
}

const STEP_DEGREES = 15;

/** A rotated box with its upper side turned to a point. @param steps in whole steps of 15° */
export function turnedTo<O extends Editable>(object: O, to: Point, steps = false): O {
  const box = object.rotated_box;
  if (!box) return object;
  const degrees = (Math.atan2(to.x - box.cx, box.cy - to.y) * 180) / Math.PI;
  return turned(object, steps ? Math.round(degrees / STEP_DEGREES) * STEP_DEGREES : round(degrees));
}

/** A rotated box at another angle, −180° to 180°. */
export function turned<O extends Editable>(object: O, degrees: number): O {
  const box = object.rotated_box;
  // 180 and −180 are the same: it is written as 180.
  const angle = tidy(180 - ((((180 - degrees) % 360) + 360) % 360));
  if (!box || box.angle === angle) return object;
  return rebound(object, { ...object, rotated_box: { ...box, angle } });
}

/** Where a box's handle is; of a rotated one where it would be if it were upright around the origin. */
export function handlePoint(box: Bounds, handle: Handle): Point {
  const share = (low: string, high: string) => (handle.includes(low) ? 0 : handle.includes(high) ? 1 : 0.5);
  return { x: box.col_x + box.width * share("w", "e"), y: box.row_y + box.height * share("n", "s") };
}

/** Where the handle of a rotated box is. @param beyond so far outside of its edge */
export function rotatedHandlePoint(box: RotatedBox, handle: Handle, beyond = 0): Point {
  const [cos, sin] = cosAndSin(box);
  const upright = { col_x: -box.width / 2, row_y: -box.height / 2, width: box.width, height: box.height };
  const { x, y: inner } = handlePoint(upright, handle);
  const y = inner + (handle.includes("n") ? -beyond : handle.includes("s") ? beyond : 0);
  return { x: box.cx + x * cos - y * sin, y: box.cy + x * sin + y * cos };
}
