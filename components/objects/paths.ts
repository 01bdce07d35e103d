/** Objects as lines over a picture, in its pixels. Pure. */
import { cornersOf } from "@/lib/objects/geometry";
import type { FoundObject } from "@/lib/objects/model";

type Drawn = Pick<FoundObject, "polygon" | "rotated_box" | "polyline">;

const through = (points: readonly number[], close: boolean): string => {
  let path = "";
  for (let at = 0; at + 1 < points.length; at += 2) path += `${at === 0 ? "M" : "L"}${points[at]!} ${points[at + 1]!}`;
  return path === "" ? "" : `${path}${close ? "Z" : ""}`;
};

/** What is filled: polygons with their holes (by the even-odd rule) and rotated boxes. Empty where there is nothing. */
export const areaPath = ({ polygon = [], rotated_box }: Drawn): string =>
  [
    ...polygon.flatMap((part) => part.map((ring) => through(ring, true))),
    ...(rotated_box ? [through(cornersOf(rotated_box), true)] : []),
  ].join("");

/** Lines between the keypoints of an object that its class joins, where both are in the picture. */
export const bonesPath = (
  { keypoints = [] }: Pick<FoundObject, "keypoints">,
  skeleton: { readonly edges: readonly (readonly [number, number])[] } | undefined,
): string =>
  (skeleton?.edges ?? [])
    .flatMap((ends) => {
      const points = ends.map((end) => keypoints[end]);
      return points.every((point) => point && point[2] > 0)
        ? [
            through(
              points.flatMap((point) => [point![0], point![1]]),
              false,
            ),
          ]
        : [];
    })
    .join("");

/** What is only a line. */
export const linePath = ({ polyline = [] }: Drawn): string => through(polyline, false);
