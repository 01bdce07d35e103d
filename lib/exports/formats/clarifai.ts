/**
 * Clarifai's data: batches of inputs, each with its concepts and regions, as Protobuf messages or as the same messages in JSON. A
 * folder for each split; a file's name ends in how many inputs it holds, as Clarifai's own reader asks.
 * Format: https://docs.clarifai.com/create/datasets/manage, `DatasetVersionExportFormat` in the published definitions.
 */
import type { ItemFacts } from "@/lib/items/schema";
import { cornersOf } from "@/lib/objects/geometry";
import type { ItemObject } from "@/lib/objects/model";
import { pixelsOfRuns, runsOf, type Mask } from "@/lib/objects/run-lengths";
import { folderName } from "../archive-paths";
import { encodeInputs, structOf } from "../clarifai-proto";
import { defined, tellWords, withoutRoots, type Format, type PlacedItem, type TellLoss } from "../format";
import { maskPng } from "../png";
import { hasHoles } from "./shapes";

const MEDIA = "media";
/** Where inputs without a split go, as Clarifai has it. */
const NO_SPLIT = "all";
const folderOf = ({ split }: ItemFacts): string => folderName(split ?? NO_SPLIT);

type Size = { readonly width: number; readonly height: number };
/** Null for a video of which no picture could be read: places are shares of the sides. */
const sizeOf = ({ width, height }: ItemFacts): Size | null => (width && height ? { width, height } : null);

/** How a record of any fields is said: JSON says it as it is. */
type Struct = (record: object) => object;

const concept = (name: string, value = 1) => ({ id: name, name, value });
const VISIBILITIES = ["NOT_PRESENT", "NOT_VISIBLE", "VISIBLE"] as const;

const pointsOf = (ring: readonly number[], { width, height }: Size) =>
  Array.from({ length: ring.length / 2 }, (_none, index) => ({
    row: ring[2 * index + 1]! / height,
    col: ring[2 * index]! / width,
  }));

function pictureOf(mask: Mask): { readonly base64: string } | null {
  const runs = runsOf(mask);
  const [height, width] = mask.size;
  return runs && { base64: maskPng(pixelsOfRuns(runs, height, width), width, height).toString("base64") };
}

/** What a region has no field for, under the names that it has here. */
const restOf = ({ object_id, type, attributes, flags, source, time_ms, extra, rotated_box, polyline }: ItemObject) =>
  defined({ object_id, type, attributes, flags, source, time_ms, extra, rotated_box, polyline });

/** An object is a region; further parts of its polygon are regions of their own, because a region has one ring. */
function regionsOf(object: ItemObject, size: Size, struct: Struct) {
  const { label, polygon, rotated_box: rotated, mask, keypoints, confidence, track_id } = object;
  const [first, ...further] = polygon?.map(([outer]) => outer!) ?? (rotated ? [cornersOf(rotated)] : []);
  const common = {
    ...defined({ value: confidence, track_id: track_id === undefined ? undefined : String(track_id) }),
    data: { concepts: [concept(label, confidence)], metadata: struct(restOf(object)) },
  };
  const box = {
    top_row: object.row_y / size.height,
    left_col: object.col_x / size.width,
    bottom_row: (object.row_y + object.height) / size.height,
    right_col: (object.col_x + object.width) / size.width,
  };
  const image = mask && pictureOf(mask);
  return [
    {
      id: object.object_id,
      region_info: {
        bounding_box: box,
        ...(image ? { mask: { image } } : {}),
        ...(first ? { polygon: { points: pointsOf(first, size) } } : {}),
        ...(keypoints
          ? {
              keypoint_locations: keypoints.map(([x, y, visibility]) => ({
                ...pointsOf([x, y], size)[0]!,
                visibility: VISIBILITIES[visibility],
              })),
            }
          : {}),
      },
      ...common,
    },
    ...further.map((ring, at) => ({
      id: `${object.object_id}-${at + 1}`,
      region_info: { polygon: { points: pointsOf(ring, size) } },
      ...common,
    })),
  ];
}

/** Objects with a time are regions of a frame of the video. */
function framesOf(objects: readonly ItemObject[], size: Size, struct: Struct) {
  const times = new Map<number, ItemObject[]>();
  for (const object of objects) {
    const time = Math.round(object.time_ms ?? 0);
    times.set(time, [...(times.get(time) ?? []), object]);
  }
  return [...times]
    .sort(([a], [b]) => a - b)
    .map(([time, there]) => ({
      frame_info: { time },
      data: { regions: there.flatMap((object) => regionsOf(object, size, struct)) },
    }));
}

function mediaOf({ item, path }: PlacedItem): object {
  const format = item.mime_type.slice(item.mime_type.indexOf("/") + 1).toUpperCase();
  const sides = sizeOf(item) ?? {};
  if (item.media_type === "image") return { image: { url: path, image_info: { ...sides, format } } };
  const seconds = item.duration_ms === null ? undefined : item.duration_ms / 1000;
  return {
    video: { url: path, video_info: { ...sides, video_format: format, ...defined({ duration_seconds: seconds }) } },
  };
}

function inputOf(placed: PlacedItem, struct: Struct) {
  const { item, path } = placed;
  const size = sizeOf(item);
  const timed = item.objects.filter(({ time_ms }) => time_ms !== undefined && item.media_type === "video");
  const whole = item.objects.filter((object) => !timed.includes(object));
  return {
    id: item.media_id,
    data: {
      ...mediaOf(placed),
      concepts: item.labels.map((label) => concept(label)),
      metadata: struct({
        filename: item.file_name,
        file_path: path,
        tags: item.tags,
        captions: item.captions,
        ...defined({
          split: item.split ?? undefined,
          license: item.license ?? undefined,
          source_url: item.source_url ?? undefined,
        }),
        metadata: item.metadata,
      }),
      regions: size ? whole.flatMap((object) => regionsOf(object, size, struct)) : [],
      ...(size && timed.length > 0 ? { frames: framesOf(timed, size, struct) } : {}),
      ...(item.captions.length > 0 ? { text: { raw: item.captions[0]! } } : {}),
    },
  };
}

const isSingle = (number: number): boolean => Math.fround(number) === number;
/** Whether every share of an object is a number of single precision. */
const isExact = (object: ItemObject, size: Size): boolean => {
  const { col_x, row_y, width, height, polygon = [], keypoints = [], confidence = 1 } = object;
  const rings = [
    [col_x, row_y, col_x + width, row_y + height],
    ...polygon.map(([outer]) => outer!),
    keypoints.flatMap(([x, y]) => [x, y]),
  ];
  return (
    isSingle(confidence) &&
    rings.every((ring) => pointsOf(ring, size).every(({ row, col }) => isSingle(row) && isSingle(col)))
  );
};

function tellObject(object: ItemObject, size: Size | null, tell: TellLoss, single: boolean): void {
  if (!size)
    return tell("objects on files without a size", "objects", "Clarifai places objects in shares of the sides");
  if (hasHoles(object)) tell("holes of polygons", "objects", "Clarifai's polygons have none");
  if ((object.polygon?.length ?? 0) > 1)
    tell("objects of several parts", "objects", "a region has one outline; each part is a region of its own");
  if (single && !isExact(object, size))
    tell("last digits of numbers", "objects", "Clarifai's messages have shares of the sides in single precision");
}

interface Form {
  readonly mime: string;
  readonly struct: Struct;
  encode(inputs: readonly object[]): string | Uint8Array;
  /** Whether numbers are of single precision. */
  readonly single: boolean;
}

const clarifai = ({ mime, struct, encode, single }: Form): Format => ({
  mediaPath: (item) => `${MEDIA}/${withoutRoots(item.file_path, MEDIA)}`,
  files: () => [{ path: "mimetype", mime: "text/plain", sections: [mime] }],
  filesOfBlock(items, block) {
    const folders = new Map<string, PlacedItem[]>();
    for (const placed of items) {
      const folder = folderOf(placed.item);
      folders.set(folder, [...(folders.get(folder) ?? []), placed]);
    }
    return [...folders].map(([folder, inputs], at) => ({
      path: `${folder}/${String(block).padStart(6, "0")}-${at}_n${inputs.length}`,
      content: encode(inputs.map((placed) => inputOf(placed, struct))),
    }));
  },
  losses(item, tell) {
    tellWords(item, tell, "Clarifai", ["tags", "metadata"]);
    if (item.propagated_labels.length > 0)
      tell("marks of propagated labels", "values", "Clarifai has no place for them", item.propagated_labels.length);
    for (const object of item.objects) tellObject(object, sizeOf(item), tell, single);
  },
});

export const clarifaiJson = clarifai({
  mime: "application/x.clarifai-data+json",
  struct: (record) => record,
  encode: (inputs) => `${JSON.stringify({ inputs })}\n`,
  single: false,
});

export const clarifaiProtobuf = clarifai({
  mime: "application/x.clarifai-data+protobuf",
  struct: structOf,
  encode: encodeInputs,
  single: true,
});
