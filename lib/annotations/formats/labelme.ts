/**
 * LabelMe's JSON: a file for each picture, https://github.com/wkentaro/labelme; with the turned boxes, scores and attributes
 * that X-AnyLabeling adds to it.
 */
import path from "node:path";
import type { FoundObject } from "@/lib/objects/model";
import { Findings } from "../findings";
import { cleanLabel, isPlace, isSize, type Parsed } from "../model";
import { boxBetween, ellipsePolygon } from "../shapes";
import { flatPoints, given, isRecord, listOf, numberOf, splitAttributes, tidy, trimmed, type Json } from "../values";

/** The box of four corners, the first two of them its top. */
function rotatedBoxOf(corners: readonly number[]): Record<string, unknown> | null {
  if (corners.length !== 8) return null;
  const [ax, ay, bx, by, cx, cy, dx, dy] = corners as [number, number, number, number, number, number, number, number];
  return {
    rotated_box: {
      cx: tidy((ax + bx + cx + dx) / 4),
      cy: tidy((ay + by + cy + dy) / 4),
      width: tidy(Math.hypot(bx - ax, by - ay)),
      height: tidy(Math.hypot(cx - bx, cy - by)),
      angle: tidy((Math.atan2(by - ay, bx - ax) * 180) / Math.PI),
    },
  };
}

/** The first point is the middle, the second lies on the edge. */
function circleOf(points: readonly number[], findings: Findings): Record<string, unknown> | null {
  const [cx, cy, x, y] = points as [number, number, number, number];
  const radius = Math.hypot(x - cx, y - cy);
  if (points.length !== 4 || radius === 0) return null;
  findings.lose("circles", "objects", "they are kept as polygons of 64 points; their numbers stay beside them");
  return {
    polygon: [[ellipsePolygon(cx, cy, radius, radius)]],
    extra: { circle: { cx, cy, radius: tidy(radius) } },
  };
}

function geometryOf(kind: string, points: readonly number[], findings: Findings): Record<string, unknown> | null {
  switch (kind) {
    case "mask":
      findings.lose("masks within shapes", "objects", "they are pictures of their own in the file; their box is kept");
      return points.length === 4 ? { ...boxBetween(...(points as [number, number, number, number])) } : null;
    case "rectangle": {
      // Some tools write all four corners.
      const opposite = points.length === 8 ? [...points.slice(0, 2), ...points.slice(4, 6)] : points;
      return opposite.length === 4 ? { ...boxBetween(...(opposite as [number, number, number, number])) } : null;
    }
    case "rotation":
    case "oriented_rectangle":
      return rotatedBoxOf(points);
    case "circle":
      return circleOf(points, findings);
    case "line":
    case "linestrip":
      return { polyline: points };
    case "point":
    case "points":
      return { keypoints: points.flatMap((x, at) => (at % 2 === 0 ? [[x, points[at + 1]!, 2]] : [])) };
    default:
      return { polygon: [[points]] };
  }
}

const KINDS = new Set(
  "polygon rectangle rotation oriented_rectangle circle line linestrip point points mask".split(" "),
);

function shapeOf(shape: unknown, where: string, findings: Findings): FoundObject | null {
  if (!isRecord(shape)) {
    findings.problem(where, "it is no shape");
    return null;
  }
  const kind = trimmed(shape.shape_type) ?? "polygon";
  if (!KINDS.has(kind)) {
    findings.lose(`“${kind}” shapes`, "objects", "their kind is not known");
    return null;
  }
  const points = flatPoints(shape.points);
  const geometry = points && geometryOf(kind, points, findings);
  if (!geometry) {
    findings.problem(where, `its points are no ${kind}`);
    return null;
  }
  const own = {
    ...given("description", trimmed(shape.description)),
    ...(shape.difficult === true ? { difficult: true } : {}),
    ...(isRecord(shape.flags) ? shape.flags : {}),
    ...(isRecord(shape.attributes) ? shape.attributes : {}),
  };
  const { attributes, rest } = splitAttributes(own);
  return findings.object(where, {
    label: cleanLabel(shape.label),
    ...geometry,
    ...given("attributes", attributes),
    ...(isPlace(shape.score) ? { confidence: shape.score } : {}),
    ...given("extra", {
      ...given("group_id", shape.group_id),
      ...(geometry.extra as object | undefined),
      ...given("attributes", rest),
    }),
  });
}

/** Polygons of one label and one group are parts of one object: that is what LabelMe has groups for. */
function withParts(objects: readonly FoundObject[]): FoundObject[] {
  const joined: FoundObject[] = [];
  const groups = new Map<string, number>();
  for (const object of objects) {
    const { group_id, ...more } = object.extra ?? {};
    const isPart = object.polygon !== undefined && group_id !== undefined && Object.keys(more).length === 0;
    const key = JSON.stringify([object.label, group_id, object.attributes ?? null, object.confidence ?? null]);
    const at = isPart ? groups.get(key) : undefined;
    if (at === undefined) {
      if (isPart) groups.set(key, joined.length);
      joined.push(object);
    } else joined[at] = joinedWith(joined[at]!, object);
  }
  return joined;
}

function joinedWith(one: FoundObject, other: FoundObject): FoundObject {
  const [left, top] = [Math.min(one.col_x, other.col_x), Math.min(one.row_y, other.row_y)];
  return {
    ...one,
    polygon: [...one.polygon!, ...other.polygon!],
    col_x: left,
    row_y: top,
    width: Math.max(one.col_x + one.width, other.col_x + other.width) - left,
    height: Math.max(one.row_y + one.height, other.row_y + other.height) - top,
  };
}

const isLabelMe = (value: unknown): value is Json =>
  isRecord(value) &&
  Array.isArray(value.shapes) &&
  ["imagePath", "imageData", "imageHeight", "imageWidth"].some((name) => name in value);

/** @param file path of the JSON file, whose name its picture may have too @returns null when the value is nothing of LabelMe */
export function parseLabelMe(value: unknown, file: string): Parsed | null {
  if (!isLabelMe(value)) return null;
  const findings = new Findings();
  const objects = listOf(value.shapes)
    .map((shape, index) => shapeOf(shape, `shapes[${index}]`, findings))
    .filter((object) => object !== null);
  const [width, height] = [numberOf(value.imageWidth), numberOf(value.imageHeight)];
  const stem = path.posix.basename(file).replace(/\.[^.]*$/, "");
  const named = trimmed(value.imagePath)?.replaceAll("\\", "/");
  const flags = isRecord(value.flags) ? Object.entries(value.flags).filter(([, isSet]) => isSet === true) : [];
  const labels = flags.map(([name]) => cleanLabel(name)).filter((label) => label !== null);
  return findings.parsed([
    {
      picture: named ?? stem,
      ...(named && stem && named !== stem ? { also: [stem] } : {}),
      labels,
      objects: withParts(objects),
      scale: isSize(width) && isSize(height) ? { width, height } : "pixels",
    },
  ]);
}
