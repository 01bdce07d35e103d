/** CVAT's XML 1.1, for images and for video: https://docs.cvat.ai/docs/other/xml_format. */
import type { FoundObject } from "@/lib/objects/model";
import { Findings } from "../findings";
import type { AttributeSchema } from "@/lib/classes/schema";
import { gathered, isObjectId, joined } from "../join";
import { cleanLabel, isPlace, isSize, type Annotation, type FoundClass, type Parsed, type Scale } from "../model";
import { boxBetween, ellipsePolygon, maskOfRowRuns, turnedBox } from "../shapes";
import { splitOf } from "../subsets";
import { flatPoints, given, numberOf, splitAttributes, trimmed } from "../values";
import { childOf, childrenOf, parseXml, textOf, type XmlElement } from "../xml";

interface LabelInfo {
  readonly found: FoundClass;
  /** Kind of input by the attribute's name. */
  readonly inputs: ReadonlyMap<string, string>;
}
interface Size {
  readonly width: number;
  readonly height: number;
}
interface Context {
  readonly findings: Findings;
  readonly labels: ReadonlyMap<string, LabelInfo>;
}

function* descendants(element: XmlElement, name: string): Generator<XmlElement> {
  for (const child of element.children) {
    if (child.name === name) yield child;
    yield* descendants(child, name);
  }
}
const firstWithin = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element ? descendants(element, name).next().value : undefined;

/** Pairs of nodes that lines of a skeleton's drawing join, as places in the list of its points. */
function skeletonEdges(svg: XmlElement | undefined, keypoints: readonly string[]): [number, number][] {
  if (!svg) return [];
  const drawing = svg.children.length > 0 ? svg : parseXml(`<svg>${svg.text}</svg>`)?.root;
  const nodes = new Map<string, number>();
  for (const circle of childrenOf(drawing ?? undefined, "circle")) {
    const { "data-node-id": node, "data-label-name": name } = circle.attributes;
    if (node !== undefined) nodes.set(node, name === undefined ? Number(node) - 1 : keypoints.indexOf(name));
  }
  return childrenOf(drawing ?? undefined, "line")
    .map(({ attributes }): [number, number] => [
      nodes.get(attributes["data-node-from"] ?? "") ?? -1,
      nodes.get(attributes["data-node-to"] ?? "") ?? -1,
    ])
    .filter((edge) => edge.every((at) => at >= 0 && at < keypoints.length));
}

const INPUTS: Readonly<Record<string, AttributeSchema["type"]>> = {
  checkbox: "boolean",
  number: "number",
  radio: "select",
  select: "select",
  text: "text",
};

/** An attribute that a label has, as CVAT describes it; nothing for one without a name or of an unknown kind. */
function schemaOf(attribute: XmlElement): AttributeSchema[] {
  const name = cleanLabel(textOf(attribute, "name"));
  const type = INPUTS[textOf(attribute, "input_type")];
  if (!name || !type) return [];
  const values = textOf(attribute, "values")
    .split("\n")
    .filter((value) => value.trim() !== "");
  const said = textOf(attribute, "default_value");
  const fallback = type === "boolean" ? said === "true" : type === "number" ? numberOf(said) : said;
  const fits = type === "number" ? isPlace(fallback) : type === "select" ? values.includes(said) : said !== "";
  return [
    {
      name,
      // What there is nothing to choose from for is a text.
      type: type === "select" && values.length === 0 ? "text" : type,
      ...(type === "select" && values.length > 0 ? { values } : {}),
      ...(fits ? { default: fallback } : {}),
    },
  ];
}

/** Labels in the file's order; points of a skeleton, which name their `parent`, are no classes of their own. */
function labelsOf(meta: XmlElement | undefined): Map<string, LabelInfo> {
  const all = childrenOf(firstWithin(meta, "labels"), "label");
  const labels = new Map<string, LabelInfo>();
  for (const label of all) {
    const name = cleanLabel(textOf(label, "name"));
    if (!name || textOf(label, "parent") !== "") continue;
    const keypoints = all.filter((other) => textOf(other, "parent") === name).map((point) => textOf(point, "name"));
    const skeleton = { keypoints, edges: skeletonEdges(childOf(label, "svg"), keypoints) };
    const described = childrenOf(childOf(label, "attributes"), "attribute");
    const inputs = described.map((attribute) => [textOf(attribute, "name"), textOf(attribute, "input_type")] as const);
    const attributes = described.flatMap(schemaOf);
    const color = trimmed(textOf(label, "color"));
    labels.set(name, {
      found: {
        name,
        ...(color && /^#[0-9a-f]{6}$/i.test(color)
          ? { color: color.toLowerCase() }
          : color
            ? { extra: { color } }
            : {}),
        ...(keypoints.length > 0 ? { skeleton } : {}),
        ...(attributes.length > 0 ? { attributes } : {}),
      },
      inputs: new Map(inputs),
    });
  }
  return labels;
}

function attributesOf(shape: XmlElement, info: LabelInfo | undefined): Record<string, string | number | boolean> {
  const attributes: Record<string, string | number | boolean> = {};
  for (const { attributes: named, text } of childrenOf(shape, "attribute")) {
    const { name } = named;
    if (!name || name.length > 255) continue;
    const input = info?.inputs.get(name);
    if (input === "number" && isPlace(numberOf(text))) attributes[name] = numberOf(text);
    else if (input === "checkbox" && /^(true|false)$/i.test(text)) attributes[name] = /^true$/i.test(text);
    else attributes[name] = text;
  }
  return attributes;
}

const isSet = (value: string | undefined): boolean => value === "1" || /^true$/i.test(value ?? "");
const pointsOf = (shape: XmlElement): number[] | null =>
  flatPoints((shape.attributes.points ?? "").split(";").map((point) => point.split(",")));
const numbersOf = (shape: XmlElement, ...names: string[]): number[] =>
  names.map((name) => numberOf(shape.attributes[name]));

/** The object that a shape is one of, where an export of ours wrote it. */
const objectIdOf = (shape: XmlElement): string | null => {
  const named = childrenOf(shape, "attribute").find(({ attributes }) => attributes.name === OBJECT_ID);
  return named && isObjectId(named.text) ? named.text : null;
};
const OBJECT_ID = "object_id";

function boxGeometry(shape: XmlElement): Record<string, unknown> | null {
  const [ax, ay, bx, by] = numbersOf(shape, "xtl", "ytl", "xbr", "ybr") as [number, number, number, number];
  if (![ax, ay, bx, by].every(isPlace)) return null;
  const box = boxBetween(ax, ay, bx, by);
  const angle = numberOf(shape.attributes.rotation ?? "0");
  // Of ours, an upright one that could be turned says so.
  const isTurned = angle !== 0 || (shape.attributes.rotation !== undefined && objectIdOf(shape) !== null);
  return isPlace(angle) && isTurned ? { rotated_box: turnedBox(box, angle) } : { ...box };
}

/** The numbers of the ellipse stay in `extra`. */
function ellipseGeometry(shape: XmlElement, findings: Findings): Record<string, unknown> | null {
  const [cx, cy, rx, ry] = numbersOf(shape, "cx", "cy", "rx", "ry") as [number, number, number, number];
  const angle = numberOf(shape.attributes.rotation ?? "0");
  if (!isPlace(cx) || !isPlace(cy) || !isSize(rx) || !isSize(ry) || !isPlace(angle)) return null;
  findings.lose("ellipses", "objects", "they are kept as polygons of 64 points; their numbers stay beside them");
  return {
    polygon: [[ellipsePolygon(cx, cy, rx, ry, angle)]],
    extra: { ellipse: { cx, cy, rx, ry, ...(angle ? { rotation: angle } : {}) } },
  };
}

function maskGeometry(shape: XmlElement, picture: Size | null): Record<string, unknown> | null {
  const [left, top, width, height] = numbersOf(shape, "left", "top", "width", "height") as [
    number,
    number,
    number,
    number,
  ];
  const runs = (shape.attributes.rle ?? "").split(",").map(numberOf);
  const mask = picture && maskOfRowRuns(runs, { left, top, width, height }, picture);
  return mask && { mask };
}

type Keypoint = [number, number, 0 | 1 | 2];
const visibilityOf = (point: XmlElement): 0 | 1 | 2 =>
  isSet(point.attributes.outside) ? 0 : isSet(point.attributes.occluded) ? 1 : 2;

/** Points in the order of the label's skeleton; one that is outside, or missing, is nowhere. */
function skeletonGeometry(shape: XmlElement, info: LabelInfo | undefined): Record<string, unknown> | null {
  const points = childrenOf(shape, "points");
  // What is outside is nowhere, but where an export of ours says so as well.
  const isOurs = objectIdOf(shape) !== null;
  const byName = new Map<string, Keypoint>();
  const told: Record<string, unknown> = {};
  for (const [index, point] of points.entries()) {
    const [x, y] = pointsOf(point) ?? [];
    const name = point.attributes.label ?? String(index + 1);
    const visibility = visibilityOf(point);
    if (x !== undefined && y !== undefined)
      byName.set(name, visibility === 0 && !isOurs ? [0, 0, 0] : [x, y, visibility]);
    const attributes = attributesOf(point, undefined);
    if (Object.keys(attributes).length > 0) told[name] = attributes;
  }
  if (byName.size === 0) return null;
  const names = info?.found.skeleton?.keypoints ?? [...byName.keys()];
  return {
    keypoints: names.map((name): Keypoint => byName.get(name) ?? [0, 0, 0]),
    ...(Object.keys(told).length > 0 ? { extra: { point_attributes: told } } : {}),
  };
}

function geometryOf(
  shape: XmlElement,
  info: LabelInfo | undefined,
  picture: Size | null,
  findings: Findings,
): Record<string, unknown> | null {
  const points = pointsOf(shape);
  switch (shape.name) {
    case "box":
      return boxGeometry(shape);
    case "polygon":
      return points && { polygon: [[points]] };
    case "polyline":
      return points && { polyline: points };
    case "points": {
      const visibility = isSet(shape.attributes.occluded) ? 1 : 2;
      return (
        points && {
          keypoints: points.flatMap((x, at): Keypoint[] => (at % 2 === 0 ? [[x, points[at + 1]!, visibility]] : [])),
        }
      );
    }
    case "ellipse":
      return ellipseGeometry(shape, findings);
    case "mask":
      return maskGeometry(shape, picture);
    default:
      return skeletonGeometry(shape, info);
  }
}

const SHAPES = new Set(["box", "polygon", "polyline", "points", "ellipse", "mask", "skeleton"]);
/** Attributes that say what CVAT takes for granted anyway. */
const DEFAULTS: Readonly<Record<string, string>> = { z_order: "0", group_id: "0", source: "manual" };

/** Fields of a shape that have no place of their own. */
const extraOf = (shape: XmlElement): Record<string, string> =>
  Object.fromEntries(
    ["z_order", "group_id", "source"].flatMap((name) => {
      const value = shape.attributes[name];
      return value === undefined || value === DEFAULTS[name] ? [] : [[name, value]];
    }),
  );

/** @param shapes of one object; mostly one */
function objectOf(
  shapes: readonly [XmlElement, ...XmlElement[]],
  label: string | null,
  picture: Size | null,
  where: string,
  { findings, labels }: Context,
  more: { readonly extra?: Record<string, unknown>; readonly [field: string]: unknown } = {},
): FoundObject | null {
  const info = label === null ? undefined : labels.get(label);
  const [shape] = shapes;
  const geometries = shapes.map((one) => geometryOf(one, info, picture, findings));
  const missing = shapes[geometries.indexOf(null)];
  if (missing) {
    findings.problem(where, `its numbers are no ${missing.name}${missing.name === "mask" ? " of its picture" : ""}`);
    return null;
  }
  const geometry = joined(geometries.filter((one) => one !== null));
  const objectId = objectIdOf(shape);
  const { [OBJECT_ID]: written, ...told } = attributesOf(shape, info);
  const { attributes, rest } = splitAttributes(
    objectId === null && written !== undefined ? { ...told, [OBJECT_ID]: written } : told,
  );
  const source = shape.attributes.source === "auto" ? { kind: "model", id: "auto" } : undefined;
  return findings.object(where, {
    label,
    ...geometry,
    ...given("attributes", attributes),
    ...(isSet(shape.attributes.occluded) ? { flags: { occluded: true } } : {}),
    ...given("source", source),
    ...more,
    ...given("extra", {
      ...(objectId === null ? extraOf(shape) : { ...extraOf(shape), group_id: undefined, object_id: objectId }),
      ...(geometry.extra as object | undefined),
      ...more.extra,
      ...given("attributes", rest),
    }),
  });
}

function sizeOf(width: unknown, height: unknown): Size | null {
  const size = { width: numberOf(width), height: numberOf(height) };
  return isSize(size.width) && isSize(size.height) ? size : null;
}

/** A shape of a kind that is not kept is lost, not broken. */
function isKept(shape: XmlElement, findings: Findings): boolean {
  if (shape.name === "cuboid") findings.lose("cuboids", "objects", "there is no such kind of object");
  else if (!SHAPES.has(shape.name)) findings.lose(`“${shape.name}” shapes`, "objects", "their kind is not known");
  return SHAPES.has(shape.name);
}

function imageOf(image: XmlElement, context: Context): Annotation | null {
  const { findings } = context;
  const { name = "", width, height, subset } = image.attributes;
  if (name === "") {
    findings.problem(`image ${image.attributes.id ?? "?"}`, "it has no name");
    return null;
  }
  const size = sizeOf(width, height);
  const labels = new Set<string>();
  const objects: FoundObject[] = [];
  for (const shapes of gathered(image.children, objectIdOf)) {
    const [shape] = shapes as [XmlElement, ...XmlElement[]];
    const index = image.children.indexOf(shape);
    const label = cleanLabel(shape.attributes.label);
    if (shape.name === "tag") {
      if (label) labels.add(label);
      else findings.problem(`${name}, tag`, "it has no label");
      findings.lose(
        "attributes of tags",
        "values",
        "labels of a whole picture have none",
        childrenOf(shape, "attribute").length,
      );
    } else if (isKept(shape, findings)) {
      const object = objectOf([shape, ...shapes.slice(1)], label, size, `${name}, ${shape.name} ${index + 1}`, context);
      if (object) objects.push(object);
    }
  }
  return {
    picture: name,
    labels: [...labels],
    objects,
    scale: size ?? "pixels",
    ...given("split", splitOf(subset)),
  };
}

/** What a track says by frame: where it is, until the frame from which on it is outside, which the place before then names. */
function takeTrack(
  track: XmlElement,
  rate: number,
  size: Size | null,
  context: Context,
  take: (frame: number, object: FoundObject) => void,
): void {
  const { findings } = context;
  const { id = "", label: named } = track.attributes;
  const label = cleanLabel(named);
  const number = numberOf(id);
  const shapes = track.children.filter((shape) => isKept(shape, findings));
  for (const [index, shape] of shapes.entries()) {
    const frame = numberOf(shape.attributes.frame);
    const where = `track ${id}, ${shape.name} ${index + 1}`;
    if (!Number.isInteger(frame) || frame < 0) findings.problem(where, "it has no frame");
    else if (!isOutside(shape)) {
      const next = shapes[index + 1];
      const object = objectOf([shape], label, size, where, context, {
        ...given("track_id", Number.isSafeInteger(number) ? number : trimmed(id)),
        ...(rate > 0 ? { time_ms: (frame * 1000) / rate } : {}),
        extra: {
          frame,
          ...(isSet(shape.attributes.keyframe) ? { keyframe: true } : {}),
          ...(next && isOutside(next) ? { outside_from: numberOf(next.attributes.frame) } : {}),
          ...extraOf(track),
        },
      });
      if (object) take(frame, object);
    }
  }
}

/** A skeleton is outside when all of its points are. */
const isOutside = (shape: XmlElement): boolean => {
  if (shape.name !== "skeleton" || shape.attributes.outside !== undefined) return isSet(shape.attributes.outside);
  const points = childrenOf(shape, "points");
  return points.length > 0 && points.every((point) => isSet(point.attributes.outside));
};

/** A frame as CVAT exports it as a picture. */
const frameNames = (frame: number): [string, ...string[]] => {
  const stem = `frame_${String(frame).padStart(6, "0")}`;
  return [`${stem}.PNG`, `${stem}.png`, `${stem}.jpg`, stem];
};

/** Frame by frame: of the video where the file names it, or of the picture that was exported for the frame. */
function videoOf(root: XmlElement, meta: XmlElement | undefined, context: Context): Annotation[] {
  const original = firstWithin(meta, "original_size");
  const size = sizeOf(textOf(original, "width"), textOf(original, "height"));
  const scale: Scale = size ?? "pixels";
  const rate = numberOf((firstWithin(meta, "fps") ?? firstWithin(meta, "frame_rate"))?.text);
  const frames = new Map<number, FoundObject[]>();
  for (const track of childrenOf(root, "track"))
    takeTrack(track, rate, size, context, (frame, object) => frames.set(frame, [...(frames.get(frame) ?? []), object]));
  const video = trimmed(firstWithin(meta, "source")?.text);
  return [...frames]
    .sort(([a], [b]) => a - b)
    .map(([frame, objects]) => {
      const [picture, ...also] = frameNames(frame);
      const names = video ? { picture: video, also: [picture, ...also] } : { picture, also };
      return { ...names, objects, scale };
    });
}

/** @returns null when the file is no CVAT annotation */
export function parseCvat(text: string): Parsed | null {
  const document = parseXml(text);
  if (document?.name !== "annotations") return null;
  const findings = new Findings();
  const { root, damage } = document;
  if (damage) findings.problem(damage.where, damage.reason);
  if (!root) return findings.parsed([]);
  if (!damage && !["meta", "image", "track"].some((name) => childOf(root, name))) return null;
  const meta = childOf(root, "meta");
  const labels = labelsOf(meta);
  const context = { findings, labels };
  const images = childrenOf(root, "image").map((image) => imageOf(image, context));
  return findings.parsed(
    [...images.filter((image) => image !== null), ...videoOf(root, meta, context)],
    [...labels.values()].map(({ found }) => found),
  );
}
