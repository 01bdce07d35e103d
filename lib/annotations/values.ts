/** Values of unknown files, read without trust. Pure. */
import { fieldNameProblem } from "@/lib/fields/rules";
import { isPlace } from "./model";

export type Json = Readonly<Record<string, unknown>>;
export const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** The number that a value is or a text writes; NaN for anything else, blanks included. */
export const numberOf = (value: unknown): number =>
  typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;

/** The text without spaces around; null for what is no text, or an empty one. */
export const trimmed = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null;

export const isFlagSet = (value: unknown): boolean =>
  value === true || numberOf(value) > 0 || (typeof value === "string" && /^(true|yes)$/i.test(value.trim()));

/** Pairs of numbers one after another; null where one of them is none. */
export function flatPoints(points: unknown): number[] | null {
  if (!Array.isArray(points)) return null;
  // A file of a million outlines has them so already.
  if (points.length > 0 && points.length % 2 === 0 && points.every(isPlace)) return points as number[];
  const flat = (points as unknown[]).flatMap((point) =>
    Array.isArray(point) ? (point as unknown[]).slice(0, 2).map(numberOf) : [numberOf(point)],
  );
  return flat.length > 0 && flat.length % 2 === 0 && flat.every(isPlace) ? flat : null;
}

type Scalar = string | number | boolean | null;
const isScalar = (value: unknown): value is Scalar =>
  value === null ||
  typeof value === "boolean" ||
  isPlace(value) ||
  (typeof value === "string" && value.length <= 5_000);
const isName = (name: string): boolean => name.length > 0 && name.length <= 255;

/** Entries that attributes can hold (texts, numbers, yes or no, lists of them), and those that they cannot. */
export function splitAttributes(entries: Json): {
  readonly attributes: Record<string, Scalar | Scalar[]>;
  readonly rest: Record<string, unknown>;
} {
  const attributes: Record<string, Scalar | Scalar[]> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entries)) {
    if (isName(name) && isScalar(value)) attributes[name] = value;
    else if (isName(name) && Array.isArray(value) && value.length <= 1_000 && value.every(isScalar))
      attributes[name] = value;
    else rest[name.slice(0, 255)] = value;
  }
  return { attributes, rest };
}

/** Why something that a file says of a picture is in none of its fields. */
export const NO_METADATA = "its name is none that a field can have, or its value is no text, number or list of them";

/** Entries that the metadata of items can hold, by the names that fields may have, and those that it cannot. */
export function splitMetadata(entries: Json): { readonly metadata: Record<string, unknown>; readonly rest: string[] } {
  const { attributes } = splitAttributes(entries);
  const metadata = Object.fromEntries(Object.entries(attributes).filter(([name]) => fieldNameProblem(name) === null));
  return { metadata, rest: Object.keys(entries).filter((name) => !Object.hasOwn(metadata, name)) };
}

/** `{[name]: value}`, or nothing where the value has no entries or is undefined: for spreading into an object. */
export function given<K extends string, V>(name: K, value: V | null | undefined): { readonly [key in K]?: V } {
  if (value === null || value === undefined) return {};
  if (isRecord(value) && Object.keys(value).length === 0) return {};
  if (Array.isArray(value) && value.length === 0) return {};
  return { [name]: value } as { [key in K]?: V };
}

/** A number worked out from others: digits beyond a millionth of a pixel are noise of the arithmetic. */
export const tidy = (value: number): number => Math.round(value * 1e6) / 1e6;

/** How far it is from one place to another, in as few digits as lead there again. */
export function lengthBetween(from: number, to: number): number {
  const length = to - from;
  for (const digits of [6, 9, 12, 15]) {
    const short = Number(length.toPrecision(digits));
    if (from + short === to) return short;
  }
  return length;
}
