/**
 * COCO: `images`, `annotations` and `categories`, a file for each split. Captions and labels of whole pictures have files of their
 * own, because readers expect a category and a box of every annotation. Format: https://cocodataset.org/#format-data
 */
import type { ItemFacts } from "@/lib/items/schema";
import { cornersOf, type Polygon } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import { areaOfRuns, runsOf, type Mask } from "@/lib/objects/run-lengths";
import { categoryIds } from "../class-numbers";
import {
  defined,
  jsonElements,
  jsonTexts,
  tellWords,
  withoutRoots,
  type Format,
  type FormatContext,
  type PlacedItem,
  type Survey,
  type TextFile,
} from "../format";

const IMAGES = "images";
const splitOf = (item: ItemFacts): string => item.split ?? "";

/** What stands in `segmentation`: of several kinds of geometry the one that readers expect. */
function segmentationOf(object: ItemObject): number[][] | Mask | undefined {
  const { mask, polygon, rotated_box, flags } = object;
  // A crowd is run lengths for every reader.
  if (mask && (flags?.crowd || !polygon)) return mask;
  if (polygon) return polygon.map(([outer]) => outer!);
  return rotated_box ? [cornersOf(rotated_box)] : undefined;
}

/** Area of a ring of x, y, x, y, …, by the shoelace formula. */
function areaOfRing(ring: readonly number[]): number {
  let twice = 0;
  for (let index = 0; index + 1 < ring.length; index += 2) {
    const [nextX, nextY] = [ring[(index + 2) % ring.length]!, ring[(index + 3) % ring.length]!];
    twice += ring[index]! * nextY - nextX * ring[index + 1]!;
  }
  return Math.abs(twice) / 2;
}

const areaOfPolygon = (polygon: Polygon): number =>
  polygon.reduce(
    (sum, [outer, ...holes]) => sum + areaOfRing(outer!) - holes.reduce((inside, hole) => inside + areaOfRing(hole), 0),
    0,
  );

/** The area that the file gave; else of what is drawn, in pixels. */
function areaOf(object: ItemObject): number {
  const { extra, mask, polygon, rotated_box, width, height } = object;
  if (typeof extra?.area === "number") return extra.area;
  if (mask) return areaOfRuns(runsOf(mask) ?? []);
  if (polygon) return areaOfPolygon(polygon);
  return rotated_box ? rotated_box.width * rotated_box.height : width * height;
}

/** Written field by field: a million pictures have some million of these. */
function annotationOf(object: ItemObject, id: number, imageId: number, classes: ReadonlyMap<string, number>) {
  const { keypoints, flags, extra } = object;
  const annotation = {
    id,
    image_id: imageId,
    category_id: classes.get(object.label),
    bbox: [object.col_x, object.row_y, object.width, object.height],
    area: areaOf(object),
    iscrowd: flags?.crowd ? 1 : 0,
    // What is undefined is not written.
    segmentation: segmentationOf(object),
    keypoints: keypoints?.flat(),
    num_keypoints: keypoints?.filter(([, , visibility]) => visibility > 0).length,
    attributes: object.attributes,
    score: object.confidence,
    occluded: flags?.occluded,
    truncated: flags?.truncated,
    track_id: object.track_id,
    time_ms: object.time_ms,
    source: object.source,
    object_id: object.object_id,
  };
  if (!extra) return annotation;
  // What came with it and has no place of its own goes back where it was.
  return { ...annotation, ...Object.fromEntries(Object.entries(extra).filter(([key]) => !OWN_FIELDS.includes(key))) };
}

/**
 * The same as JSON. A box without anything more is what most of millions are: put together by hand it takes a third of the time, and
 * is the same text.
 */
function annotationText(object: ItemObject, id: number, imageId: number, classes: ReadonlyMap<string, number>): string {
  const category = classes.get(object.label);
  if (category === undefined || !isPlain(object)) return JSON.stringify(annotationOf(object, id, imageId, classes));
  const { col_x, row_y, width, height, object_id } = object;
  return `{"id":${id},"image_id":${imageId},"category_id":${category},"bbox":[${col_x},${row_y},${width},${height}],"area":${width * height},"iscrowd":0,"object_id":${JSON.stringify(object_id)}}`;
}

const PLAIN_FIELDS: ReadonlySet<string> = new Set(["object_id", "type", "label", "col_x", "row_y", "width", "height"]);
function isPlain(object: ItemObject): boolean {
  for (const field in object) if (!PLAIN_FIELDS.has(field)) return false;
  return true;
}

const OWN_FIELDS: readonly string[] = [
  "id",
  "image_id",
  "category_id",
  "bbox",
  "area",
  "iscrowd",
  "segmentation",
  "keypoints",
  "num_keypoints",
  "attributes",
  "score",
  "occluded",
  "truncated",
  "track_id",
  "time_ms",
  "source",
  "object_id",
  "caption",
];

const numbered = (names: readonly string[]): Map<string, number> =>
  new Map(names.map((name, index) => [name, index + 1]));

/** What COCO says of the classes of objects or items. Fields of a class that it came with go back where they were. */
function categories({ entries }: Survey, names: readonly string[], ids: ReadonlyMap<string, number>) {
  const listed = new Set(names);
  return entries
    .filter(({ name }) => listed.has(name))
    .map(({ name, color, skeleton, extra }) => ({
      // In one order, whatever a class came with.
      ...{ id: undefined, name: undefined, supercategory: undefined },
      ...extra,
      id: ids.get(name),
      name,
      supercategory: typeof extra?.supercategory === "string" ? extra.supercategory : "",
      ...defined({
        color,
        keypoints: skeleton?.keypoints,
        // Counted from 1 here.
        skeleton: skeleton?.edges.map(([from, to]) => [from + 1, to + 1]),
      }),
    }));
}

const listNamesOf = (split: string) => ({
  split,
  images: `images:${split}`,
  instances: `instances:${split}`,
  captions: `captions:${split}`,
  labels: `labels:${split}`,
});
/** Those of the last item: the next one is mostly of the same split. */
let listNames = listNamesOf("");

const READ_FOR = { instances: "objects", captions: "captions", labels: "words" } as const;
type Kind = keyof typeof READ_FOR;

const splitsOf = ({ splits, lists }: Survey): string[] =>
  ["", ...splits].filter((split) => (lists[`images:${split}`] ?? 0) > 0);

/** How many annotations are in the files of the splits before this one: no two files have one of the same id. */
function countBefore(survey: Survey, kind: Kind, split: string): number {
  let count = 0;
  for (const earlier of splitsOf(survey)) {
    if (earlier === split) break;
    count += survey.lists[`${kind}:${earlier}`] ?? 0;
  }
  return count;
}

/** One file: its head, the pictures of a split, and what is said of them. */
function fileOf(
  { survey, info }: FormatContext,
  kind: Kind,
  split: string,
  names: readonly string[] | null,
  /** As JSON. @param first id of the first one */
  annotationsOf: (placed: PlacedItem, first: number) => string[],
): TextFile {
  const licenses = numbered(survey.licenses);
  const head = {
    info: {
      description: info.dataset,
      version: info.state_digest,
      year: Number(info.state_time.slice(0, 4)),
      contributor: info.exported_by,
      date_created: info.state_time,
      snapshot_id: info.snapshot_id,
    },
    licenses: survey.licenses.map((name, index) => ({ id: index + 1, name, url: "" })),
    ...(names === null ? {} : { categories: categories(survey, names, categoryIds(survey.entries)) }),
  };
  const ofSplit =
    <T>(elements: (placed: PlacedItem) => T[]) =>
    (placed: PlacedItem): T[] =>
      splitOf(placed.item) === split ? elements(placed) : [];
  const list = `${kind}:${split}`;
  const firstId = countBefore(survey, kind, split) + 1;
  return {
    path: `annotations/${kind}${split === "" ? "" : `_${split.replaceAll("/", "_")}`}.json`,
    mime: "application/json",
    sections: [
      `${JSON.stringify(head).slice(0, -1)},"images":[`,
      jsonElements(
        `images:${split}`,
        ofSplit(({ item, index, path }) => [
          {
            id: index + 1,
            file_name: path,
            width: item.width,
            height: item.height,
            ...defined({
              license: item.license === null ? undefined : licenses.get(item.license),
              coco_url: item.source_url ?? undefined,
              date_captured: item.taken_at ?? undefined,
              // Names of files say splits of some names only.
              split: item.split ?? undefined,
            }),
          },
        ]),
        { reads: ["file", "split", "origin"], split },
      ),
      `],"annotations":[`,
      jsonTexts(
        list,
        ofSplit((placed) => annotationsOf(placed, firstId + (placed.before[list] ?? 0))),
        { reads: ["split", READ_FOR[kind]], split },
      ),
      "\n]}\n",
    ],
  };
}

export const coco: Format = {
  leavesOut: (item) => (item.media_type === "image" ? null : "COCO speaks of pictures"),
  mediaPath: (item) => `${IMAGES}/${withoutRoots(item.file_path, IMAGES)}`,
  lists(item) {
    const split = splitOf(item);
    if (listNames.split !== split) listNames = listNamesOf(split);
    const { images, instances, captions, labels } = listNames;
    return {
      [images]: 1,
      [instances]: item.objects.length,
      [captions]: item.captions.length,
      [labels]: item.labels.length,
    };
  },
  files(context) {
    const { survey } = context;
    const ids = categoryIds(survey.entries);
    const has = (list: string) => (survey.lists[list] ?? 0) > 0;
    const splits = splitsOf(survey);
    // Without any picture there is one file that says so.
    return (splits.length === 0 ? [""] : splits).flatMap((split) => [
      fileOf(context, "instances", split, survey.classes, ({ item, index }, first) =>
        item.objects.map((object, at) => annotationText(object, first + at, index + 1, ids)),
      ),
      ...(has(`captions:${split}`)
        ? [
            fileOf(context, "captions", split, null, ({ item, index }, first) =>
              item.captions.map((caption, at) => JSON.stringify({ id: first + at, image_id: index + 1, caption })),
            ),
          ]
        : []),
      ...(has(`labels:${split}`)
        ? [
            fileOf(context, "labels", split, survey.labels, ({ item, index }, first) =>
              item.labels.map((label, at) =>
                JSON.stringify({ id: first + at, image_id: index + 1, category_id: ids.get(label) }),
              ),
            ),
          ]
        : []),
    ]);
  },
  losses(item, tell) {
    tellWords(item, tell, "COCO");
    if (item.propagated_labels.length > 0)
      tell("marks of propagated labels", "values", "COCO has no place for them", item.propagated_labels.length);
    for (const object of item.objects) {
      const { mask, polygon, rotated_box, polyline, extra } = object;
      const written = segmentationOf(object);
      if (mask && written !== mask)
        tell("masks", "objects", "COCO has one segmentation for an object; the polygon is written");
      if (polygon && written === mask)
        tell("polygons", "objects", "COCO has one segmentation for an object; the mask is written");
      if (polygon && written !== mask && polygon.some((part) => part.length > 1))
        tell("holes of polygons", "objects", "COCO's polygons have none");
      if (rotated_box)
        tell(
          "angles of rotated boxes",
          "objects",
          mask || polygon
            ? "COCO has one segmentation for an object; its other geometry is written"
            : "COCO has no rotated boxes; the four corners are written as a polygon",
        );
      if (polyline) tell("polylines", "objects", "COCO has none; the bounding box is written");
      const clashes = Object.keys(extra ?? {}).filter((key) => key !== "area" && OWN_FIELDS.includes(key)).length;
      if (clashes > 0) tell("further fields of objects", "values", "COCO has another meaning for their names", clashes);
    }
  },
};
