/**
 * FiftyOne's own export: `samples.json` with a sample for each picture, and `metadata.json` with the classes; places in shares.
 * https://docs.voxel51.com/user_guide/export_datasets.html#fiftyone-dataset
 */
import type { FoundObject } from "@/lib/objects/model";
import { Findings } from "../findings";
import { cleanLabel, isPlace, type Annotation, type FoundClass, type Parsed } from "../model";
import { splitOf } from "../subsets";
import {
  flatPoints,
  given,
  isRecord,
  listOf,
  NO_METADATA,
  numberOf,
  splitAttributes,
  splitMetadata,
  trimmed,
  type Json,
} from "../values";

/** Fields of every label that have a place of their own, or none worth one. */
const PLACED = new Set(
  "_id id _cls attributes tags label bounding_box mask mask_path confidence index points closed filled".split(" "),
);
/** Fields of every sample that are no labels. */
const OWN = new Set(
  "_id id filepath tags metadata _media_type _rand _dataset_id created_at last_modified_at _group group".split(" "),
);
const SPLITS = /^(train|val|valid|validation|test)$/i;

type Shape = Record<string, unknown>;

/** Parts of a filled shape are one object; lines stand alone. */
function pathsOf({ points, closed, filled }: Json): Shape[] | null {
  const parts = listOf(points).map(flatPoints);
  if (parts.length === 0 || !parts.every((part) => part !== null)) return null;
  if (closed === true || filled === true) return [{ polygon: parts.map((part) => [part]) }];
  return parts.map((polyline) => ({ polyline }));
}

/** A point without numbers is nowhere. */
function keypointsOf(label: Json): Shape[] | null {
  const points = listOf(label.points).map((point): [number, number, 0 | 2] => {
    const [x, y] = listOf(point).map(numberOf);
    return isPlace(x) && isPlace(y) ? [x, y, 2] : [0, 0, 0];
  });
  const confidence = listOf(label.confidence);
  return points.length === 0
    ? null
    : [{ keypoints: points, ...(confidence.length > 0 ? { extra: { point_confidence: confidence } } : {}) }];
}

function boxOf(label: Json): Shape[] | null {
  const [col_x, row_y, width, height] = listOf(label.bounding_box).map(numberOf);
  return [col_x, row_y, width, height].every(isPlace) ? [{ col_x, row_y, width, height }] : null;
}

function shapesOf(label: Json, findings: Findings): Shape[] | null {
  switch (label._cls) {
    case "Detection":
      if (label.mask !== undefined && label.mask !== null)
        findings.lose("masks of detections", "objects", "they are written in a form of NumPy's; their boxes are read");
      if (trimmed(label.mask_path) !== null)
        findings.lose("masks of detections", "objects", "they are pictures of their own; their boxes are read");
      return boxOf(label);
    case "Polyline":
      return pathsOf(label);
    default:
      return keypointsOf(label);
  }
}

/** Attributes are written beside the label's fields, or within `attributes` with a value each. */
function attributesOf(label: Json): ReturnType<typeof splitAttributes> {
  const old = isRecord(label.attributes) ? label.attributes : {};
  return splitAttributes({
    ...Object.fromEntries(Object.entries(label).filter(([name, value]) => !PLACED.has(name) && value !== null)),
    ...Object.fromEntries(
      Object.entries(old).map(([name, value]) => [name, isRecord(value) && "value" in value ? value.value : value]),
    ),
    ...(listOf(label.tags).length > 0 ? { tags: label.tags } : {}),
  });
}

function objectsOf(label: Json, field: string, where: string, findings: Findings): FoundObject[] {
  const shapes = shapesOf(label, findings);
  if (!shapes) findings.problem(where, `its numbers are no ${String(label._cls).toLowerCase()}`);
  const { attributes, rest } = attributesOf(label);
  const confidence = isPlace(label.confidence) ? label.confidence : null;
  return (shapes ?? [])
    .map((shape) =>
      findings.object(where, {
        label: cleanLabel(label.label),
        ...shape,
        ...given("attributes", attributes),
        // Only what was predicted has a confidence; its field is called after the model.
        ...(confidence === null ? {} : { confidence, source: { kind: "model", id: field.slice(0, 255) } }),
        ...given("track_id", Number.isSafeInteger(label.index) ? label.index : null),
        extra: { field, ...given("attributes", rest), ...(shape.extra as object | undefined) },
      }),
    )
    .filter((object) => object !== null);
}

/** Lists of labels, by the name of the list's class. */
const LISTS: Readonly<Record<string, string>> = {
  Detections: "detections",
  Polylines: "polylines",
  Keypoints: "keypoints",
  Classifications: "classifications",
};
const SHAPES = new Set(["Detection", "Polyline", "Keypoint"]);

function takeField(
  field: string,
  value: Json,
  where: string,
  into: { readonly labels: Set<string>; readonly objects: FoundObject[] },
  findings: Findings,
): void {
  const kind = String(value._cls);
  const list = LISTS[kind];
  if (list !== undefined) {
    for (const [index, label] of listOf(value[list]).entries())
      if (isRecord(label)) takeField(field, label, `${where}.${field}[${index}]`, into, findings);
  } else if (SHAPES.has(kind)) into.objects.push(...objectsOf(value, field, where, findings));
  else if (kind === "Classification") {
    const label = cleanLabel(value.label);
    if (label) into.labels.add(label);
    else findings.problem(where, "it has no label");
    if (isPlace(value.confidence))
      findings.lose("scores of labels", "values", "a label of a whole picture has no score");
  } else findings.lose(`“${kind}” labels`, "objects", "there is no such kind of object");
}

function sampleOf(sample: unknown, index: number, findings: Findings): Annotation | null {
  const where = `samples[${index}]`;
  const picture = isRecord(sample) ? trimmed(sample.filepath) : null;
  if (!isRecord(sample) || picture === null) {
    findings.problem(where, "it has no filepath");
    return null;
  }
  const into = { labels: new Set<string>(), objects: [] as FoundObject[] };
  const others = new Map<string, unknown>();
  for (const [field, value] of Object.entries(sample)) {
    if (OWN.has(field) || value === null) continue;
    if (isRecord(value) && typeof value._cls === "string") takeField(field, value, where, into, findings);
    else if (field === "frames") findings.lose("labels of frames", "values", "they are in a file of their own");
    else others.set(field, value);
  }
  const { metadata, rest } = splitMetadata(Object.fromEntries(others));
  for (const field of rest) findings.lose(`the field “${field.slice(0, 100)}”`, "values", NO_METADATA);
  const tags = listOf(sample.tags)
    .map(cleanLabel)
    .filter((tag) => tag !== null);
  const split = tags.find((tag) => SPLITS.test(tag));
  return {
    picture,
    labels: [...into.labels],
    objects: into.objects,
    scale: "shares",
    ...given("split", splitOf(split)),
    ...given(
      "tags",
      tags.filter((tag) => tag !== split),
    ),
    ...given("metadata", metadata),
  };
}

/** Classes by field, or for all of them, in the file's order. */
function classesOf(metadata: Json): FoundClass[] {
  const lists = [metadata.default_classes, ...(isRecord(metadata.classes) ? Object.values(metadata.classes) : [])];
  const names = lists.flatMap((list) => listOf(list).map(cleanLabel)).filter((name) => name !== null);
  const skeleton = isRecord(metadata.default_skeleton) ? metadata.default_skeleton : null;
  const keypoints = listOf(skeleton?.labels).map(String);
  const edges = listOf(skeleton?.edges).flatMap((path) => {
    const nodes = listOf(path).map(numberOf);
    return nodes.slice(1).map((to, at): [number, number] => [nodes[at]!, to]);
  });
  return [...new Set(names)].map((name) => ({
    name,
    ...(keypoints.length > 0 ? { skeleton: { keypoints, edges } } : {}),
  }));
}

/** @returns null when the value is neither the samples nor the metadata of an export */
export function parseFiftyOne(value: unknown): Parsed | null {
  if (!isRecord(value)) return null;
  const findings = new Findings();
  // A list or, from earlier versions, by name; with lists of classes where the data set has any.
  if ("sample_fields" in value) return findings.parsed([], classesOf(value));
  const samples = listOf(value.samples);
  if (!samples.some((sample) => isRecord(sample) && typeof sample.filepath === "string")) return null;
  const annotations = samples.map((sample, index) => sampleOf(sample, index, findings));
  return findings.parsed(annotations.filter((annotation) => annotation !== null));
}
