/**
 * The segmentation images of Pascal VOC: which colour stands for which number, and which number for which class. Names come from
 * `labelmap.txt`, as CVAT and Datumaro write it, or from `class_names.txt`, as LabelMe does. Pure.
 */
import { cleanLabel, type FoundClass } from "../model";

/** The number of each pixel of a picture, row by row. */
export type Indices = Uint8Array | Uint32Array;

/** Borders of objects, which belong to none. */
export const VOID = 255;

/** The bits of a number spread over red, green and blue, as VOC's tools do it. */
export function vocColor(index: number): [red: number, green: number, blue: number] {
  const color: [number, number, number] = [0, 0, 0];
  for (let bit = 7, rest = index; rest > 0; bit -= 1, rest >>= 3)
    for (let channel = 0; channel < 3; channel += 1) color[channel]! |= ((rest >> channel) & 1) << bit;
  return color;
}

const keyOf = (red: number, green: number, blue: number): number => (red << 16) | (green << 8) | blue;
const VOC_NUMBERS: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 256 }, (_none, index) => [keyOf(...vocColor(index)), index]),
);

export interface LabelMap {
  /** By the number from 1 on; 255 is no class. */
  readonly names: readonly (string | undefined)[];
  /** Numbers by colour. */
  readonly numbers: ReadonlyMap<number, number>;
}

/** Where there is a list of names that cannot be read: then classes are not VOC's own. */
export const NO_NAMES: LabelMap = { names: [], numbers: VOC_NUMBERS };

const BACKGROUND = /^_*background_*$/i;
const LINE = /^(.*):(\d{1,3}),(\d{1,3}),(\d{1,3}):[^:]*:[^:]*$/;

/** What `labelmap.txt` says, `name:red,green,blue:parts:actions` a line; null where it says nothing of the kind. */
export function parseLabelMap(text: string): LabelMap | null {
  const names: string[] = [];
  const numbers = new Map([...VOC_NUMBERS].filter(([, number]) => number === VOID));
  for (const line of text.split(/\r?\n/)) {
    const found = LINE.exec(line.trim());
    if (!found) continue;
    const color = keyOf(Number(found[2]), Number(found[3]), Number(found[4]));
    if (BACKGROUND.test(found[1]!)) numbers.set(color, 0);
    else {
      // 255 is no class.
      if (names.length === VOID - 1) names.push("");
      names.push(found[1]!);
      numbers.set(color, names.length);
    }
  }
  return names.length > 0 ? { names: names.map((name) => name || undefined), numbers } : null;
}

/** What `class_names.txt` says: a name a line, the background first; `__ignore__` before it is what belongs to no object. */
export function parseClassNames(text: string): LabelMap | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const names = lines.filter((name) => name !== "" && name !== "__ignore__");
  if (names.length === 0) return null;
  return { names: BACKGROUND.test(names[0]!) ? names.slice(1) : names, numbers: VOC_NUMBERS };
}

const hex = (color: readonly number[]): string =>
  `#${color.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

/** The classes of a map, with their colours where those are not VOC's own. */
export function classesOf({ names, numbers }: LabelMap): FoundClass[] {
  const colors = new Map([...numbers].map(([color, number]) => [number, color]));
  return names.flatMap((name, at): FoundClass[] => {
    const label = cleanLabel(name);
    if (!label) return [];
    const color = colors.get(at + 1);
    const own = color === undefined || color === keyOf(...vocColor(at + 1));
    return [{ name: label, ...(own ? {} : { color: hex([color >> 16, (color >> 8) & 255, color & 255]) }) }];
  });
}

/** Numbers of colours that stand for nothing begin here, each its own. */
const UNKNOWN = 1_000_000;

/** The number of each pixel. @param channels 1 where the picture is grey: then the value is the number */
export function numbersOf(
  { data, channels }: { readonly data: Uint8Array; readonly channels: number },
  numbers: LabelMap["numbers"] = VOC_NUMBERS,
): Indices {
  if (channels < 3) return channels === 1 ? data : data.filter((_value, at) => at % channels === 0);
  const indices = new Uint32Array(data.length / channels);
  const strange = new Map<number, number>();
  let [last, number] = [-1, 0];
  for (let at = 0, from = 0; at < indices.length; at += 1, from += channels) {
    const color = keyOf(data[from]!, data[from + 1]!, data[from + 2]!);
    if (color !== last) {
      last = color;
      let found = numbers.get(color) ?? strange.get(color);
      if (found === undefined) strange.set(color, (found = UNKNOWN + strange.size));
      number = found;
    }
    indices[at] = number;
  }
  return indices;
}
