/**
 * Label Studio's JSON: tasks with annotations and predictions, places in percent of the picture's sides.
 * https://labelstud.io/guide/task_format, and the pages of its tags.
 */
import path from "node:path";
import { cornersOf } from "@/lib/objects/geometry";
import type { FoundObject } from "@/lib/objects/model";
import { Findings } from "../findings";
import { gathered, joined } from "../join";
import { cleanLabel, isPlace, isSize, type Annotation, type Parsed, type Scale } from "../model";
import { ellipsePolygon } from "../shapes";
import { splitOf } from "../subsets";
import {
  given,
  isRecord,
  listOf,
  NO_METADATA,
  numberOf,
  splitAttributes,
  splitMetadata,
  tidy,
  trimmed,
  type Json,
} from "../values";
import { decodeBrush } from "./label-studio-brush";

interface Size {
  readonly width: number;
  readonly height: number;
}
/** Who says it. */
interface Voice {
  readonly source: { readonly kind: "person" | "model"; readonly id: string } | null;
  readonly score: number | null;
}
/** All results with one id: a place, the labels that it was given, and what else was said of it. */
interface Region {
  readonly id: string;
  readonly where: string;
  readonly results: readonly Json[];
}
/** What is said of a picture, by the size that it is measured in. */
interface Gathered {
  readonly labels: Set<string>;
  readonly captions: string[];
  readonly bySize: Map<string, { readonly scale: Scale; readonly objects: FoundObject[] }>;
}

const valueOf = (result: Json): Json => (isRecord(result.value) ? result.value : {});
const GEOMETRIES = ["x", "points", "rle", "vertices", "sequence"];
const hasPlace = (result: Json): boolean => GEOMETRIES.some((name) => name in valueOf(result));

/** The size of the stored picture in pixels; shares of its sides where the file does not give it. */
function sizeOf(results: readonly Json[]): Size | null {
  for (const { original_width: width, original_height: height } of results)
    if (isSize(width) && isSize(height)) return { width, height };
  return null;
}

/** Percent of a side as pixels, or as a share. */
type Place = (x: unknown, y: unknown) => [number, number];
const placeIn = (size: Size | null): Place => {
  const [width, height] = size ? [size.width, size.height] : [1, 1];
  return (x, y) => [tidy((numberOf(x) * width) / 100), tidy((numberOf(y) * height) / 100)];
};

type Shape = Record<string, unknown>;

/** A box turns around its top left corner; its middle is where that takes it. */
function boxOf(value: Json, place: Place): Shape | null {
  const [col_x, row_y] = place(value.x, value.y);
  const [width, height] = place(value.width, value.height);
  const angle = numberOf(value.rotation ?? 0);
  if (![col_x, row_y, width, height, angle].every(isPlace)) return null;
  if (angle === 0) return { col_x, row_y, width, height };
  const [, , , , x, y] = cornersOf({ cx: 0, cy: 0, width, height, angle }) as number[];
  return { rotated_box: { cx: tidy(col_x + x!), cy: tidy(row_y + y!), width, height, angle } };
}

function ellipseOf(value: Json, place: Place, findings: Findings): Shape | null {
  const [cx, cy] = place(value.x, value.y);
  const [rx, ry] = place(value.radiusX, value.radiusY);
  const rotation = numberOf(value.rotation ?? 0);
  if (![cx, cy, rotation].every(isPlace) || !isSize(rx) || !isSize(ry)) return null;
  findings.lose("ellipses", "objects", "they are kept as polygons of 64 points; their numbers stay beside them");
  return {
    polygon: [[ellipsePolygon(cx, cy, rx, ry, rotation)]],
    extra: { ellipse: { cx, cy, rx, ry, ...(rotation ? { rotation } : {}) } },
  };
}

/** `points` of a polygon, or `vertices` of a vector. */
function pathOf(value: Json, place: Place, findings: Findings): Shape | null {
  const isVector = Array.isArray(value.vertices);
  const points = listOf(value.points ?? value.vertices).map((point) =>
    isRecord(point) ? place(point.x, point.y) : place(listOf(point)[0], listOf(point)[1]),
  );
  const flat = points.flat();
  if (flat.length === 0 || !flat.every(isPlace)) return null;
  if (listOf(value.vertices).some((vertex) => isRecord(vertex) && vertex.isBezier === true))
    findings.lose("curves", "objects", "their points are joined by straight lines");
  return value.closed === false || (isVector && value.closed !== true) ? { polyline: flat } : { polygon: [[flat]] };
}

function brushOf(value: Json, size: Size | null, findings: Findings): Shape | null {
  const decoded = size && decodeBrush(listOf(value.rle), size.width, size.height);
  if (decoded?.isSoft)
    findings.lose("soft edges of brushes", "objects", "a pixel is in a mask or not: what is half drawn counts");
  return decoded && { mask: decoded.mask };
}

function shapeOf(value: Json, size: Size | null, findings: Findings): Shape | null {
  const place = placeIn(size);
  if ("rle" in value) return brushOf(value, size, findings);
  if ("points" in value || "vertices" in value) return pathOf(value, place, findings);
  if ("radiusX" in value) return ellipseOf(value, place, findings);
  if ("height" in value) return boxOf(value, place);
  const [x, y] = place(value.x, value.y);
  return isPlace(x) && isPlace(y)
    ? { keypoints: [[x, y, 2]], ...given("extra", given("point_width", value.width)) }
    : null;
}

/** Labels that a tag of labels gave: `rectanglelabels`, `labels`, … */
const labelsWithin = (value: Json): string[] =>
  Object.entries(value)
    .filter(([name]) => /labels$/i.test(name))
    .flatMap(([, labels]) => listOf(labels).map(cleanLabel))
    .filter((label) => label !== null);

/** What was chosen or written, in words. */
function answersOf(value: Json): (string | number)[] {
  const paths = listOf(value.taxonomy).map((names) => listOf(names).map(String).join(" / "));
  const texts = [value.choices, value.text].flatMap((given) => (Array.isArray(given) ? (given as unknown[]) : [given]));
  return [...texts, ...paths, value.rating, value.number, value.datetime].filter(
    (answer): answer is string | number => isPlace(answer) || trimmed(answer) !== null,
  );
}

/** Answers to what was asked of a place, by the name of the tag that asked. */
function attributesOf(results: readonly Json[]): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const result of results) {
    const answers = answersOf(valueOf(result));
    if (answers.length > 0)
      attributes[trimmed(result.from_name) ?? String(result.type)] = answers.length === 1 ? answers[0] : answers;
  }
  return attributes;
}

/** What an export of ours calls the further shapes of an object: its id with a number behind. */
const OURS = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(-\d+)?$/;
/** The object that a region is a shape of. */
const objectIdOf = (id: string): string | null => OURS.exec(id)?.[1] ?? null;

function objectsOf(
  [region, ...further]: readonly [Region, ...Region[]],
  voice: Voice,
  size: Size | null,
  findings: Findings,
): FoundObject[] {
  const { results, where, id } = region;
  const placed = results.find(hasPlace)!;
  const value = valueOf(placed);
  const labels = [...new Set(results.flatMap((result) => labelsWithin(valueOf(result))))];
  if (labels.length === 0) findings.problem(where, "it has no label");
  if (!size && isPlace(value.rotation) && value.rotation !== 0) {
    findings.problem(where, "a turned shape needs original_width and original_height");
    return [];
  }
  const objectId = objectIdOf(id);
  const said =
    objectId !== null && isRecord(placed.meta) && isRecord(placed.meta.attributes) ? placed.meta.attributes : {};
  const { attributes, rest } = splitAttributes({ ...said, ...attributesOf(results) });
  const score = results.map((result) => result.score).find(isPlace) ?? voice.score;
  const common = {
    ...given("attributes", attributes),
    ...given("source", voice.source),
    ...given("confidence", score),
  };
  const extra = {
    ...given("attributes", rest),
    ...given("meta", objectId === null ? placed.meta : undefined),
    ...given("object_id", objectId),
    ...given("parent", trimmed(placed.parentID)),
    ...(placed.image_rotation ? { image_rotation: placed.image_rotation } : {}),
    ...(labels.length > 1 ? { region: id } : {}),
  };
  const make = (label: string, shape: Shape | null, more: Shape): FoundObject | null => {
    if (shape)
      return findings.object(where, {
        label,
        ...shape,
        ...common,
        ...more,
        ...given("extra", { ...(shape.extra as object | undefined), ...extra, ...(more.extra as object | undefined) }),
      });
    findings.problem(where, `its numbers are no ${trimmed(placed.type) ?? "place"} of its picture`);
    return null;
  };
  if ("sequence" in value) {
    const place = (shape: Json) => (size || !shape.rotation ? boxOf(shape, placeIn(size)) : null);
    return labels.flatMap((label) =>
      trackOf(listOf(value.sequence), (shape, more) => make(label, place(shape), more), id),
    );
  }
  const shapes = [value, ...further.map((one) => valueOf(one.results.find(hasPlace)!))].map((one) =>
    labels.length > 0 ? shapeOf(one, size, findings) : null,
  );
  const shape = shapes.includes(null) ? null : joined(shapes.filter((one) => one !== null));
  return labels.map((label) => make(label, shape, {})).filter((object) => object !== null);
}

/** Keyframes of a video; one that is not enabled ends what was before it. */
function trackOf(
  sequence: readonly unknown[],
  make: (shape: Json, more: Shape) => FoundObject | null,
  track_id: string,
): FoundObject[] {
  return sequence.filter(isRecord).flatMap((shape) => {
    const time = numberOf(shape.time);
    const object = make(shape, {
      track_id,
      ...(isPlace(time) && time >= 0 ? { time_ms: tidy(time * 1000) } : {}),
      extra: { ...given("frame", shape.frame), ...(shape.enabled === false ? { is_last: true } : {}) },
    });
    return object ? [object] : [];
  });
}

/** Results with one id belong together; those without one stand alone. */
function regionsOf(results: readonly unknown[], where: string): Region[] {
  const regions = new Map<string, { id: string; where: string; results: Json[] }>();
  for (const [index, result] of results.entries()) {
    if (!isRecord(result)) continue;
    const id = typeof result.id === "string" ? result.id : `#${index}`;
    const known = regions.get(id);
    if (known) known.results.push(result);
    else regions.set(id, { id, where: `${where}.result[${index}]`, results: [result] });
  }
  return [...regions.values()];
}

/** What is said of the picture as a whole. */
function takeWhole(region: Region, voice: Voice, into: Gathered, findings: Findings): void {
  for (const result of region.results) {
    const value = valueOf(result);
    if (result.type === "relation") findings.lose("relations", "objects", "objects have no relations to each other");
    else if (Array.isArray(value.choices) || Array.isArray(value.taxonomy)) {
      for (const label of answersOf(value).map(cleanLabel)) if (label) into.labels.add(label);
      if (voice.source?.kind === "model" && (isPlace(result.score) || voice.score !== null))
        findings.lose("scores of labels", "values", "a label of a whole picture has no score");
    } else if (result.type === "textarea" || value.text !== undefined)
      into.captions.push(...answersOf(value).map((text) => String(text).trim()));
    else
      findings.lose(
        `answers of “${trimmed(result.from_name) ?? String(result.type)}”`,
        "values",
        "they can be added as custom metadata",
      );
  }
}

function takeResults(results: unknown, voice: Voice, where: string, into: Gathered, findings: Findings): void {
  const regions = regionsOf(listOf(results), where);
  for (const group of gathered(regions, (one) => (one.results.some(hasPlace) ? objectIdOf(one.id) : null))) {
    const [region, ...further] = group as [Region, ...Region[]];
    if (!region.results.some(hasPlace)) {
      takeWhole(region, voice, into, findings);
      continue;
    }
    const size = sizeOf(region.results);
    const key = size ? `${size.width} × ${size.height}` : "shares";
    const same = into.bySize.get(key) ?? { scale: size ?? "shares", objects: [] };
    into.bySize.set(key, same);
    same.objects.push(...objectsOf([region, ...further], voice, size, findings));
  }
}

const personOf = (annotation: Json): Voice => {
  const by = annotation.completed_by;
  const id = isRecord(by)
    ? (trimmed(by.email) ?? (isPlace(by.id) ? String(by.id) : null))
    : isPlace(by)
      ? String(by)
      : null;
  return { source: id === null ? null : { kind: "person", id: id.slice(0, 255) }, score: null };
};
const modelOf = (prediction: Json): Voice => ({
  source: { kind: "model", id: (trimmed(prediction.model_version) ?? "unknown").slice(0, 255) },
  score: isPlace(prediction.score) ? prediction.score : null,
});

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface Named {
  readonly picture: string;
  readonly also: readonly string[];
  readonly source_url?: string;
}

/** The picture of a task, by its address: a path on a server, in a bucket, or among the files of the machine (`?d=`). */
function pictureOf(task: Json): Named | null {
  const data = isRecord(task.data) ? task.data : {};
  const texts = Object.entries(data).filter(([, value]) => trimmed(value) !== null) as [string, string][];
  const isLikely = ([name, value]: [string, string]) =>
    /^(image|img|photo|picture|video|ocr)$/i.test(name) ||
    /\.(jpe?g|png|gif|webp|bmp|tiff?|mp4|mov|webm)(\?|$)/i.test(value);
  const address = (texts.find(isLikely) ?? texts.find(([, value]) => /[/\\]/.test(value)))?.[1].trim();
  const uploaded = trimmed(task.file_upload);
  if (address === undefined) return uploaded === null ? null : { picture: withoutPrefix(uploaded), also: [uploaded] };
  const local = /[?&]d=([^&]*)/.exec(address)?.[1];
  const full = decoded((local ?? address.replace(/[?#].*$/, "")).replaceAll("\\", "/"));
  const name = path.posix.basename(full);
  const isRemote = /^[a-z][a-z0-9+.-]*:\/\//i.test(full);
  const picture =
    local !== undefined || !/^(\/data\/|[a-z][a-z0-9+.-]*:)/i.test(full) ? full.replace(/^\/+/, "") : name;
  const inBucket = isRemote ? full.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, "") : name;
  const also = [...new Set([inBucket, name, withoutPrefix(name)])].filter((other) => other !== picture && other !== "");
  return { picture, also, ...(/^https?:\/\//i.test(address) ? { source_url: address } : {}) };
}

/** Files that are uploaded to Label Studio get eight hexadecimal digits before their name. */
const withoutPrefix = (name: string): string => name.replace(/^[0-9a-f]{8}-(?=.)/, "");

function takeTask(task: unknown, index: number, findings: Findings): Annotation[] {
  const where = `[${index}]`;
  const named = isRecord(task) ? pictureOf(task) : null;
  if (!isRecord(task) || !named) {
    findings.problem(where, "its data names no picture");
    return [];
  }
  const gathered: Gathered = { labels: new Set(), captions: [], bySize: new Map() };
  for (const [at, annotation] of listOf(task.annotations ?? task.completions).entries()) {
    if (!isRecord(annotation)) continue;
    const count = listOf(annotation.result).length;
    if (annotation.was_cancelled === true)
      findings.lose("results of skipped annotations", "objects", "whoever made them took them back", count);
    else takeResults(annotation.result, personOf(annotation), `${where}.annotations[${at}]`, gathered, findings);
  }
  for (const [at, prediction] of listOf(task.predictions).entries())
    if (isRecord(prediction))
      takeResults(prediction.result, modelOf(prediction), `${where}.predictions[${at}]`, gathered, findings);
  const { picture, also } = named;
  const meta = isRecord(task.meta) ? task.meta : {};
  const source_url = trimmed(meta.source_url) ?? named.source_url;
  const { metadata, rest } = splitMetadata(isRecord(meta.metadata) ? meta.metadata : {});
  findings.lose("metadata of pictures", "values", NO_METADATA, rest.length);
  const name = { picture, ...given("also", also) };
  const [first, ...others] = [...gathered.bySize.values()];
  return [
    {
      ...name,
      labels: [...gathered.labels],
      captions: gathered.captions,
      ...(first ?? { objects: [] }),
      ...given("source_url", source_url),
      ...given("split", splitOf(meta.split)),
      ...given("license", trimmed(meta.license)),
      ...given(
        "tags",
        listOf(meta.tags)
          .map(cleanLabel)
          .filter((tag) => tag !== null),
      ),
      ...given("metadata", metadata),
    },
    ...others.map((other) => ({ ...name, ...other })),
  ];
}

const isTask = (value: unknown): value is Json =>
  isRecord(value) &&
  isRecord(value.data) &&
  ["annotations", "completions", "predictions"].some((name) => Array.isArray(value[name]));

/** @returns null when the value is no task, nor a list of tasks, of Label Studio */
export function parseLabelStudio(value: unknown): Parsed | null {
  const tasks = Array.isArray(value) ? (value as unknown[]) : [value];
  if (!tasks.some(isTask)) return null;
  const findings = new Findings();
  return findings.parsed(tasks.flatMap((task, index) => takeTask(task, index, findings)));
}
