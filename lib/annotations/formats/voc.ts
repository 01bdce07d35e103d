/**
 * Pascal VOC: an XML file for each picture, as http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/index.html describes it,
 * with the rotated boxes of roLabelImg and the polygons of RectLabel and LabelMe's XML. Corners are taken as they are written:
 * tools disagree on whether they count from 0 or 1.
 */
import path from "node:path";
import type { Bounds, RotatedBox } from "@/lib/objects/geometry";
import type { FoundObject } from "@/lib/objects/model";
import { maskOfPixels, boundsOfRuns, runsOf, type Mask } from "@/lib/objects/run-lengths";
import { Findings } from "../findings";
import { cleanLabel, isPlace, isSize, type Annotation, type Parsed } from "../model";
import { given, isFlagSet, lengthBetween, numberOf, splitAttributes, tidy } from "../values";
import { childOf, childrenOf, parseXml, plainOf, textOf, type XmlElement } from "../xml";
import { VOID, type Indices } from "./voc-masks";

/** Words that stand for nothing in `pose` and `source`. */
const NOTHING = /^(|unspecified|unknown)$/i;
/** Elements of an object that have a place of their own. */
const PLACED = new Set(
  "name type pose truncated difficult occluded bndbox robndbox polygon part attributes actions".split(" "),
);
const BAD_BOX = "its bndbox is not xmin, ymin, xmax, ymax with a positive size";

const numbersOf = (element: XmlElement, ...names: string[]): number[] =>
  names.map((name) => numberOf(textOf(element, name)));

function boxOf(element: XmlElement): Bounds | null {
  const [x, y, right, bottom] = numbersOf(element, "xmin", "ymin", "xmax", "ymax") as [number, number, number, number];
  return isPlace(x) && isPlace(y) && isSize(right - x) && isSize(bottom - y)
    ? { col_x: x, row_y: y, width: lengthBetween(x, right), height: lengthBetween(y, bottom) }
    : null;
}

/** roLabelImg: the middle, the sides and a turn in radians, clockwise as the rows go down. */
function rotatedOf(element: XmlElement): RotatedBox | null {
  const [cx, cy, width, height, angle] = numbersOf(element, "cx", "cy", "w", "h", "angle") as [
    number,
    number,
    number,
    number,
    number,
  ];
  return isPlace(cx) && isPlace(cy) && isSize(width) && isSize(height) && isPlace(angle)
    ? { cx, cy, width, height, angle: tidy((angle * 180) / Math.PI) }
    : null;
}

/** `x1, y1, x2, y2, …`, or LabelMe's `pt` with `x` and `y`. */
function ringOf(element: XmlElement): number[] | null {
  const points: number[] = childrenOf(element, "pt").flatMap((point) => numbersOf(point, "x", "y"));
  for (let index = 1; childOf(element, `x${index}`); index += 1)
    points.push(...numbersOf(element, `x${index}`, `y${index}`));
  return points.length >= 6 && points.every(isPlace) ? points : null;
}

/** What CVAT (`attribute` with `name` and `value`) and VOC's actions say of an object. */
function attributesOf(object: XmlElement): Record<string, string | boolean> {
  const pose = textOf(object, "pose");
  const named = childrenOf(childOf(object, "attributes"), "attribute").map(
    (attribute) => [textOf(attribute, "name"), textOf(attribute, "value")] as const,
  );
  const actions = (childOf(object, "actions")?.children ?? []).map(
    (action) => [action.name, isFlagSet(action.text)] as const,
  );
  return {
    ...(NOTHING.test(pose) ? {} : { pose }),
    ...(isFlagSet(textOf(object, "difficult")) ? { difficult: true } : {}),
    ...Object.fromEntries([...named.filter(([name]) => name !== "" && name.length <= 255), ...actions]),
  };
}

function flagsOf(object: XmlElement): { truncated?: true; occluded?: true } {
  return {
    ...(isFlagSet(textOf(object, "truncated")) ? { truncated: true } : {}),
    ...(isFlagSet(textOf(object, "occluded")) ? { occluded: true } : {}),
  };
}

/** An object, then its parts, each an object of its own that names what it is a part of. */
function objectsOf(object: XmlElement, number: number, findings: Findings): FoundObject[] {
  const where = `object ${number}`;
  const label = cleanLabel(textOf(object, "name"));
  if (!label) {
    findings.problem(where, "it has no name");
    return [];
  }
  const [bndbox, robndbox] = [childOf(object, "bndbox"), childOf(object, "robndbox")];
  const box = bndbox && boxOf(bndbox);
  const rotated = robndbox && rotatedOf(robndbox);
  const rings = childrenOf(object, "polygon").map(ringOf);
  const polygon = rings.filter((ring) => ring !== null).map((ring) => [ring]);
  if (polygon.length < rings.length) findings.problem(where, "its polygon is not at least three points of x and y");
  if (robndbox && !rotated) findings.problem(where, "its robndbox is not cx, cy, w, h, angle with a positive size");
  const { attributes, rest } = splitAttributes(attributesOf(object));
  const others = object.children.filter(({ name }) => !PLACED.has(name));
  const parts = childrenOf(object, "part").flatMap((part, index) =>
    partOf(part, { object: number, label }, `${where}, part ${index + 1}`, findings),
  );
  if (bndbox ? !box : !rotated && rings.length === 0) findings.problem(where, BAD_BOX);
  if (!box && !rotated && polygon.length === 0) return parts;
  const read = findings.object(where, {
    label,
    ...box,
    ...given("rotated_box", rotated),
    ...given("polygon", polygon),
    ...given("attributes", attributes),
    ...given("flags", flagsOf(object)),
    ...given("extra", {
      ...Object.fromEntries(others.map((other) => [other.name, plainOf(other)])),
      ...given("attributes", rest),
    }),
  });
  return [...(read ? [read] : []), ...parts];
}

function partOf(
  part: XmlElement,
  of: { readonly object: number; readonly label: string },
  where: string,
  findings: Findings,
): FoundObject[] {
  const label = cleanLabel(textOf(part, "name"));
  const bndbox = childOf(part, "bndbox");
  const box = bndbox && boxOf(bndbox);
  if (!label || !box) findings.problem(where, label ? BAD_BOX : "it has no name");
  const read = label && box ? findings.object(where, { label, ...box, extra: { part_of: of } }) : null;
  return read ? [read] : [];
}

function sizeOf(root: XmlElement): { width: number; height: number } | null {
  const size = childOf(root, "size");
  const old = childOf(root, "imagesize");
  const [width, height] = size ? numbersOf(size, "width", "height") : old ? numbersOf(old, "ncols", "nrows") : [];
  return isSize(width) && isSize(height) ? { width, height } : null;
}

const isVoc = (root: XmlElement): boolean =>
  root.name === "annotation" &&
  (textOf(root, "filename") !== "" || ["object", "size", "imagesize"].some((name) => childOf(root, name)));

/** @param file path of the XML file, whose name its picture may have too @returns null when the file is no VOC annotation */
export function parseVoc(text: string, file = ""): Parsed | null {
  const document = parseXml(text);
  if (document?.name !== "annotation") return null;
  const findings = new Findings();
  const { root, damage } = document;
  if (damage) findings.problem(damage.where, damage.reason);
  if (!root) return findings.parsed([]);
  if (!damage && !isVoc(root)) return null;
  const objects = childrenOf(root, "object").flatMap((object, index) => objectsOf(object, index + 1, findings));
  const source = childOf(root, "source")?.children.filter((detail) => !NOTHING.test(detail.text)) ?? [];
  if (source.length > 0)
    findings.lose("details of a picture's source", "pictures", "a picture has no place for its database and owner");
  // Files are renamed, and their annotations with them; the name within stays what it was.
  const stem = path.posix.basename(file).replace(/\.[^.]*$/, "");
  const named = textOf(root, "filename") || path.posix.basename(textOf(root, "path").replaceAll("\\", "/"));
  const annotation: Annotation = {
    picture: named || stem,
    ...(named && stem && named !== stem ? { also: [stem] } : {}),
    objects,
    scale: sizeOf(root) ?? "pixels",
  };
  return findings.parsed([annotation]);
}

/** Classes of VOC's segmentation images, by number from 1 (0 is the background). */
export const VOC_CLASSES: readonly string[] = (
  "aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person " +
  "pottedplant sheep sofa train tvmonitor"
).split(" ");

function indicesByValue(indices: Indices): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (let at = 0; at < indices.length; at += 1) {
    const value = indices[at]!;
    if (value === 0 || value === VOID) continue;
    const known = places.get(value);
    if (known) known.push(at);
    else places.set(value, [at]);
  }
  return new Map([...places].sort(([a], [b]) => a - b));
}

function mostFrequent(values: Iterable<number>): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function maskAt(places: readonly number[], width: number, height: number): Mask {
  const pixels = new Uint8Array(width * height);
  for (const at of places) pixels[at] = 1;
  return maskOfPixels(pixels, height, width);
}

/** Under which name the number of an object in SegmentationObject stands: in our XML, and in `extra` until both are one. */
const INSTANCE = "instance";
const instanceOf = ({ extra }: FoundObject): number | null => {
  const number = numberOf(extra?.[INSTANCE]);
  return Number.isInteger(number) ? number : null;
};

/**
 * The masks of a picture from the numbers in its images in SegmentationClass and SegmentationObject. With the latter there is a mask
 * for each object, of the class that most of its pixels have; without it, one for each class.
 * @param picture as the annotations name it
 * @param names of the classes from 1 on; VOC's own when absent
 */
export function parseVocMasks(
  picture: string,
  size: { readonly width: number; readonly height: number },
  classes: Indices,
  instances: Indices | null,
  names: readonly (string | undefined)[] = VOC_CLASSES,
): Parsed {
  const findings = new Findings();
  const { width, height } = size;
  if ([classes, instances ?? classes].some((indices) => indices.length !== width * height)) {
    findings.problem(picture, "its segmentation images do not have the same number of pixels");
    return findings.parsed([]);
  }
  if (classes.includes(VOID))
    findings.lose("borders without a class", "pictures", "pixels of the index 255 belong to no object");
  const objects: FoundObject[] = [];
  for (const [value, places] of indicesByValue(instances ?? classes)) {
    const inside = instances ? places.map((at) => classes[at]!).filter((index) => index !== 0 && index !== VOID) : [];
    const index = instances ? mostFrequent(inside) : value;
    const label = index === null ? undefined : names[index - 1];
    const where = `${picture}, ${instances ? "object" : "class"} ${value}`;
    if (label === undefined) {
      findings.lose(
        "segments without a class",
        "objects",
        "no class is listed for their colour in the segmentation image",
      );
      continue;
    }
    const mask = maskAt(places, width, height);
    const read = findings.object(where, { label, mask, ...(instances ? { extra: { [INSTANCE]: value } } : {}) });
    if (read) objects.push(read);
  }
  return findings.parsed([{ picture, objects, scale: size }]);
}

const shareOf = (a: Bounds, b: Bounds): number => {
  const across = Math.min(a.col_x + a.width, b.col_x + b.width) - Math.max(a.col_x, b.col_x);
  const down = Math.min(a.row_y + a.height, b.row_y + b.height) - Math.max(a.row_y, b.row_y);
  const both = Math.max(0, across) * Math.max(0, down);
  return both / (a.width * a.height + b.width * b.height - both);
};

const withoutInstance = (object: FoundObject): FoundObject => {
  if (object.extra?.[INSTANCE] === undefined) return object;
  const { [INSTANCE]: _number, ...extra } = object.extra;
  const { extra: _all, ...rest } = object;
  return { ...rest, ...given("extra", extra) };
};

/**
 * Objects of a picture's XML with the masks that are theirs: those that they name by number, then those of the same label where most
 * of both boxes is shared, the best match first. Masks that fit none are objects of their own.
 */
export function withVocMasks(objects: readonly FoundObject[], masked: readonly FoundObject[]): FoundObject[] {
  const maskOf = new Map<number, number>();
  const taken = new Set<number>();
  const match = (at: number, mask: number) => {
    if (maskOf.has(at) || taken.has(mask)) return;
    maskOf.set(at, mask);
    taken.add(mask);
  };
  const byNumber = new Map(masked.map((one, index) => [instanceOf(one), index]));
  for (const [at, object] of objects.entries()) {
    const number = instanceOf(object);
    const named = number === null ? undefined : byNumber.get(number);
    if (named !== undefined) match(at, named);
  }
  for (const { at, mask } of sharing(objects, masked)) match(at, mask);
  return [
    ...objects.map((object, at): FoundObject => {
      const mask = maskOf.get(at);
      const own = withoutInstance(object);
      return mask === undefined ? own : { ...own, mask: masked[mask]!.mask, type: "mask" };
    }),
    ...masked.filter((_object, index) => !taken.has(index)).map(withoutInstance),
  ];
}

/** Objects and masks of one label that share most of their boxes, the best first. */
function sharing(objects: readonly FoundObject[], masked: readonly FoundObject[]): { at: number; mask: number }[] {
  const boxes = masked.map(({ mask }) => {
    const runs = mask && runsOf(mask);
    return runs ? boundsOfRuns(runs, mask.size[0]) : null;
  });
  return objects
    .flatMap((object, at) =>
      masked.map(({ label }, mask) => ({
        at,
        mask,
        share: label === object.label && boxes[mask] ? shareOf(object, boxes[mask]) : 0,
      })),
    )
    .filter(({ share }) => share >= 0.5)
    .sort((a, b) => b.share - a.share);
}
