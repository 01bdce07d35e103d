/** What formats ask of an object's geometry: what of it they have no place for, and what follows from what. */
import { boundsOf } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import type { TellLoss } from "../format";

const WORDS = {
  polygon: "polygons",
  mask: "masks",
  rotated_box: "rotated boxes",
  polyline: "polylines",
  keypoints: "keypoints",
} as const;
type Kind = keyof typeof WORDS;

export function tellGeometry(object: ItemObject, tell: TellLoss, why: string, kept: readonly Kind[] = []): void {
  for (const kind of Object.keys(WORDS) as Kind[])
    if (!kept.includes(kind) && object[kind] !== undefined) tell(WORDS[kind], "objects", why);
}

export const hasHoles = ({ polygon }: ItemObject): boolean => polygon?.some((part) => part.length > 1) ?? false;

/** Whether the box is the one around everything that is drawn, so that it need not be written. */
export function boxFollows(object: ItemObject): boolean {
  const bounds = boundsOf(object);
  return (
    bounds !== null && (["col_x", "row_y", "width", "height"] as const).every((side) => bounds[side] === object[side])
  );
}
