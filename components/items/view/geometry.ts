/** Zoom as arithmetic, apart from the pointer that drives it. Image pixels from the top left, unless said otherwise. Pure. */

import type { Point, Size } from "@/lib/objects/edit";

export type { Point, Size };

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));

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
