/**
 * COCO: `{images, annotations, categories, licenses?}`, joined by ids. Boxes, outlines, masks, keypoints and captions, as
 * https://cocodataset.org/#format-data has them, and what tools add: scores, attributes, tracks.
 */
import { SOURCE_KINDS, type FoundObjectInput } from "@/lib/objects/model";
import { areaOfRuns, encodeRuns, runsOf } from "@/lib/objects/run-lengths";
import { Findings } from "../findings";
import type { JsonFile } from "../json-stream";
import {
  cleanLabel,
  isPlace,
  isSize,
  isWrong,
  readObject,
  type Annotation,
  type FoundClass,
  type Parsed,
  type Scale,
} from "../model";
import { splitOfFile } from "../splits";
import { flatPoints, given, isRecord, listOf, splitAttributes, trimmed, type Json } from "../values";

/** The lists that a file has at its top, by key: whether they are those of COCO. */
export const hasCocoKeys = (keys: ReadonlyMap<string | null, boolean>): boolean =>
  keys.get("images") === true && keys.get("annotations") === true;

interface Image {
  readonly name: string;
  readonly scale: Scale;
  readonly license: unknown;
  readonly source_url: string | null;
  /** In an export of ours. */
  readonly split: string | null;
}
type Geometry = Pick<FoundObjectInput, "polygon" | "mask" | "keypoints"> & Partial<Record<Side, number>>;
type Side = "col_x" | "row_y" | "width" | "height";

/** Fields that have a place of their own: the others are kept in `extra`, or told as lost where there is none. */
const IMAGE_FIELDS = new Set(["id", "file_name", "width", "height", "license", "coco_url", "flickr_url", "split"]);
const CATEGORY_FIELDS = new Set(["name", "keypoints", "skeleton", "color"]);
const OBJECT_FIELDS = new Set(["image_id", "category_id", "bbox", "segmentation", "keypoints", "segments_info"]);
/** Of an annotation without a place: what repeats what is known, or says that there is no place. */
const PLACELESS_FIELDS = new Set([...OBJECT_FIELDS, "id", "caption", "area", "iscrowd", "num_keypoints"]);
const MAX_FIELD_NAMES = 100;
const LABELS_FILE = /(^|\/)annotations\/labels(_[^/]*)?\.json$/;

/** Takes the lists of a file in batches: first images, categories and licences in any order, then annotations. */
export class CocoReader {
  /** Null for an id that stands for several. */
  private readonly images = new Map<unknown, Image | null>();
  private readonly categories = new Map<unknown, string | null>();
  private readonly licenses = new Map<unknown, string>();
  private readonly classes: FoundClass[] = [];
  private readonly fieldNames = new Set<string>();
  private found = new Findings();
  private readonly split: string | null;

  /** @param file its path: a split may be named in it */
  constructor(private readonly file: string) {
    this.split = splitOfFile(file);
  }

  addLicenses(values: readonly unknown[]): void {
    for (const license of values) {
      const name = isRecord(license) ? (trimmed(license.name) ?? trimmed(license.url)) : null;
      if (!isRecord(license) || !name) continue;
      this.licenses.set(license.id, name);
      if (trimmed(license.name) && trimmed(license.url)) this.loseField("url", "licences");
    }
  }

  addImages(values: readonly unknown[], first: number): void {
    for (const [index, image] of values.entries()) {
      const where = `images[${first + index}]`;
      const name = isRecord(image) && typeof image.file_name === "string" ? image.file_name : "";
      if (!isRecord(image) || name === "") {
        this.found.problem(where, "it has no file_name");
        continue;
      }
      const known = this.images.get(image.id);
      if (known === null || (known && known.name !== name)) {
        this.found.problem(
          where,
          `its id ${JSON.stringify(image.id)} is that of ${known ? `“${known.name}”` : "others"} too: what the annotations say of it is not used, as it may be meant for either`,
        );
        this.images.set(image.id, null);
        continue;
      }
      const [coco, flickr] = [trimmed(image.coco_url), trimmed(image.flickr_url)];
      if (coco && flickr) this.loseField("flickr_url", "images");
      for (const [field, value] of Object.entries(image))
        if (!IMAGE_FIELDS.has(field) && value !== null) this.loseField(field, "images");
      this.images.set(image.id, {
        name,
        scale: isSize(image.width) && isSize(image.height) ? { width: image.width, height: image.height } : "pixels",
        license: image.license,
        source_url: coco ?? flickr,
        split: trimmed(image.split),
      });
    }
  }

  addCategories(values: readonly unknown[], first: number): void {
    for (const [index, category] of values.entries()) {
      const where = `categories[${first + index}]`;
      const name = isRecord(category) ? cleanLabel(category.name) : null;
      if (!isRecord(category) || !name) {
        this.found.problem(where, "it has no name");
        continue;
      }
      const known = this.categories.get(category.id);
      if (known === undefined || known === name) this.categories.set(category.id, name);
      else {
        this.found.problem(
          where,
          `its id ${JSON.stringify(category.id)} is that of ${known ? `“${known}”` : "others"} too: annotations of it are not used, as either may be meant`,
        );
        this.categories.set(category.id, null);
      }
      if (!this.classes.some((one) => one.name === name)) this.classes.push(classOf(name, category));
    }
  }

  /** A field that nothing of ours has a place for. */
  lose(what: string, count: number): void {
    this.found.lose(`“${what}” of the file`, "values", "a dataset has no place for it", count);
  }

  /** What images, categories and licences say; once, before annotations are given. */
  head(): Parsed {
    const annotations: Annotation[] = [];
    for (const image of this.images.values())
      if (image)
        annotations.push({
          picture: image.name,
          ...given("split", image.split ?? this.split),
          ...given("license", this.licenses.get(image.license)),
          ...given("source_url", image.source_url),
        });
    // In an export of ours these are labels of whole pictures.
    const ofPictures = LABELS_FILE.test(this.file);
    return this.parsed(
      annotations,
      ofPictures ? this.classes.map((one) => ({ ...one, forItems: true as const })) : this.classes,
    );
  }

  annotations(values: readonly unknown[], first: number): Parsed {
    const annotations: Annotation[] = [];
    for (const [index, value] of values.entries()) {
      const where = `annotations[${first + index}]`;
      const image = isRecord(value) ? this.images.get(value.image_id) : undefined;
      if (!isRecord(value) || image === undefined) this.found.problem(where, "its image_id names none of the images");
      else if (image === null) this.lostId("image");
      else if (Array.isArray(value.segments_info)) annotations.push(...this.panoptic(value, image, where));
      else annotations.push(...this.annotation(value, image, where));
    }
    return this.parsed(annotations);
  }

  private parsed(annotations: Annotation[], classes?: readonly FoundClass[]): Parsed {
    const parsed = this.found.parsed(annotations, classes);
    this.found = new Findings();
    return parsed;
  }

  private loseField(field: string, of: string): void {
    if (this.fieldNames.size < MAX_FIELD_NAMES) this.fieldNames.add(field);
    const name = this.fieldNames.has(field) ? `“${field}”` : "other fields";
    this.found.lose(`${name} of ${of}`, "values", `${of} have no place for it here`);
  }

  private lostId(of: "image" | "category"): void {
    this.found.lose(
      `annotations with the ${of} id of several`,
      "objects",
      `one ${of}_id stands for several, and it is not known which is meant`,
    );
  }

  /** Segments of a panoptic file have boxes; their masks are in a picture of its own. */
  private panoptic(value: Json, image: Image, where: string): Annotation[] {
    const segments = listOf(value.segments_info);
    this.found.lose(
      "masks in panoptic pictures",
      "objects",
      "their boxes are taken, the PNG is not read",
      segments.length,
    );
    return segments.flatMap((segment, index) =>
      isRecord(segment) ? this.annotation(segment, image, `${where}.segments_info[${index}]`) : [],
    );
  }

  private annotation(value: Json, image: Image, where: string): Annotation[] {
    const caption = trimmed(value.caption);
    const label = this.categories.get(value.category_id);
    if (label === null) {
      this.lostId("category");
      return [];
    }
    const extra: Record<string, unknown> = {};
    const { geometry, scale, isWhole } = this.geometryOf(value, image, where, extra);
    if (Object.keys(geometry).length === 0) {
      if (!isWhole) return [];
      if (!label && !caption) {
        this.found.problem(where, "its category_id names none of the categories");
        return [];
      }
      for (const [field, content] of Object.entries(value))
        if (!PLACELESS_FIELDS.has(field) && content !== null) this.loseField(field, "labels and captions");
      return [
        {
          picture: image.name,
          where,
          ...given("labels", label ? [label] : null),
          ...given("captions", caption ? [caption] : null),
        },
      ];
    }
    if (!label) {
      this.found.problem(where, "its category_id names none of the categories");
      return [];
    }
    const object = this.object(label, value, geometry, extra, where);
    return object ? [{ picture: image.name, where, scale, objects: [object] }] : [];
  }

  private object(label: string, value: Json, geometry: Geometry, extra: Record<string, unknown>, where: string) {
    const { iscrowd, score, track_id, attributes, occluded, truncated, time_ms, source, ...rest } = value;
    for (const [field, content] of Object.entries(rest))
      if (!OBJECT_FIELDS.has(field) && content !== undefined) extra[field.slice(0, 255)] = content;
    const isCrowd = iscrowd === 1 || iscrowd === true;
    if (!isCrowd && iscrowd !== 0 && iscrowd !== false && iscrowd !== undefined) extra.iscrowd = iscrowd;
    if (!isPlace(score) && score !== undefined) extra.score = score;
    const isTrack = Number.isSafeInteger(track_id) || (typeof track_id === "string" && track_id.length <= 255);
    if (!isTrack && track_id !== undefined) extra.track_id = track_id;
    const marks = { occluded, truncated };
    for (const [mark, content] of Object.entries(marks))
      if (typeof content !== "boolean" && content !== undefined) extra[mark] = content;
    const isTimed = isPlace(time_ms) && time_ms >= 0;
    if (!isTimed && time_ms !== undefined) extra.time_ms = time_ms;
    const voice = sourceOf(source);
    if (!voice && source !== undefined) extra.source = source;
    const split = isRecord(attributes) ? splitAttributes(attributes) : null;
    if (!split && attributes !== undefined) extra.attributes = attributes;
    if (split && Object.keys(split.rest).length > 0) extra.attributes = split.rest;
    const object = readObject({
      label,
      ...geometry,
      ...given("attributes", split?.attributes),
      ...(isPlace(score) ? { confidence: score } : {}),
      ...given("flags", {
        ...(isCrowd ? { crowd: true } : {}),
        ...Object.fromEntries(Object.entries(marks).filter(([, content]) => typeof content === "boolean")),
      }),
      ...(isTimed ? { time_ms } : {}),
      ...given("source", voice),
      ...(isTrack ? { track_id: track_id as string | number } : {}),
      ...given("extra", extra),
    });
    if (!isWrong(object)) return object;
    this.found.problem(where, object.wrong);
    return null;
  }

  /** The kinds of geometry that can be used; what cannot is told and kept as it is written, in `extra`. */
  private geometryOf(value: Json, image: Image, where: string, extra: Record<string, unknown>) {
    let isWhole = true;
    const refuse = (field: "bbox" | "segmentation" | "keypoints", reason: string) => {
      isWhole = false;
      extra[field] = value[field];
      this.found.problem(where, reason);
    };
    const { polygon, mask, wrong } = segmentationOf(value.segmentation, image.scale);
    if (wrong) refuse("segmentation", wrong);
    const points = keypointsOf(value.keypoints);
    if (points && "wrong" in points) refuse("keypoints", points.wrong);
    const keypoints = points && !("wrong" in points) ? points : null;
    if (keypoints?.isRounded) extra.keypoints = value.keypoints;
    const others: Geometry = {
      ...given("polygon", polygon),
      ...given("mask", mask),
      ...given("keypoints", keypoints?.points),
    };
    const hasPlace = Boolean(polygon ?? mask) || Boolean(keypoints?.points.some(([, , v]) => v > 0));
    const box = listOf(value.bbox).length > 0 ? boxOf(listOf(value.bbox), hasPlace) : undefined;
    if (box === null) refuse("bbox", "its bbox is not [x, y, width, height] with a positive size");
    const geometry: Geometry = box ? { ...others, ...box } : hasPlace ? others : {};
    const scale = image.scale === "pixels" && mask ? { width: mask.size[1], height: mask.size[0] } : image.scale;
    return { geometry, scale, isWhole };
  }
}

/** Who said it, as an export of ours writes it. */
const sourceOf = (value: unknown): { kind: (typeof SOURCE_KINDS)[number]; id: string } | null => {
  const { kind, id, ...rest } = isRecord(value) ? value : {};
  const known = SOURCE_KINDS.find((one) => one === kind);
  return known && typeof id === "string" && id.length <= 255 && Object.keys(rest).length === 0
    ? { kind: known, id }
    : null;
};

/** @param hasPlace whether something else says where the object is: then its box may have no height or no width, as a line has */
function boxOf(bbox: readonly unknown[], hasPlace: boolean): Record<Side, number> | null {
  const [x, y, width, height] = bbox;
  if (bbox.length !== 4 || !isPlace(x) || !isPlace(y) || !isPlace(width) || !isPlace(height)) return null;
  const isBox = width > 0 && height > 0;
  const isLine = hasPlace && width >= 0 && height >= 0 && width + height > 0;
  return isBox || isLine ? { col_x: x, row_y: y, width, height } : null;
}

interface Segmentation {
  readonly polygon?: number[][][];
  readonly mask?: { size: [number, number]; counts: string };
  readonly wrong?: string;
}

function segmentationOf(segmentation: unknown, scale: Scale): Segmentation {
  if (isRecord(segmentation)) return maskOf(segmentation, scale);
  const list = listOf(segmentation);
  if (list.length === 0) return {};
  const rings = list.every((value) => isPlace(value)) ? [list] : list;
  const outlines = rings.map(flatPoints).filter((ring) => ring !== null && ring.length >= 6) as number[][];
  return {
    ...given("polygon", outlines.length > 0 ? outlines.map((ring) => [ring]) : null),
    ...(outlines.length < rings.length
      ? { wrong: "its segmentation has a part that is no outline of at least three points [x1, y1, x2, y2, …]" }
      : {}),
  };
}

function maskOf({ size, counts }: Json, scale: Scale): Segmentation {
  const [height, width] = listOf(size) as number[];
  const isList = Array.isArray(counts) && counts.every((run) => Number.isSafeInteger(run) && run >= 0);
  const text = isList ? encodeRuns(counts as number[]) : typeof counts === "string" ? counts : null;
  if (text === null || listOf(size).length !== 2 || !isSize(height) || !isSize(width))
    return { wrong: "its segmentation is no mask {size: [height, width], counts}" };
  const mask = { size: [height, width] as [number, number], counts: text };
  const runs = runsOf(mask);
  if (!runs) return { wrong: "the run lengths of its mask do not cover height × width exactly" };
  if (typeof scale === "object" && (scale.width !== width || scale.height !== height))
    return { wrong: `its mask has ${width} × ${height} pixels, but the image ${scale.width} × ${scale.height}` };
  // An empty one has no place.
  return areaOfRuns(runs) > 0 ? { mask } : {};
}

type Points = { readonly points: [number, number, 0 | 1 | 2][]; readonly isRounded: boolean };

function keypointsOf(value: unknown): Points | { readonly wrong: string } | null {
  const numbers = listOf(value);
  if (numbers.length === 0) return null;
  if (numbers.length % 3 !== 0 || !numbers.every(isPlace))
    return { wrong: "its keypoints are not x, y, visibility, …" };
  const points: Points["points"] = [];
  let isRounded = false;
  for (let at = 0; at < numbers.length; at += 3) {
    const [x, y, v] = numbers.slice(at, at + 3) as [number, number, number];
    // Detectors give a score in the place of the visibility.
    const visibility = v === 0 || v === 1 || v === 2 ? v : v > 0 ? 2 : 0;
    isRounded ||= visibility !== v;
    points.push([x, y, visibility]);
  }
  return { points, isRounded };
}

/** `#rrggbb` for what categories have as their colour: such a text, or three numbers up to 255. */
function colorOf(color: unknown): string | null {
  if (typeof color === "string" && /^#[0-9a-f]{6}$/i.test(color)) return color.toLowerCase();
  const parts = listOf(color);
  const isRgb =
    parts.length === 3 && parts.every((part) => Number.isInteger(part) && Number(part) >= 0 && Number(part) < 256);
  return isRgb ? `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}` : null;
}

function classOf(name: string, category: Json): FoundClass {
  const color = colorOf(category.color);
  const keypoints = listOf(category.keypoints).map((point) => cleanLabel(point) ?? "");
  const pairs = listOf(category.skeleton);
  const isOne = (end: unknown) => Number.isInteger(end) && Number(end) >= 1 && Number(end) <= keypoints.length;
  const edges = pairs.flatMap((pair): [number, number][] => {
    const [from, to, ...more] = listOf(pair);
    return more.length === 0 && isOne(from) && isOne(to) ? [[Number(from) - 1, Number(to) - 1]] : [];
  });
  const extra = Object.fromEntries(
    Object.entries(category).filter(
      ([field, value]) =>
        !CATEGORY_FIELDS.has(field) ||
        (field === "color" && !color) ||
        (field === "skeleton" && edges.length < listOf(value).length),
    ),
  );
  return {
    name,
    ...given("color", color),
    ...(keypoints.length > 0 ? { skeleton: { keypoints, edges } } : {}),
    ...given("extra", extra),
  };
}

/** Reads a file of any size: once for all that annotations name, once for them. */
export async function* readCoco(json: JsonFile, file: string): AsyncGenerator<Parsed> {
  const reader = new CocoReader(file);
  for await (const part of json.parts((key) => key === "images" || key === "categories" || key === "licenses")) {
    if (part.kind === "skipped" && part.key !== "annotations" && part.key !== null) reader.lose(part.key, 1);
    if (part.kind !== "entries") continue;
    if (part.key === "images") reader.addImages(part.values, part.first);
    else if (part.key === "categories") reader.addCategories(part.values, part.first);
    else reader.addLicenses(part.values);
  }
  yield reader.head();
  for await (const part of json.parts((key) => key === "annotations"))
    if (part.kind === "entries") yield reader.annotations(part.values, part.first);
}
