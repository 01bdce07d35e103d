/**
 * The shapes that files of a million objects are made of, checked by hand: boxes and outlines with what usually stands beside them.
 * The schema of `model.ts` says what an object is; this answers the same, fifteen times as fast, or leaves the answer to it. Pure.
 */
import { boundsOf, isEmptyBounds } from "./geometry";
import { MAX_POINTS, type FoundObject } from "./model";

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/;

type Unchecked = Readonly<Record<string, unknown>>;

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isPlain = (value: unknown): value is Unchecked =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function isRing(ring: unknown): ring is number[] {
  if (!Array.isArray(ring) || ring.length < 6 || ring.length > 2 * MAX_POINTS || ring.length % 2 !== 0) return false;
  for (let at = 0; at < ring.length; at += 1) if (!isNumber(ring[at])) return false;
  return true;
}
const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isOne);
const isName = (name: string, least: number): boolean =>
  name.length >= least && name.length <= 255 && name !== "__proto__";
const hasEntries = (value: unknown, least: number, isOne: (one: unknown) => boolean): boolean =>
  isPlain(value) && Object.entries(value).every(([name, one]) => isName(name, least) && isOne(one));

/** What is usual, by field. Anything else is for the schema. */
const IS_USUAL: Readonly<Record<string, (value: unknown) => boolean>> = {
  label: (value) =>
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= 255 &&
    value.trim() === value &&
    !CONTROL_CHARACTERS.test(value),
  col_x: isNumber,
  row_y: isNumber,
  width: (value) => isNumber(value) && value >= 0,
  height: (value) => isNumber(value) && value >= 0,
  polygon: (value) => isListOf(value, (part) => isListOf(part, isRing)),
  attributes: (value) =>
    hasEntries(
      value,
      1,
      (one) => isNumber(one) || typeof one === "boolean" || (typeof one === "string" && one.length <= 5_000),
    ),
  confidence: isNumber,
  flags: (value) =>
    isPlain(value) &&
    Object.entries(value).every(
      ([name, one]) => (name === "crowd" || name === "occluded" || name === "truncated") && typeof one === "boolean",
    ),
  track_id: (value) => Number.isSafeInteger(value) || (typeof value === "string" && value.length <= 255),
  extra: (value) => hasEntries(value, 0, () => true),
};

/** The object; null for what is unusual, whether it is one or not. */
export function usualObject(input: Unchecked): FoundObject | null {
  if (!isPlain(input)) return null;
  let sides = 0;
  for (const field of Object.keys(input)) {
    if (!Object.hasOwn(IS_USUAL, field) || !IS_USUAL[field]!(input[field])) return null;
    if (field === "col_x" || field === "row_y" || field === "width" || field === "height") sides += 1;
  }
  const object = input as unknown as Omit<FoundObject, "type">;
  const hasOutline = object.polygon !== undefined;
  if (object.label === undefined || (sides !== 4 && !(sides === 0 && hasOutline))) return null;
  if (!hasOutline && isEmptyBounds(object)) return null;
  const { col_x, row_y, width, height } = sides === 4 ? object : boundsOf(object)!;
  return { ...object, col_x, row_y, width, height, type: hasOutline ? "polygon" : "box" };
}
