/** A shape while its points are set one by one. Pure. */
import { boundsOf, type Bounds, type Keypoint } from "@/lib/objects/geometry";
import { LEAST_POINTS } from "@/lib/objects/edit";
import type { FoundObject } from "@/lib/objects/model";

/** What the pointer does over a picture while its objects are edited. */
export const TOOLS = ["select", "box", "rotated_box", "polygon", "polyline", "keypoints"] as const;
export type Tool = (typeof TOOLS)[number];
type PlottedTool = "polygon" | "polyline" | "keypoints";

export const isPlotted = (tool: Tool): tool is PlottedTool => tool in LEAST_POINTS;

/** Only of keypoints the visibility says something. */
export interface Sketch {
  readonly tool: PlottedTool;
  readonly points: readonly Keypoint[];
}

/** The kind of a new object, and where it is. */
export type NewShape = Bounds & Pick<FoundObject, "type" | "polygon" | "polyline" | "keypoints" | "rotated_box">;

/** With a point more; one that is not labelled is nowhere, which COCO writes as zeros. */
export const plotted = (sketch: Sketch | null, tool: PlottedTool, point: Keypoint): Sketch => ({
  tool,
  points: [...(sketch?.tool === tool ? sketch.points : []), point[2] === 0 ? [0, 0, 0] : point],
});

/** Without the point that was set last; null where that was the only one. */
export const unplotted = ({ tool, points }: Sketch): Sketch | null =>
  points.length > 1 ? { tool, points: points.slice(0, -1) } : null;

/** The shape of a sketch; null where it has too few points yet. */
export function shapeOf({ tool, points }: Sketch): NewShape | null {
  if (points.length < LEAST_POINTS[tool]) return null;
  const flat = points.flatMap(([x, y]) => [x, y]);
  const geometry =
    tool === "polygon"
      ? { polygon: [[flat]] }
      : tool === "polyline"
        ? { polyline: flat }
        : { keypoints: points.map(([x, y, v]): [number, number, 0 | 1 | 2] => [x, y, v]) };
  const bounds = boundsOf(geometry);
  return bounds && { type: tool, ...bounds, ...geometry };
}

/** A box that was drawn, as a shape of the tool's kind. */
export const boxShape = (tool: "box" | "rotated_box", bounds: Bounds): NewShape =>
  tool === "box"
    ? { type: "box", ...bounds }
    : {
        type: "rotated_box",
        ...bounds,
        rotated_box: {
          cx: bounds.col_x + bounds.width / 2,
          cy: bounds.row_y + bounds.height / 2,
          width: bounds.width,
          height: bounds.height,
          angle: 0,
        },
      };
