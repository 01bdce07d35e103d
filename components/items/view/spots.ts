/** Which points of a chosen object can be touched where it is shown now. Pure. */
import { isSameSpot, nextSpot, pointAt, spotsOf, type Spot } from "@/lib/objects/edit";
import type { Geometry } from "@/lib/objects/geometry";
import type { Placement, Point, Size } from "./geometry";

export interface PlacedSpot extends Point {
  readonly spot: Spot;
}

/** Points nearer than this to the one before would lie on top of it: they can be touched once one looks closer. */
const APART_PX = 7;
/** An edge shorter than this has no room for a handle of its own. */
const EDGE_PX = 40;
/** How far outside of the frame a handle still reaches into it. */
const BESIDE_PX = 12;

/** Points of an object, and the middles of its edges, in pixels of the frame. */
export function shownSpots(
  object: Geometry,
  { x, y, scale }: Placement,
  frame: Size,
  chosen: Spot | null,
): { readonly points: PlacedSpot[]; readonly middles: PlacedSpot[] } {
  const placed = (spot: Spot): PlacedSpot => {
    const point = pointAt(object, spot)!;
    return { spot, x: x + point.x * scale, y: y + point.y * scale };
  };
  const isSeen = (point: Point) =>
    point.x >= -BESIDE_PX &&
    point.y >= -BESIDE_PX &&
    point.x <= frame.width + BESIDE_PX &&
    point.y <= frame.height + BESIDE_PX;
  const [points, middles]: [PlacedSpot[], PlacedSpot[]] = [[], []];
  for (const spot of spotsOf(object)) {
    const here = placed(spot);
    const last = points.at(-1);
    const isClear = !last || spot.of === "keypoints" || Math.hypot(here.x - last.x, here.y - last.y) >= APART_PX;
    if (isSeen(here) && (isClear || isSameSpot(spot, chosen))) points.push(here);
    const next = nextSpot(object, spot);
    const there = next && placed(next);
    if (!there || Math.hypot(there.x - here.x, there.y - here.y) < EDGE_PX) continue;
    const middle = { spot, x: (here.x + there.x) / 2, y: (here.y + there.y) / 2 };
    if (isSeen(middle)) middles.push(middle);
  }
  return { points, middles };
}
