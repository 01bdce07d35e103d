/**
 * Ultralytics YOLO: `data.yaml`, pictures below `images/SPLIT`, and for each a text file below `labels/SPLIT` with places as shares of
 * the picture's sides. Format: https://docs.ultralytics.com/datasets/
 */
import { stringify } from "yaml";
import { lengthBetween, tidy } from "@/lib/annotations/values";
import type { ItemFacts } from "@/lib/items/schema";
import { cornersOf } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import { outlinesOf } from "@/lib/objects/outlines";
import type { ExportOptions } from "@/lib/operations/export";
import { folderName, splitExtension } from "../archive-paths";
import { namesByIndex } from "../class-numbers";
import {
  tellSplit,
  tellWords,
  withoutRoots,
  type Format,
  type FormatContext,
  type PlacedItem,
  type Survey,
  type TellLoss,
} from "../format";
import { tellFields } from "../object-losses";
import { boxFollows } from "./shapes";

const IMAGES = "images";
const LABELS = "labels";
/** Where pictures without a split go: there is no other place for them. */
const DEFAULT_SPLIT = "train";
const splitOf = (item: ItemFacts): string => folderName(item.split ?? DEFAULT_SPLIT);

/** What of an object a text file says: numbers after its class, a line each, and what they do not say. */
interface Written {
  readonly lines: readonly (readonly number[])[];
  readonly lost: readonly (readonly [what: string, why: string])[];
}
type Size = { readonly width: number; readonly height: number };

const clamped = (value: number): number => Math.min(1, Math.max(0, value));
const OUTSIDE = ["places outside of the picture", "YOLO has none; they are moved to its edge"] as const;
const FOLLOWS = ["boxes", "YOLO has none beside an outline; the one around it follows"] as const;
const GONE = ["objects outside of the picture", "YOLO has no place for them"] as const;

/** What is moved to the edge may be a point there. */
const hasExtent = (shares: readonly number[]): boolean => shares.some((value, index) => value !== shares[index % 2]);

/** Centre, width and height as shares; null for a box of which nothing lies in the picture. */
function boxOf({ col_x, row_y, width, height }: ItemObject, picture: Size): { box: number[]; moved: boolean } | null {
  const [left, right] = [Math.max(0, col_x), Math.min(picture.width, col_x + width)];
  const [top, bottom] = [Math.max(0, row_y), Math.min(picture.height, row_y + height)];
  if (right <= left || bottom <= top) return null;
  const moved = left > col_x || top > row_y || right < col_x + width || bottom < row_y + height;
  const [across, down] = moved ? [lengthBetween(left, right), lengthBetween(top, bottom)] : [width, height];
  return {
    box: [
      (left + across / 2) / picture.width,
      (top + down / 2) / picture.height,
      across / picture.width,
      down / picture.height,
    ],
    moved,
  };
}

/** Points as shares of the sides. */
function sharesOf(points: readonly number[], picture: Size): { shares: number[]; moved: boolean } {
  const shares = points.map((value, index) => value / (index % 2 === 0 ? picture.width : picture.height));
  const moved = shares.some((value) => value < 0 || value > 1);
  return { shares: moved ? shares.map(clamped) : shares, moved };
}

function detected(object: ItemObject, picture: Size): Written {
  const found = boxOf(object, picture);
  const lost = GEOMETRY.filter(([field]) => object[field] !== undefined).map(
    ([, what]) => [what, "YOLO detect has boxes only; the bounding box is written"] as const,
  );
  return found ? { lines: [found.box], lost: found.moved ? [...lost, OUTSIDE] : lost } : { lines: [], lost: [GONE] };
}
const GEOMETRY = [
  ["polygon", "polygons"],
  ["mask", "masks"],
  ["rotated_box", "rotated boxes"],
  ["polyline", "polylines"],
  ["keypoints", "keypoints"],
] as const;
const lostBeside = (object: ItemObject, kept: string, why: string) =>
  GEOMETRY.filter(([field]) => field !== kept && object[field] !== undefined).map(([, what]) => [what, why] as const);

function segmented(object: ItemObject, picture: Size): Written {
  const { polygon, mask, rotated_box, col_x, row_y, width, height } = object;
  const kept = polygon ? "polygon" : mask ? "mask" : rotated_box ? "rotated_box" : "box";
  const lost: (readonly [string, string])[] = lostBeside(
    object,
    kept,
    "YOLO segment has one outline for an object; another kind is written",
  );
  const outlines = !polygon && mask ? outlinesOf(mask) : null;
  const holes = polygon ? polygon.some((part) => part.length > 1) : (outlines?.holes ?? 0) > 0;
  const rings = polygon
    ? polygon.map(([outer]) => outer!)
    : outlines
      ? outlines.rings
      : [
          rotated_box
            ? cornersOf(rotated_box).map(tidy)
            : [col_x, row_y, col_x + width, row_y, col_x + width, row_y + height, col_x, row_y + height],
        ];
  if (rings.length === 0) return { lines: [], lost: [["empty masks", "YOLO has no place for them"]] };
  if (holes) lost.push(["holes", "YOLO's outlines have none"]);
  if (rings.length > 1) lost.push(["objects of several parts", "each part is an object of its own in YOLO"]);
  if (outlines) lost.push(["masks", "YOLO segment has outlines; the edges of the pixels are written"]);
  if (kept === "rotated_box")
    lost.push(["angles of rotated boxes", "YOLO segment has outlines; the four corners are written"]);
  if (kept === "box") lost.push(["boxes", "YOLO segment has outlines; the four corners are written"]);
  if (kept !== "box" && !boxFollows(object)) lost.push(FOLLOWS);
  const shares = rings.map((ring) => sharesOf(ring, picture)).filter((ring) => hasExtent(ring.shares));
  if (shares.length === 0) return { lines: [], lost: [GONE] };
  if (shares.length < rings.length) lost.push(["parts outside of the picture", GONE[1]]);
  if (shares.some(({ moved }) => moved)) lost.push(OUTSIDE);
  return { lines: shares.map(({ shares }) => shares), lost };
}

function posed(object: ItemObject, picture: Size, keypoints: number): Written {
  if (!object.keypoints) return { lines: [], lost: [["objects without keypoints", "YOLO pose has no place for them"]] };
  const found = boxOf(object, picture);
  if (!found) return { lines: [], lost: [GONE] };
  const lost: (readonly [string, string])[] = lostBeside(object, "keypoints", "YOLO pose has boxes and keypoints only");
  let moved = found.moved;
  const points = object.keypoints.flatMap(([x, y, visibility]) => {
    // One that is not labelled is nowhere: YOLO writes zeros.
    if (visibility === 0) return [0, 0, 0];
    const place = sharesOf([x, y], picture);
    moved ||= place.moved;
    return [...place.shares, visibility];
  });
  if (moved) lost.push(OUTSIDE);
  if (object.keypoints.some(([x, y, visibility]) => visibility === 0 && (x !== 0 || y !== 0)))
    lost.push(["places of keypoints that are not labelled", "YOLO pose writes zeros for them"]);
  const missing = Math.max(0, keypoints - object.keypoints.length);
  if (missing > 0)
    lost.push(["numbers of keypoints", "YOLO pose has one number of keypoints for all; zeros are added"]);
  return { lines: [[...found.box, ...points, ...Array<number>(3 * missing).fill(0)]], lost };
}

/** How far worked-out corners may be from those that they were worked out from, in shares. */
const NOISE = 1e-6;
function givenCorners({ extra }: ItemObject, shares: readonly number[]): readonly number[] | null {
  const corners: readonly unknown[] = Array.isArray(extra?.corners) ? extra.corners : [];
  const isSame =
    corners.length === shares.length && shares.every((share, at) => Math.abs(share - Number(corners[at])) < NOISE);
  return isSame ? corners.map(Number) : null;
}

function oriented(object: ItemObject, picture: Size): Written {
  const { rotated_box, col_x, row_y, width, height } = object;
  const lost: (readonly [string, string])[] = lostBeside(
    object,
    rotated_box ? "rotated_box" : "box",
    "YOLO obb has boxes only; the bounding box is written",
  );
  const upright = { cx: col_x + width / 2, cy: row_y + height / 2, width, height, angle: 0 };
  const { shares, moved } = sharesOf(cornersOf(rotated_box ?? upright), picture);
  if (!hasExtent(shares)) return { lines: [], lost: [GONE] };
  if (!rotated_box) lost.push(["boxes", "YOLO obb has turned boxes; the upright one is written as one"]);
  else if (!boxFollows(object)) lost.push(FOLLOWS);
  if (moved) lost.push(OUTSIDE);
  // Corners that a file gave, and from which the box was worked out, go back as they were.
  const given = rotated_box && givenCorners(object, shares);
  return { lines: [given ?? shares], lost };
}

/** What a text file says of an object. @param keypoints the number that all objects have */
function written(object: ItemObject, item: ItemFacts, variant: ExportOptions["variant"], keypoints: number): Written {
  const picture = { width: item.width ?? 1, height: item.height ?? 1 };
  switch (variant) {
    case "detect":
      return detected(object, picture);
    case "segment":
      return segmented(object, picture);
    case "pose":
      return posed(object, picture, keypoints);
    case "obb":
      return oriented(object, picture);
    case "classify":
      return { lines: [], lost: [["objects", "YOLO classify has one label for a picture"]] };
  }
}

/** Made once for all pictures. */
const classNumbers = new WeakMap<Survey, ReadonlyMap<string, number>>();
function numbersOf(survey: Survey): ReadonlyMap<string, number> {
  let numbers = classNumbers.get(survey);
  if (!numbers) classNumbers.set(survey, (numbers = new Map(survey.entries.map(({ name, index }) => [name, index]))));
  return numbers;
}

function labelFile({ item, path }: PlacedItem, { survey, options }: FormatContext) {
  const numbers = numbersOf(survey);
  const lines = item.objects.flatMap((object) =>
    written(object, item, options.variant, survey.keypoints).lines.map(
      (line) => `${[numbers.get(object.label)!, ...line].join(" ")}\n`,
    ),
  );
  return { path: `${LABELS}/${withoutRoots(splitExtension(path)[0], IMAGES)}.txt`, content: lines.join("") };
}

function dataYaml({ survey, options }: FormatContext): string {
  const isClassified = options.variant === "classify";
  const root = isClassified ? "" : `${IMAGES}/`;
  const names = isClassified ? survey.labels.map(folderName) : namesByIndex(survey);
  const splits = [...new Set(["train", "val", ...survey.splits.map(folderName)])];
  const has = new Set([...survey.splits.map(folderName), ...((survey.lists.unsplit ?? 0) > 0 ? [DEFAULT_SPLIT] : [])]);
  const any = [...has][0] ?? DEFAULT_SPLIT;
  return stringify({
    // Readers ask for both; where there is one only, it stands for both.
    ...Object.fromEntries(splits.map((split) => [split, `${root}${has.has(split) ? split : any}`])),
    ...(isClassified ? { task: "classify" } : {}),
    ...(options.variant === "pose" ? { kpt_shape: [survey.keypoints, 3] } : {}),
    nc: names.length,
    names: Object.fromEntries(names.map((name, index) => [index, name])),
  });
}

export const yolo: Format = {
  byStem: true,
  refuses: ({ variant, include_images }) =>
    variant === "classify" && !include_images ? "YOLO classify is folders of pictures: include them" : null,
  leavesOut(item, { variant }) {
    if (item.media_type !== "image" || !item.width || !item.height) return "YOLO speaks of pictures";
    return variant === "classify" && item.labels.length === 0
      ? "YOLO classify has a place for labelled pictures only"
      : null;
  },
  mediaPath(item, { variant }) {
    const split = splitOf(item);
    const [root, folder] = variant === "classify" ? ["", folderName(item.labels[0] ?? "")] : [IMAGES, ""];
    const path = withoutRoots(item.file_path, root, split, folder);
    return [root, split, folder, path].filter((part) => part !== "").join("/");
  },
  lists: (item) => ({ unsplit: item.split === null ? 1 : 0 }),
  files: (context) => [{ path: "data.yaml", mime: "application/yaml", sections: [dataYaml(context)] }],
  filesOf: (placed, context) => (context.options.variant === "classify" ? [] : [labelFile(placed, context)]),
  losses(item, tell, { variant }, survey) {
    tellWords(item, tell, "YOLO");
    tellSplit(item, tell);
    tellOfPicture(item, tell, variant);
    for (const object of item.objects) {
      const { lines, lost } = written(object, item, variant, survey.keypoints);
      for (const [what, why] of lost) tell(what, "objects", why);
      if (lines.length > 0) tellFields(object, tell, "YOLO", [], variant === "obb" ? ["corners"] : []);
    }
  },
};

function tellOfPicture(item: ItemFacts, tell: TellLoss, variant: ExportOptions["variant"]): void {
  const count = (what: string, n: number, why = "YOLO has no place for them") => {
    if (n > 0) tell(what, "values", why, n);
  };
  if (item.split === null)
    tell("pictures without a split", "pictures", `YOLO has splits only; they are put into ${DEFAULT_SPLIT}`);
  if (variant === "classify") {
    count("further labels", item.labels.length - 1, "YOLO classify has one label for a picture");
    count("names of labels", folderName(item.labels[0]!) === item.labels[0] ? 0 : 1, "a folder cannot be called so");
  } else count("labels of pictures", item.labels.length);
  count("captions", item.captions.length);
  count("licences", item.license === null ? 0 : 1);
  count("addresses of sources", item.source_url === null ? 0 : 1);
}
