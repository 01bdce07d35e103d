/**
 * Datumaro's JSON: a file for each subset, with the categories and an item for each picture.
 * https://openvinotoolkit.github.io/datumaro/latest/docs/data-formats/datumaro_format.html
 */
import path from "node:path";
import type { FoundObject } from "@/lib/objects/model";
import { Findings } from "../findings";
import { gathered, isObjectId, joined } from "../join";
import { cleanLabel, isPlace, isSize, type Annotation, type FoundClass, type Parsed } from "../model";
import { boxBetween, ellipsePolygon, maskOfCocoRuns, turnedBox } from "../shapes";
import { splitOf } from "../subsets";
import {
  flatPoints,
  given,
  isFlagSet,
  isRecord,
  listOf,
  NO_METADATA,
  numberOf,
  splitAttributes,
  splitMetadata,
  trimmed,
} from "../values";
import type { Json } from "../values";

interface Categories {
  /** Names by number, points of skeletons included. */
  readonly names: readonly (string | null)[];
  /** Names of a skeleton's points, by the number of its label. */
  readonly points: ReadonlyMap<number, readonly string[]>;
  readonly classes: readonly FoundClass[];
}

const hex = (value: unknown): string =>
  Math.max(0, Math.min(255, numberOf(value) || 0))
    .toString(16)
    .padStart(2, "0");

/** Joints count from 1, as in COCO, unless one of them is 0. */
function edgesOf(joints: unknown, count: number): [number, number][] {
  const pairs = listOf(joints).map((joint) => listOf(joint).map(numberOf));
  const first = pairs.some((pair) => pair.includes(0)) ? 0 : 1;
  return pairs
    .map(([from, to]): [number, number] => [(from ?? NaN) - first, (to ?? NaN) - first])
    .filter((edge) => edge.every((at) => Number.isInteger(at) && at >= 0 && at < count));
}

function categoriesOf(value: unknown, findings: Findings): Categories {
  const categories = isRecord(value) ? value : {};
  const partOf = (name: string): Json => (isRecord(categories[name]) ? categories[name] : {});
  const labels = listOf(partOf("label").labels).filter(isRecord);
  const names = labels.map((label) => cleanLabel(label.name));
  const colors = new Map(
    listOf(partOf("mask").colormap)
      .filter(isRecord)
      .map(({ label_id, r, g, b }) => [numberOf(label_id), `#${hex(r)}${hex(g)}${hex(b)}`]),
  );
  const skeletons = new Map(
    listOf(partOf("points").items)
      .filter(isRecord)
      .map((item) => {
        const keypoints = listOf(item.labels).map(String);
        return [numberOf(item.label_id), { keypoints, edges: edgesOf(item.joints, keypoints.length) }];
      }),
  );
  const isPoint = (parent: unknown): boolean => {
    const of = trimmed(parent);
    return of !== null && skeletons.has(names.indexOf(of));
  };
  const nested = labels.filter(({ parent }) => trimmed(parent) !== null && !isPoint(parent));
  findings.lose("parents of classes", "values", "classes have no order above each other", nested.length);
  const classes = labels.flatMap((label, index): FoundClass[] => {
    const name = names[index]!;
    if (name === null || isPoint(label.parent)) return [];
    return [{ name, ...given("color", colors.get(index)), ...given("skeleton", skeletons.get(index)) }];
  });
  return { names, points: new Map([...skeletons].map(([id, { keypoints }]) => [id, keypoints])), classes };
}

type Keypoint = [number, number, 0 | 1 | 2];

function keypointsOf(annotation: Json): Keypoint[] | null {
  const { points, visibility } = annotation;
  // What is absent is nowhere, but where an export of ours says so as well.
  const isOurs = objectIdOf(annotation) !== null;
  const flat = flatPoints(points);
  const seen = listOf(visibility).map(numberOf);
  return (
    flat &&
    flat.flatMap((x, at): Keypoint[] => {
      if (at % 2 === 1) return [];
      const v = seen[at / 2];
      return [v === 0 && !isOurs ? [0, 0, 0] : [x, flat[at + 1]!, v === 0 || v === 1 ? v : 2]];
    })
  );
}

/** Points in the order of the label's skeleton; one that is missing is nowhere. */
function skeletonOf(annotation: Json, categories: Categories): Keypoint[] | null {
  const elements = listOf(annotation.elements).filter(isRecord);
  const byName = new Map<string, Keypoint>();
  for (const [index, element] of elements.entries()) {
    const [point] = keypointsOf(element) ?? [];
    if (point) byName.set(categories.names[numberOf(element.label_id)] ?? String(index + 1), point);
  }
  if (byName.size === 0) return null;
  const order = categories.points.get(numberOf(annotation.label_id)) ?? [...byName.keys()];
  return order.map((name): Keypoint => byName.get(name) ?? [0, 0, 0]);
}

function maskOf(rle: unknown): Record<string, unknown> | null {
  if (!isRecord(rle)) return null;
  const [height, width] = listOf(rle.size).map(numberOf);
  const counts = typeof rle.counts === "string" ? rle.counts : listOf(rle.counts).map(numberOf);
  return isSize(height) && isSize(width) ? { mask: maskOfCocoRuns([height, width], counts) } : null;
}

/** The object that a shape is one of, where an export of ours wrote it. */
function objectIdOf({ attributes }: Json): string | null {
  const id = isRecord(attributes) ? attributes.object_id : undefined;
  return isObjectId(id) ? id : null;
}

function boxOf(annotation: Json): Record<string, unknown> | null {
  const [col_x, row_y, width, height] = listOf(annotation.bbox).map(numberOf) as [number, number, number, number];
  if (![col_x, row_y, width, height].every(isPlace)) return null;
  const box = { col_x, row_y, width, height };
  const angle = isRecord(annotation.attributes) ? numberOf(annotation.attributes.rotation) : NaN;
  // Of ours, an upright one that could be turned says so.
  const isTurned = angle !== 0 || objectIdOf(annotation) !== null;
  return isPlace(angle) && isTurned ? { rotated_box: turnedBox(box, angle) } : box;
}

function rotatedBoxOf(annotation: Json): Record<string, unknown> | null {
  const numbers = listOf(annotation.rotated_bbox ?? annotation.points ?? annotation.bbox).map(numberOf);
  const [cx, cy, width, height, angle] = numbers as [number, number, number, number, number];
  return numbers.length === 5 && numbers.every(isPlace) ? { rotated_box: { cx, cy, width, height, angle } } : null;
}

function ellipseOf(annotation: Json, findings: Findings): Record<string, unknown> | null {
  const corners = flatPoints(annotation.points);
  if (corners?.length !== 4) return null;
  const { col_x, row_y, width, height } = boxBetween(...(corners as [number, number, number, number]));
  const [rx, ry] = [width / 2, height / 2];
  findings.lose("ellipses", "objects", "they are kept as polygons of 64 points; their numbers stay beside them");
  return {
    polygon: [[ellipsePolygon(col_x + rx, row_y + ry, rx, ry)]],
    extra: { ellipse: { cx: col_x + rx, cy: row_y + ry, rx, ry } },
  };
}

const SHAPES = new Set(["bbox", "rotated_bbox", "polygon", "polyline", "points", "skeleton", "mask", "ellipse"]);

function geometryOf(annotation: Json, categories: Categories, findings: Findings): Record<string, unknown> | null {
  const points = flatPoints(annotation.points);
  switch (annotation.type) {
    case "bbox":
      return boxOf(annotation);
    case "rotated_bbox":
      return rotatedBoxOf(annotation);
    case "polygon":
      return points && { polygon: [[points]] };
    case "polyline":
      return points && { polyline: points };
    case "points":
      return given("keypoints", keypointsOf(annotation));
    case "skeleton":
      return given("keypoints", skeletonOf(annotation, categories));
    case "mask":
      return maskOf(annotation.rle);
    default:
      return ellipseOf(annotation, findings);
  }
}

/** Attributes that Datumaro's own documentation gives a meaning have a place of their own. */
const MEANT = ["occluded", "truncated", "is_crowd", "track_id", "score", "rotation"] as const;

function detailsOf(annotation: Json): Record<string, unknown> {
  const all = isRecord(annotation.attributes) ? annotation.attributes : {};
  const objectId = objectIdOf(annotation);
  const { attributes, rest } = splitAttributes(
    Object.fromEntries(
      Object.entries(all).filter(
        ([name]) => !(MEANT as readonly string[]).includes(name) && !(name === "object_id" && objectId !== null),
      ),
    ),
  );
  const flags = { occluded: all.occluded, truncated: all.truncated, crowd: all.is_crowd };
  const track = all.track_id;
  const kept = ["group", "z_order", "object_id"].filter(
    (name) =>
      isPlace(annotation[name]) &&
      annotation[name] !== 0 &&
      annotation[name] !== -1 &&
      !(name === "group" && objectId !== null),
  );
  return {
    ...given("attributes", attributes),
    ...given("flags", Object.fromEntries(Object.entries(flags).flatMap(([k, v]) => (isFlagSet(v) ? [[k, true]] : [])))),
    ...given("track_id", Number.isSafeInteger(track) ? track : trimmed(track)),
    ...(isPlace(numberOf(all.score)) ? { confidence: numberOf(all.score) } : {}),
    extra: {
      ...Object.fromEntries(kept.map((name) => [name, annotation[name]])),
      ...(Object.keys(rest).length > 0 ? { attributes: rest } : {}),
      ...given("object_id", objectId),
    },
  };
}

interface Place {
  readonly picture: string;
  readonly also?: readonly string[];
  readonly frame: number | null;
}

/** By the path of the picture, else by the item's id, which is the path without an ending. */
function placeOf(item: Json): Place | null {
  const media = [item.image, item.media, item.video_frame].find(isRecord);
  const id = trimmed(item.id);
  const video = isRecord(item.video_frame) ? item.video_frame : null;
  const named = trimmed(media?.path) ?? trimmed(video?.video_path);
  const frame = video && Number.isInteger(video.frame_index) ? (video.frame_index as number) : null;
  if (named === null) return id === null ? null : { picture: id, frame };
  return { picture: named, ...(id !== null && id !== named ? { also: [id] } : {}), frame };
}

function itemOf(item: unknown, index: number, categories: Categories, findings: Findings): Annotation | null {
  const place = isRecord(item) ? placeOf(item) : null;
  if (!isRecord(item) || !place) {
    findings.problem(`items[${index}]`, "it has neither an id nor the path of a picture");
    return null;
  }
  const labels = new Set<string>();
  const captions: string[] = [];
  const objects: FoundObject[] = [];
  const all = listOf(item.annotations);
  for (const group of gathered(all, (one) => (isRecord(one) ? objectIdOf(one) : null))) {
    const [annotation] = group;
    const where = `items[${index}].annotations[${all.indexOf(annotation)}]`;
    if (!isRecord(annotation)) findings.problem(where, "it is no object");
    else if (annotation.type === "caption") {
      const caption = trimmed(annotation.caption);
      if (caption) captions.push(caption);
    } else if (annotation.type !== "label" && !SHAPES.has(String(annotation.type)))
      findings.lose(`“${String(annotation.type)}” annotations`, "objects", "there is no such kind of object");
    else {
      const label = categories.names[numberOf(annotation.label_id)] ?? null;
      if (label === null) findings.problem(where, "its label_id names none of the labels");
      else if (annotation.type === "label") labels.add(label);
      else {
        const object = shapeOf(group as [Json, ...Json[]], label, where, place.frame, categories, findings);
        if (object) objects.push(object);
      }
    }
  }
  const [height, width] = isRecord(item.image) ? listOf(item.image.size).map(numberOf) : [];
  const attr = isRecord(item.attr) ? item.attr : {};
  const [license, source] = [trimmed(attr.license), trimmed(attr.source_url)];
  const details = Object.entries(attr).filter(
    ([name]) => name !== "frame" && !(name === "license" && license) && !(name === "source_url" && source),
  );
  const { metadata, rest } = splitMetadata(Object.fromEntries(details));
  findings.lose("attributes of pictures", "values", NO_METADATA, rest.length);
  return {
    picture: place.picture,
    ...given("also", place.also),
    labels: [...labels],
    captions,
    objects,
    scale: isSize(width) && isSize(height) ? { width, height } : "pixels",
    ...given("license", license),
    ...given("source_url", source),
    ...given("metadata", metadata),
  };
}

/** @param shapes of one object; mostly one */
function shapeOf(
  shapes: readonly [Json, ...Json[]],
  label: string,
  where: string,
  frame: number | null,
  categories: Categories,
  findings: Findings,
): FoundObject | null {
  const geometries = shapes.map((shape) => geometryOf(shape, categories, findings));
  const missing = shapes[geometries.findIndex((one) => !one || Object.keys(one).length === 0)];
  if (missing) {
    findings.problem(where, `its numbers are no ${String(missing.type).replace("_", " ")}`);
    return null;
  }
  const geometry = joined(geometries.filter((one) => one !== null));
  const { extra, ...details } = detailsOf(shapes[0]);
  return findings.object(where, {
    label,
    ...geometry,
    ...details,
    ...given("extra", {
      ...(extra as object),
      ...(geometry.extra as object | undefined),
      ...given("frame", frame),
    }),
  });
}

/** The subset that the file is called after: Datumaro keeps a file for each in a folder `annotations`. */
const subsetOf = (file: string): string | null =>
  path.posix.basename(path.posix.dirname(file)) === "annotations"
    ? splitOf(path.posix.basename(file).replace(/\.json$/i, ""))
    : null;

/** @param file path of the JSON file @returns null when the value is nothing that Datumaro wrote */
export function parseDatumaro(value: unknown, file: string): Parsed | null {
  if (!isRecord(value) || !Array.isArray(value.items) || !isRecord(value.categories)) return null;
  const findings = new Findings();
  const categories = categoriesOf(value.categories, findings);
  const split = subsetOf(file);
  const annotations = (value.items as unknown[])
    .map((item, index) => itemOf(item, index, categories, findings))
    .filter((annotation) => annotation !== null)
    .map((annotation) => ({ ...annotation, ...given("split", split) }));
  return findings.parsed(annotations, categories.classes);
}
