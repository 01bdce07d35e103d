/** Boxes and zoom as arithmetic, apart from the pointer that drives them. Image pixels from the top left, unless said otherwise. Pure. */

import type { Bounds } from "@/lib/objects/geometry";
import { typesOf, type ObjectInput } from "@/lib/objects/model";

export type Box = ObjectInput;
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box has at least this many pixels on a side: what is smaller was a click. */
const MIN_BOX_PX = 2;

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));
const round = (value: number) => Math.round(value * 10) / 10;

/** The box between two corners, inside the image. */
export function boxBetween(a: Point, b: Point, image: Size): Bounds {
  const [left, right] = [clamp(Math.min(a.x, b.x), 0, image.width), clamp(Math.max(a.x, b.x), 0, image.width)];
  const [top, bottom] = [clamp(Math.min(a.y, b.y), 0, image.height), clamp(Math.max(a.y, b.y), 0, image.height)];
  return { col_x: round(left), row_y: round(top), width: round(right - left), height: round(bottom - top) };
}

export const isBox = ({ width, height }: Bounds): boolean => width >= MIN_BOX_PX && height >= MIN_BOX_PX;

/** Only a box without another geometry can be moved by its corners: the other would stay behind. */
export const isPlainBox = (box: Partial<Box>): boolean => typesOf(box).length === 1;

/** A box moved, kept whole inside the image. */
export const movedBox = <B extends Bounds>(box: B, dx: number, dy: number, image: Size): B =>
  isPlainBox(box)
    ? {
        ...box,
        col_x: round(clamp(box.col_x + dx, 0, image.width - box.width)),
        row_y: round(clamp(box.row_y + dy, 0, image.height - box.height)),
      }
    : box;

/** The handles of a box: which of its edges each one moves. */
export const HANDLES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"] as const;
export type Handle = (typeof HANDLES)[number];

export function handlePoint(box: Bounds, handle: Handle): Point {
  const x = handle.includes("w") ? box.col_x : handle.includes("e") ? box.col_x + box.width : box.col_x + box.width / 2;
  const y = handle.includes("n")
    ? box.row_y
    : handle.includes("s")
      ? box.row_y + box.height
      : box.row_y + box.height / 2;
  return { x, y };
}

/** A box with one handle dragged; dragged over the other side, it turns over instead of vanishing. */
export function resizedBox<B extends Bounds>(box: B, handle: Handle, dx: number, dy: number, image: Size): B {
  if (!isPlainBox(box)) return box;
  const [left, right] = [
    box.col_x + (handle.includes("w") ? dx : 0),
    box.col_x + box.width + (handle.includes("e") ? dx : 0),
  ];
  const [top, bottom] = [
    box.row_y + (handle.includes("n") ? dy : 0),
    box.row_y + box.height + (handle.includes("s") ? dy : 0),
  ];
  const next = boxBetween({ x: left, y: top }, { x: right, y: bottom }, image);
  return isBox(next) ? { ...box, ...next } : box;
}

/** How the image lies in its frame: `scale` screen pixels for an image pixel, its top left at (x, y) of the frame. */
export interface Placement extends Point {
  readonly scale: number;
}

/** The whole image, as large as it fits, in the middle. Small images are not blown up beyond twice their size. */
export function fitted(image: Size, frame: Size): Placement {
  const scale = Math.min(frame.width / image.width, frame.height / image.height, 2);
  return { scale, x: (frame.width - image.width * scale) / 2, y: (frame.height - image.height * scale) / 2 };
}

const MAX_SCALE = 16;

/** Zoomed by a factor around a point of the frame, which stays where it is; never smaller than fitted. */
export function zoomed(placement: Placement, factor: number, at: Point, image: Size, frame: Size): Placement {
  const scale = clamp(placement.scale * factor, fitted(image, frame).scale, MAX_SCALE);
  const ratio = scale / placement.scale;
  return panned(
    { scale, x: at.x - (at.x - placement.x) * ratio, y: at.y - (at.y - placement.y) * ratio },
    0,
    0,
    image,
    frame,
  );
}

/** Moved, but never so far that the frame shows more than it has to of what is not the image. */
export function panned({ scale, x, y }: Placement, dx: number, dy: number, image: Size, frame: Size): Placement {
  const along = (start: number, length: number, room: number) =>
    length <= room ? (room - length) / 2 : clamp(start, room - length, 0);
  return {
    scale,
    x: along(x + dx, image.width * scale, frame.width),
    y: along(y + dy, image.height * scale, frame.height),
  };
}

/** A point of the frame, in pixels of the image. */
export const toImage = (point: Point, placement: Placement): Point => ({
  x: (point.x - placement.x) / placement.scale,
  y: (point.y - placement.y) / placement.scale,
});

/**
 * What is seen of an image, whatever the sizes: how many times closer than fitted, and which point of the image, as shares of its
 * sides, lies in the middle of the frame. Null is fitted. It holds when the frame changes its size, and for another image of the
 * same size.
 */
export interface Viewport extends Point {
  readonly zoom: number;
}

/** Where a viewport puts the image. */
export function placementOf(viewport: Viewport | null, image: Size, frame: Size): Placement {
  // Before the frame is measured there is nothing to fit into.
  if (frame.width === 0 || frame.height === 0) return { scale: 1, x: 0, y: 0 };
  const fit = fitted(image, frame);
  if (!viewport) return fit;
  const scale = clamp(fit.scale * viewport.zoom, fit.scale, MAX_SCALE);
  const x = frame.width / 2 - viewport.x * image.width * scale;
  const y = frame.height / 2 - viewport.y * image.height * scale;
  return panned({ scale, x, y }, 0, 0, image, frame);
}

/** What a placement shows; null when that is all of the image. */
export function viewportOf({ scale, x, y }: Placement, image: Size, frame: Size): Viewport | null {
  const zoom = scale / fitted(image, frame).scale;
  if (zoom <= 1.001) return null;
  return {
    zoom,
    x: (frame.width / 2 - x) / (image.width * scale),
    y: (frame.height / 2 - y) / (image.height * scale),
  };
}
