/** What kinds of objects are called, and the icons that stand for them. */
import { Brush, Diamond, Pentagon, Spline, Square, Waypoints, type LucideIcon } from "lucide-react";
import type { ObjectType } from "@/lib/objects/model";

export const KINDS: Readonly<
  Record<ObjectType, { readonly name: string; readonly many: string; readonly icon: LucideIcon }>
> = {
  box: { name: "Box", many: "Boxes", icon: Square },
  rotated_box: { name: "Rotated box", many: "Rotated boxes", icon: Diamond },
  polygon: { name: "Polygon", many: "Polygons", icon: Pentagon },
  polyline: { name: "Polyline", many: "Polylines", icon: Spline },
  keypoints: { name: "Keypoints", many: "Keypoints", icon: Waypoints },
  mask: { name: "Mask", many: "Masks", icon: Brush },
};
