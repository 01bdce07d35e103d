/** Label Studio's JSON: a list of tasks, places in percent of the sides. Format: https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks */
import type { ItemFacts } from "@/lib/items/schema";
import { cornersOf } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import { defined, jsonElements, tellWords, withoutRoots, type Format, type PlacedItem } from "../format";
import { tellFields } from "../object-losses";
import { boxFollows, hasHoles, tellGeometry } from "./shapes";

const IMAGES = "images";
/** How large a point is drawn, in percent: the format asks for it. */
const POINT_SIZE = 0.5;

type Size = { readonly width: number; readonly height: number };
const xOf = (value: number, { width }: Size): number => (value / width) * 100;
const yOf = (value: number, { height }: Size): number => (value / height) * 100;

/** Label Studio turns a box around its corner, not around its middle. */
function rectangleOf({ col_x, row_y, width, height, rotated_box: rotated }: ItemObject, picture: Size) {
  const [x, y] = rotated ? (cornersOf(rotated) as [number, number]) : [col_x, row_y];
  return {
    x: xOf(x, picture),
    y: yOf(y, picture),
    width: xOf(rotated?.width ?? width, picture),
    height: yOf(rotated?.height ?? height, picture),
    rotation: rotated?.angle ?? 0,
  };
}

/** What is written of an object: its outlines where it has some, its points, else its box, turned where it is. */
function regionsOf(object: ItemObject, picture: Size): { type: string; value: Record<string, unknown> }[] {
  const { polygon, keypoints, label } = object;
  const pairs = (points: readonly number[]) =>
    Array.from({ length: points.length / 2 }, (_none, index) => [
      xOf(points[2 * index]!, picture),
      yOf(points[2 * index + 1]!, picture),
    ]);
  const outlines = (polygon ?? []).map(([outer]) => ({
    type: "polygonlabels",
    value: { points: pairs(outer!), closed: true, polygonlabels: [label] },
  }));
  const points = (keypoints ?? [])
    .filter(([, , visibility]) => visibility > 0)
    .map(([x, y]) => ({
      type: "keypointlabels",
      value: { x: xOf(x, picture), y: yOf(y, picture), width: POINT_SIZE, keypointlabels: [label] },
    }));
  const box = { type: "rectanglelabels", value: { ...rectangleOf(object, picture), rectanglelabels: [label] } };
  return polygon && !object.rotated_box ? [...outlines, ...points] : [box, ...outlines, ...points];
}

const sizeOf = (item: ItemFacts): Size => ({ width: item.width ?? 1, height: item.height ?? 1 });

function resultsOf(item: ItemFacts) {
  const picture = sizeOf(item);
  const regions = item.objects.flatMap((object) => {
    const all = regionsOf(object, picture);
    return all.map((region, at) => ({
      id: at === 0 ? object.object_id : `${object.object_id}-${at}`,
      ...(at === 0 ? {} : { parentID: object.object_id }),
      from_name: region.type.replace("labels", ""),
      to_name: "image",
      ...region,
      original_width: picture.width,
      original_height: picture.height,
      image_rotation: 0,
      ...defined({ score: object.confidence, meta: object.attributes && { attributes: object.attributes } }),
    }));
  });
  return [
    ...regions,
    ...(item.labels.length === 0
      ? []
      : [{ id: "labels", from_name: "choice", to_name: "image", type: "choices", value: { choices: item.labels } }]),
    ...(item.captions.length === 0
      ? []
      : [{ id: "captions", from_name: "caption", to_name: "image", type: "textarea", value: { text: item.captions } }]),
  ];
}

const taskOf = ({ item, index, path }: PlacedItem) => ({
  id: index + 1,
  data: { image: path },
  meta: {
    media_id: item.media_id,
    tags: item.tags,
    metadata: item.metadata,
    ...defined({
      split: item.split ?? undefined,
      license: item.license ?? undefined,
      source_url: item.source_url ?? undefined,
    }),
  },
  annotations: [{ id: index + 1, result: resultsOf(item) }],
  predictions: [],
});

export const labelStudio: Format = {
  leavesOut: (item) => (item.media_type === "image" ? null : "these tasks are about pictures"),
  mediaPath: (item) => `${IMAGES}/${withoutRoots(item.file_path, IMAGES)}`,
  lists: () => ({ tasks: 1 }),
  files: () => [
    {
      path: "tasks.json",
      mime: "application/json",
      sections: ["[", jsonElements("tasks", (placed) => [taskOf(placed)]), "\n]\n"],
    },
  ],
  losses(item, tell) {
    tellWords(item, tell, "Label Studio", ["tags", "metadata"]);
    for (const object of item.objects) {
      tellGeometry(object, tell, "Label Studio's JSON has no place for them", ["polygon", "rotated_box", "keypoints"]);
      if (hasHoles(object)) tell("holes of polygons", "objects", "Label Studio's polygons have none");
      if ((object.polygon ?? object.rotated_box) && !boxFollows(object))
        tell("boxes", "objects", "the outline or the rotated box is written, from which another follows");
      if (object.keypoints)
        tell(
          "visibilities of keypoints",
          "objects",
          "a point is there or not; those that are not labelled are left out",
        );
      tellFields(object, tell, "Label Studio", ["attributes", "confidence"]);
    }
  },
};
