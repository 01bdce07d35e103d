/**
 * YOLO: a text file for each picture, a line for each object, in shares of the picture's sides; class names in `data.yaml` or a list.
 * Lines as https://docs.ultralytics.com/datasets/ has them: `class cx cy width height`, keypoints behind it (pose), the corners of an
 * outline (segment) or of a turned box (obb) instead; predictions add a confidence and a track's id. Pure.
 */
import { parse as parseYaml } from "yaml";
import type { RotatedBox } from "@/lib/objects/geometry";
import { Findings } from "../findings";
import { cleanLabel, type Annotation, type FoundClass, type Parsed } from "../model";
import type { Picture } from "../pictures";
import { splitOfFolder } from "../splits";
import { isRecord, listOf, tidy, type Json } from "../values";

export type Task = "detect" | "segment" | "pose" | "obb" | "classify";
const TASKS: readonly string[] = ["detect", "segment", "pose", "obb", "classify"] satisfies Task[];

interface KeypointShape {
  readonly count: number;
  /** Numbers of each: x and y, or a visibility, too. */
  readonly size: 2 | 3;
}

/** What the settings of a dataset say. */
export interface YoloSettings {
  readonly names: ReadonlyMap<number, string>;
  /** In the order of their numbers. */
  readonly classes: readonly FoundClass[];
  readonly task: Task | null;
  readonly keypoints: KeypointShape | null;
  /** The folder that places of splits start from, as it is written. */
  readonly root: string;
  /** Folders and lists of pictures, by split. */
  readonly places: readonly { readonly split: string; readonly place: string }[];
  /** Whether it says where pictures are: settings of a training only name classes. */
  readonly isDataset: boolean;
  /** Other keys. */
  readonly rest: readonly string[];
}

const SETTINGS = ["names", "nc", "path", "task", "kpt_shape", "kpt_names", "skeleton", "flip_idx"];

const namesOf = (value: unknown): Map<number, string> =>
  new Map(
    Object.entries(isRecord(value) || Array.isArray(value) ? value : {}).flatMap(
      ([number, name]): [number, string][] => {
        const label = cleanLabel(name);
        return label && /^\d+$/.test(number) ? [[Number(number), label]] : [];
      },
    ),
  );

function shapeOf(value: unknown): KeypointShape | null {
  const [count, size] = listOf(value).map(Number);
  return count && Number.isInteger(count) && count > 0 && (size === 2 || size === 3) ? { count, size } : null;
}

/** Pairs of keypoints. Nothing says where the count begins: at 0 unless the last is named by its number from 1. */
function edgesOf(value: unknown, count: number): [number, number][] {
  const pairs = listOf(value).map((pair) => listOf(pair).map(Number));
  const ends = pairs.flat();
  const first = ends.includes(count) && !ends.includes(0) ? 1 : 0;
  const edges = pairs.map(([from, to]): [number, number] => [from! - first, to! - first]);
  const isOne = (end: number) => Number.isInteger(end) && end >= 0 && end < count;
  return edges.filter(([from, to]) => isOne(from) && isOne(to));
}

function classesOf(names: ReadonlyMap<number, string>, shape: KeypointShape | null, value: Json): FoundClass[] {
  const common = listOf(value.kpt_names);
  const edges = shape ? edgesOf(value.skeleton, shape.count) : [];
  return [...names]
    .sort(([a], [b]) => a - b)
    .map(([number, name]) => {
      if (!shape) return { name };
      const given = isRecord(value.kpt_names) ? listOf(value.kpt_names[String(number)]) : common;
      const keypoints = Array.from({ length: shape.count }, (_, index) => cleanLabel(given[index]) ?? String(index));
      const flip = listOf(value.flip_idx).map(Number);
      return { name, skeleton: { keypoints, edges }, ...(flip.length > 0 ? { extra: { flip_idx: flip } } : {}) };
    });
}

/** A split of a name of one's own: a key that nothing else is known by, with a folder of images. */
const isPlaceOfSplit = (key: string, place: unknown): boolean =>
  !SETTINGS.includes(key) && typeof place === "string" && (place === key || /^([^:]*\/)?images(\/|$)/i.test(place));

/** The settings in a YAML file; null where it names no classes. */
export function parseSettings(text: string): YoloSettings | null {
  let value: unknown;
  try {
    // Every scalar as the text that it is: class names may be `007`, `1.0` or `null`.
    value = parseYaml(text, { maxAliasCount: 20, schema: "failsafe" });
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const names = namesOf(value.names);
  // A data set may say that it has no classes, as one without a labelled picture does.
  if (names.size === 0 && !("names" in value && value.nc === "0")) return null;
  const keypoints = shapeOf(value.kpt_shape);
  const places = Object.entries(value).flatMap(([key, place]) => {
    const split = splitOfFolder(key) ?? (isPlaceOfSplit(key, place) ? key : null);
    const all = Array.isArray(place) ? (place as unknown[]) : [place];
    return split
      ? all.filter((one) => typeof one === "string" && one !== "").map((one) => ({ split, place: String(one) }))
      : [];
  });
  return {
    names,
    classes: classesOf(names, keypoints, value),
    task: typeof value.task === "string" && TASKS.includes(value.task) ? (value.task as Task) : null,
    keypoints,
    root: typeof value.path === "string" ? value.path : "",
    places,
    isDataset: places.length > 0 || "nc" in value || "kpt_shape" in value,
    rest: Object.entries(value).flatMap(([key, place]) =>
      SETTINGS.includes(key) || splitOfFolder(key) !== null || isPlaceOfSplit(key, place) ? [] : [key],
    ),
  };
}

/** Class names, one a line, as `classes.txt` and Darknet's `obj.names` have them; null where there are none. */
export function parseClassList(text: string): YoloSettings | null {
  const lines = text.split(/\r?\n/);
  const names = namesOf(lines);
  if (names.size === 0) return null;
  const classes = classesOf(names, null, {});
  return { names, classes, task: null, keypoints: null, root: "", places: [], isDataset: true, rest: [] };
}

/** Darknet's `obj.data`: `key = value`; null where it names neither lists of pictures nor of classes. */
export function parseDarknetData(text: string): YoloSettings["places"] | null {
  const entries = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const match = /^\s*([a-z]+)\s*=\s*(\S.*?)\s*$/i.exec(line);
    return match ? [[match[1]!.toLowerCase(), match[2]!]] : [];
  });
  if (!entries.some(([key]) => key === "names" || splitOfFolder(key))) return null;
  return entries.flatMap(([key, place]) => {
    const split = splitOfFolder(key);
    return split ? [{ split, place }] : [];
  });
}

const numbersOf = (line: string): number[] => line.trim().split(/\s+/).map(Number);
const isConfidence = (value: number): boolean => value >= 0 && value <= 1;
const isTrackId = (value: number): boolean => Number.isSafeInteger(value) && value > 1;

/** Whether a text is lines of numbers, as labels are. */
export function looksLikeLabels(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return (
    lines.length > 0 &&
    lines.every((line) => {
      const numbers = numbersOf(line);
      return numbers.length >= 5 && Number.isInteger(numbers[0]) && numbers.every(Number.isFinite);
    })
  );
}

/** How the lines of a dataset are to be read. */
export interface Layout {
  readonly task: Exclude<Task, "classify">;
  readonly keypoints: KeypointShape | null;
  /** Whether a sixth number is a track's id, not a confidence. */
  readonly hasIdsAlone: boolean;
  /** Whether seven numbers are a box with confidence and track, not a triangle. */
  readonly hasTracks: boolean;
}

/** Looks at all lines of a dataset, because one alone may be several things: nine numbers an outline or a turned box. */
export class Survey {
  private readonly lengths = new Map<number, number>();
  private hasIdsAlone = false;
  private areIdsAt7 = true;
  private hasIdAt7 = false;
  private areVisibilities = true;
  private hasVisible = false;

  add(text: string): void {
    for (const line of text.split(/\r?\n/)) {
      const numbers = numbersOf(line);
      const { length } = numbers;
      if (length < 5 || !numbers.every(Number.isFinite)) continue;
      this.lengths.set(length, (this.lengths.get(length) ?? 0) + 1);
      const last = numbers[length - 1]!;
      if (length === 6) this.hasIdsAlone ||= isTrackId(last);
      if (length === 7) {
        // A share of a side lies between 0 and 1, an id does not.
        this.areIdsAt7 &&= Number.isInteger(last) && isConfidence(numbers[5]!);
        this.hasIdAt7 ||= isTrackId(last);
      }
      if (this.areVisibilities) this.lookForVisibilities(numbers);
    }
  }

  private lookForVisibilities(numbers: readonly number[]): void {
    this.areVisibilities = numbers.length >= 8 && (numbers.length - 5) % 3 === 0;
    for (let at = 7; at < numbers.length && this.areVisibilities; at += 3) {
      this.areVisibilities = numbers[at] === 0 || numbers[at] === 1 || numbers[at] === 2;
      this.hasVisible ||= numbers[at] === 2;
    }
  }

  layout({ task, keypoints }: Pick<YoloSettings, "task" | "keypoints">): Layout {
    const lengths = [...this.lengths.keys()];
    const hasTracks = this.areIdsAt7 && (this.hasIdAt7 || task === "detect");
    const common = { hasIdsAlone: this.hasIdsAlone, hasTracks };
    if (keypoints) return { ...common, task: "pose", keypoints };
    if (task && task !== "classify" && task !== "pose") return { ...common, task, keypoints: null };
    // A visibility of 2 is no share, so that such lines are no outlines.
    if (this.areVisibilities && this.hasVisible && lengths.length === 1)
      return { ...common, task: "pose", keypoints: { count: (lengths[0]! - 5) / 3, size: 3 } };
    if (lengths.length > 0 && lengths.every((length) => length === 9 || length === 10))
      return { ...common, task: "obb", keypoints: null };
    return {
      ...common,
      task: lengths.some((length) => isOutline(length, hasTracks)) ? "segment" : "detect",
      keypoints: null,
    };
  }

  /** What kinds of line there are, in words, where there is more than one; null where there is one. */
  mixture(layout: Layout): string | null {
    const counts = new Map<string, number>();
    for (const [length, count] of this.lengths) {
      const kind =
        layout.task === "pose" && length > 7
          ? `${length} numbers`
          : isOutline(length, layout.hasTracks)
            ? "outlines"
            : "boxes";
      counts.set(kind, (counts.get(kind) ?? 0) + count);
    }
    return counts.size > 1 ? [...counts].map(([kind, count]) => `${kind} (${count})`).join(" and ") : null;
  }
}

const isOutline = (length: number, hasTracks: boolean): boolean => length >= 8 || (length === 7 && !hasTracks);

/** What a line says beside its class, in shares unless it is a turned box, which is one in pixels only. */
type Line =
  | { readonly wrong: string }
  | { readonly scale: "shares" | "pixels"; readonly object: Readonly<Record<string, unknown>> };

const tailOf = (numbers: readonly number[]): Record<string, unknown> => {
  const [confidence, track] = numbers;
  return {
    ...(confidence === undefined ? {} : { confidence }),
    ...(track === undefined ? {} : Number.isSafeInteger(track) ? { track_id: track } : { extra: { track_id: track } }),
  };
};

function boxOf(numbers: readonly number[], { hasIdsAlone }: Layout): Line {
  const [, cx, cy, width, height, sixth, seventh] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number?,
    number?,
  ];
  if (!(width > 0 && height > 0)) return { wrong: "its box has no size" };
  const isIdAlone = hasIdsAlone && seventh === undefined && sixth !== undefined;
  const tail = isIdAlone ? { track_id: sixth } : tailOf(numbers.slice(5));
  return { scale: "shares", object: { col_x: cx - width / 2, row_y: cy - height / 2, width, height, ...tail } };
}

function poseOf(numbers: readonly number[], layout: Layout, { count, size }: KeypointShape): Line {
  const end = 5 + count * size;
  if (numbers.length < end || numbers.length > end + 2)
    return { wrong: `it has ${numbers.length} numbers, where a box and keypoints of [${count}, ${size}] have ${end}` };
  const box = boxOf(numbers.slice(0, 5), layout);
  if ("wrong" in box) return box;
  let isRounded = false;
  const keypoints = Array.from({ length: count }, (_, index) => {
    const [x, y, v = x === 0 && y === 0 ? 0 : 2] = numbers.slice(5 + index * size, 5 + (index + 1) * size) as [
      number,
      number,
      number?,
    ];
    // Predictions give a score in the place of the visibility.
    const visibility = v === 0 || v === 1 || v === 2 ? v : v > 0 ? 2 : 0;
    isRounded ||= visibility !== v;
    return [x, y, visibility];
  });
  const extra = isRounded ? { extra: { keypoints: numbers.slice(5, end) } } : {};
  return { scale: "shares", object: { ...extra, ...box.object, keypoints, ...tailOf(numbers.slice(end)) } };
}

function outlineOf(numbers: readonly number[]): Line {
  // Of an even count the last is a confidence.
  const end = numbers.length - (numbers.length % 2 === 0 ? 1 : 0);
  const ring = numbers.slice(1, end);
  const isPoint = ring.every((value, index) => value === ring[index % 2]);
  return isPoint
    ? { wrong: "its outline has no size" }
    : { scale: "shares", object: { polygon: [[ring]], ...tailOf(numbers.slice(end)) } };
}

/** How far corners may lie from those of a rectangle, as a share of its diagonal. */
const RECTANGLE_TOLERANCE = 1e-3;

/** The turned box that four corners make; null where they are not those of a rectangle. */
export function rotatedBoxOf(corners: readonly number[]): RotatedBox | null {
  const [ax, ay, bx, by, cx, cy, dx, dy] = corners as [number, number, number, number, number, number, number, number];
  const [first, second] = [Math.hypot(cx - ax, cy - ay), Math.hypot(dx - bx, dy - by)];
  const most = RECTANGLE_TOLERANCE * Math.max(first, second);
  // Both diagonals have one middle and one length.
  if (Math.hypot(ax + cx - bx - dx, ay + cy - by - dy) / 2 > most || Math.abs(first - second) > most) return null;
  const [width, height] = [Math.hypot(bx - ax, by - ay), Math.hypot(cx - bx, cy - by)];
  if (!(width > 0 && height > 0)) return null;
  const angle = (Math.atan2(by - ay, bx - ax) * 180) / Math.PI;
  return {
    cx: tidy((ax + bx + cx + dx) / 4),
    cy: tidy((ay + by + cy + dy) / 4),
    width: tidy(width),
    height: tidy(height),
    angle: tidy(angle),
  };
}

function turnedOf(numbers: readonly number[], { width, height }: Picture): Line {
  const corners = numbers.slice(1, 9);
  const inPixels = width && height ? corners.map((value, index) => value * (index % 2 === 0 ? width : height)) : null;
  const rotated_box = inPixels && rotatedBoxOf(inPixels);
  if (!rotated_box) {
    const outline = outlineOf(numbers.slice(0, 9));
    return "wrong" in outline ? outline : { ...outline, object: { ...outline.object, ...tailOf(numbers.slice(9)) } };
  }
  return { scale: "pixels", object: { rotated_box, extra: { corners }, ...tailOf(numbers.slice(9)) } };
}

function lineOf(numbers: readonly number[], layout: Layout, picture: Picture): Line {
  const { length } = numbers;
  if (layout.keypoints && !(length <= 7 && length < 5 + layout.keypoints.count * layout.keypoints.size))
    return poseOf(numbers, layout, layout.keypoints);
  if (layout.task === "obb" && length >= 9 && length <= 11) return turnedOf(numbers, picture);
  return isOutline(length, layout.hasTracks) ? outlineOf(numbers) : boxOf(numbers, layout);
}

/** The lines of one picture. @param listed where the class names are listed, for what is told */
export function parseYolo(
  text: string,
  picture: Picture,
  names: ReadonlyMap<number, string>,
  layout: Layout,
  listed = "data.yaml",
): Parsed {
  const found = new Findings();
  const objects = {
    shares: [] as NonNullable<Annotation["objects"]>[number][],
    pixels: [] as NonNullable<Annotation["objects"]>[number][],
  };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const where = `line ${index + 1}`;
    const numbers = numbersOf(line);
    const label = names.get(numbers[0]!);
    if (!numbers.every(Number.isFinite) || numbers.length < 5) {
      found.problem(where, "it is not “class cx cy width height”");
      continue;
    }
    if (label === undefined) {
      found.problem(where, `class ${numbers[0]} has no name in ${listed}`);
      continue;
    }
    const read = lineOf(numbers, layout, picture);
    if ("wrong" in read) {
      found.problem(where, read.wrong);
      continue;
    }
    const object = found.object(where, { label, ...read.object });
    if (object) objects[read.scale].push(object);
  }
  return found.parsed(
    (["shares", "pixels"] as const)
      .filter((scale) => objects[scale].length > 0)
      .map((scale) => ({ picture: picture.path, scale, objects: objects[scale] })),
  );
}
