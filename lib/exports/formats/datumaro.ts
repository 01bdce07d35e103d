/** Datumaro: a JSON file for each subset. Format: https://open-edge-platform.github.io/datumaro/latest/docs/data-formats/formats/datumaro.html */
import { splitOf } from "@/lib/annotations/subsets";
import type { ItemFacts } from "@/lib/items/schema";
import type { ItemObject } from "@/lib/objects/model";
import { folderName, splitExtension } from "../archive-paths";
import { namesByIndex } from "../class-numbers";
import {
  defined,
  jsonElements,
  tellSplit,
  tellWords,
  withoutRoots,
  type Format,
  type FormatContext,
  type PlacedItem,
  type Survey,
} from "../format";
import { tellFields } from "../object-losses";
import { boxFollows, hasHoles } from "./shapes";

const IMAGES = "images";
/** What Datumaro calls the subset of items without one. */
const NO_SUBSET = "default";
const IMAGE_MEDIA = 2;
const subsetOf = ({ split }: ItemFacts): string => folderName(split ?? NO_SUBSET);

/** Visibility in Datumaro: absent, hidden, visible, which is COCO's 0, 1 and 2. */
const pointsOf = ({ keypoints = [] }: ItemObject) => ({
  type: "points",
  points: keypoints.flatMap(([x, y]) => [x, y]),
  visibility: keypoints.map(([, , visibility]) => visibility),
});

/** Shapes of an object; several are one group. */
function shapesOf(object: ItemObject): Record<string, unknown>[] {
  const { polygon, mask, polyline, keypoints, rotated_box: rotated } = object;
  const shapes: Record<string, unknown>[] = [
    ...(polygon ?? []).map(([outer]) => ({ type: "polygon", points: outer })),
    ...(mask ? [{ type: "mask", rle: { counts: mask.counts, size: mask.size } }] : []),
    ...(polyline ? [{ type: "polyline", points: polyline }] : []),
    ...(keypoints ? [pointsOf(object)] : []),
    ...(rotated
      ? [
          {
            type: "bbox",
            bbox: [rotated.cx - rotated.width / 2, rotated.cy - rotated.height / 2, rotated.width, rotated.height],
            rotation: rotated.angle,
          },
        ]
      : []),
  ];
  return shapes.length > 0 && boxFollows(object)
    ? shapes
    : [{ type: "bbox", bbox: [object.col_x, object.row_y, object.width, object.height] }, ...shapes];
}

/** Names of what an object has beside its own attributes. */
const OWN_ATTRIBUTES = ["is_crowd", "occluded", "truncated", "score", "track_id", "object_id", "rotation"];

function annotationsOf({ item, before }: PlacedItem, labels: ReadonlyMap<string, number>) {
  let id = before.annotations ?? 0;
  const common = (rest: object) => ({ id: id++, z_order: 0, ...rest });
  return [
    ...item.labels.map((label) => common({ type: "label", attributes: {}, group: 0, label_id: labels.get(label) })),
    ...item.captions.map((caption) => common({ type: "caption", attributes: {}, group: 0, caption })),
    ...item.objects.flatMap((object, at) => {
      const { attributes, flags, confidence, track_id, object_id, label } = object;
      const shapes = shapesOf(object);
      return shapes.map(({ rotation, ...shape }) =>
        common({
          ...shape,
          label_id: labels.get(label),
          group: shapes.length > 1 ? (before.objects ?? 0) + at + 1 : 0,
          attributes: {
            ...attributes,
            ...defined({
              is_crowd: flags?.crowd,
              occluded: flags?.occluded,
              truncated: flags?.truncated,
              score: confidence,
              track_id,
              object_id,
              rotation,
            }),
          },
        }),
      );
    }),
  ];
}

const itemOf = (placed: PlacedItem, labels: ReadonlyMap<string, number>) => {
  const { item, path } = placed;
  const name = withoutRoots(path, IMAGES, subsetOf(item));
  return {
    id: splitExtension(name)[0],
    annotations: annotationsOf(placed, labels),
    attr: {
      ...item.metadata,
      ...defined({ license: item.license ?? undefined, source_url: item.source_url ?? undefined }),
    },
    image: { path: name, size: [item.height, item.width] },
  };
};

const entryOf = ({ entries }: Survey, wanted: string) => entries.find(({ name }) => name === wanted);
const attributesOf = (survey: Survey, name: string): string[] =>
  (entryOf(survey, name)?.attributes ?? []).map((attribute) => attribute.name);

/** Names of keypoints, counted from 1 where they are joined, and colours: categories of their own. */
function skeletonsOf({ entries }: Survey, labels: ReadonlyMap<string, number>) {
  const items = entries.flatMap(({ name, skeleton }) =>
    skeleton && labels.has(name)
      ? [
          {
            label_id: labels.get(name),
            labels: skeleton.keypoints,
            joints: skeleton.edges.map(([from, to]) => [from + 1, to + 1]),
          },
        ]
      : [],
  );
  return items.length > 0 ? { points: { items, attributes: [] } } : {};
}

function colorsOf({ entries }: Survey, labels: ReadonlyMap<string, number>) {
  const colormap = entries.flatMap(({ name, color }) => {
    if (!color || !labels.has(name)) return [];
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
    return [{ label_id: labels.get(name), r, g, b }];
  });
  return colormap.length > 0 ? { mask: { colormap, attributes: [] } } : {};
}

function fileOf({ survey }: FormatContext, subset: string) {
  const byIndex = namesByIndex({ ...survey, classes: [...survey.classes, ...survey.labels] });
  const labels = new Map(byIndex.map((name, index) => [name, index]));
  const head = {
    dm_format_version: "1.0",
    media_type: IMAGE_MEDIA,
    infos: {},
    categories: {
      label: {
        labels: byIndex.map((name) => ({ name, parent: "", attributes: attributesOf(survey, name) })),
        label_groups: [],
        attributes: [],
      },
      ...skeletonsOf(survey, labels),
      ...colorsOf(survey, labels),
    },
  };
  return {
    path: `annotations/${subset}.json`,
    mime: "application/json",
    sections: [
      `${JSON.stringify(head).slice(0, -1)},"items":[`,
      jsonElements(`items:${subset}`, (placed) => (subsetOf(placed.item) === subset ? [itemOf(placed, labels)] : [])),
      "\n]}\n",
    ],
  };
}

export const datumaro: Format = {
  byStem: true,
  leavesOut: (item) => (item.media_type === "image" ? null : "this form of Datumaro speaks of pictures"),
  mediaPath: (item) => `${IMAGES}/${subsetOf(item)}/${withoutRoots(item.file_path, IMAGES, subsetOf(item))}`,
  lists: (item) => ({
    [`items:${subsetOf(item)}`]: 1,
    objects: item.objects.length,
    annotations:
      item.labels.length + item.captions.length + item.objects.reduce((sum, one) => sum + shapesOf(one).length, 0),
  }),
  files(context) {
    const subsets = Object.keys(context.survey.lists)
      .filter((list) => list.startsWith("items:"))
      .map((list) => list.slice("items:".length));
    return (subsets.length === 0 ? [NO_SUBSET] : subsets.sort()).map((subset) => fileOf(context, subset));
  },
  losses(item, tell) {
    tellWords(item, tell, "Datumaro", ["metadata"]);
    tellSplit(item, tell);
    if (item.split !== null && splitOf(subsetOf(item)) !== item.split)
      tell("splits", "pictures", "Datumaro has another meaning for the name of the split");
    const clashes = ["license", "source_url"].filter(
      (name) => Object.hasOwn(item.metadata, name) && item[name as "license"] !== null,
    ).length;
    if (clashes > 0)
      tell("metadata", "values", "Datumaro's item has the licence or the source under that name", clashes);
    for (const object of item.objects) {
      if (hasHoles(object)) tell("holes of polygons", "objects", "Datumaro's polygons have none");
      const names = OWN_ATTRIBUTES.filter((name) => Object.hasOwn(object.attributes ?? {}, name));
      if (names.length > 0)
        tell(
          "attributes of objects",
          "values",
          "Datumaro's annotation has something else under that name",
          names.length,
        );
      tellFields(object, tell, "Datumaro", ["attributes", "confidence", "crowd", "occluded", "truncated", "track_id"]);
    }
  },
};
