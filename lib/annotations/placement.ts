/** From what a file measures in to the pixels of the picture as shown. Pure. */
import type { Placement } from "@/lib/objects/geometry";
import type { Scale } from "./model";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How close two shapes have to be to be the same: a side may have been rounded to a whole pixel. */
export const isSameShape = (a: Size, b: Size): boolean =>
  Math.abs(a.width * b.height - b.width * a.height) <= Math.max(a.width, a.height, b.width, b.height);
export const isSameSize = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;

/** Where what is measured in `scale` lies on a picture; null where the size that the file gives is not the picture's at all. */
export function placementOn(picture: Size & { readonly orientation?: number | null }, scale: Scale): Placement | null {
  const to = { width: picture.width, height: picture.height };
  if (scale === "pixels") return { orientation: 1, from: to, to };
  if (scale === "shares") return { orientation: 1, from: { width: 1, height: 1 }, to };
  const orientation = picture.orientation ?? 1;
  const turned = orientation >= 5;
  const stored = turned ? { width: to.height, height: to.width } : to;
  if (isSameSize(scale, to)) return { orientation: 1, from: to, to };
  if (turned && isSameSize(scale, stored)) return { orientation, from: stored, to };
  if (isSameShape(scale, to)) return { orientation: 1, from: scale, to };
  if (turned && isSameShape(scale, stored)) return { orientation, from: scale, to };
  return null;
}
