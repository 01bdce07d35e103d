/** Typed metadata fields: which there are, what their values may be, and how a file's columns are understood. Pure. */
import { isCalendarDay } from "@/lib/calendar";
import { shortened } from "@/lib/text";

export const FIELD_TYPES = ["string", "float", "datetime", "enum", "link"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** An item can have several values. */
  readonly multi: boolean;
}

/** Words that mean something else in facets and searches. */
const RESERVED = [
  "tag",
  "label",
  "split",
  "object",
  "attribute",
  "issue",
  "kind",
  "cluster",
  "subcluster",
  "meta",
  "name",
  "caption",
  "propagated",
];

/** Why a name cannot be a field's; null when it can. */
export function fieldNameProblem(name: string): string | null {
  if (name.trim() === "" || name.length > 255) return "A field needs a name of 1 to 255 characters";
  if (name !== name.trim()) return "A field's name must not begin or end with a space";
  if (/[=<>\u0000-\u001f\u007f]/.test(name)) return "A field's name must not contain =, <, > or control characters";
  if (RESERVED.includes(name.toLowerCase())) return `“${name}” already means something else; choose another name`;
  return null;
}

// Fields are part of a version: a set of the items that have a value, whose name says the type, and for enumerations one
// set for each value.

const FIELD_SET = /^field:(string|float|datetime|enum|link)(\[\])?:(.+)$/s;

export const fieldSetName = (field: Field): string => `field:${field.type}${field.multi ? "[]" : ""}:${field.name}`;
export const enumValueSetName = (field: string, value: string): string => `meta:${field}=${value}`;

/** The fields that a version has, by name, from the names of its sets. */
export function fieldsIn(setNames: Iterable<string>): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const name of setNames) {
    const match = FIELD_SET.exec(name);
    if (match) fields.set(match[3]!, { name: match[3]!, type: match[1] as FieldType, multi: match[2] !== undefined });
  }
  return fields;
}

/** Splits `weather=rain`, as the value of a `meta:` set. */
export function splitEnumValue(text: string): { field: string; value: string } {
  const equals = text.indexOf("=");
  return { field: text.slice(0, equals), value: text.slice(equals + 1) };
}

export type Parsed = { readonly value: string | number } | { readonly problem: string };

// With the year first no separator is ambiguous; EXIF writes colons.
const DATE = /^(\d{4})([-/.:])(\d{2})\2(\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?$/;
const MAX_TEXT = 5_000;
const WHOLE = /^-?\d+$/;

/** Whether a whole number that was written out would not be the same as a number. */
function losesDigits(raw: unknown, number: number): boolean {
  const digits = typeof raw === "string" ? raw.trim().replace(/^\+/, "") : "";
  return WHOLE.test(digits) && BigInt(digits) !== BigInt(number);
}

/** One value as its type has it. @param options what an enumeration allows; null for anything */
export function parseValue(type: FieldType, raw: unknown, options: ReadonlySet<string> | null = null): Parsed {
  if (raw === null || raw === undefined || raw === "") return { problem: "There is no value" };
  if (raw instanceof Date)
    return type === "datetime" && Number.isFinite(raw.getTime())
      ? { value: raw.toISOString() }
      : type === "string"
        ? { value: raw.toISOString() }
        : { problem: `A date is not a ${type}` };
  if (typeof raw === "object")
    return { problem: `A value has to be text or a number, not ${Array.isArray(raw) ? "a list" : "an object"}` };
  const text = String(raw).trim();
  if (text === "") return { problem: "There is no value" };
  if (text.length > MAX_TEXT)
    return { problem: `A value has at most ${MAX_TEXT} characters; this one has ${text.length}` };
  const shown = text.length > 60 ? shortened(text, 61, "…") : text;
  switch (type) {
    case "string":
      return { value: text };
    case "float": {
      const number =
        typeof raw === "number" ? raw : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
      if (!Number.isFinite(number)) return { problem: `“${shown}” is not a number` };
      return losesDigits(raw, number)
        ? { problem: `“${shown}” has more digits than a number keeps; import this field as text` }
        : { value: number };
    }
    case "datetime": {
      // Without a zone it is UTC: the same file has to mean the same on every machine.
      const zoned = /T|\d \d/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
      const iso = `${zoned.slice(0, 10).replace(/[/.:]/g, "-")}${zoned.slice(10)}`;
      const day = DATE.exec(text);
      if (day && !isCalendarDay(Number(day[1]), Number(day[3]), Number(day[4])))
        return { problem: `“${shown}” names a day that does not exist` };
      const time = day ? Date.parse(iso.replace(/ (?=\d)/, "T").replace(/ (?=[Z+-])/, "")) : NaN;
      return Number.isFinite(time)
        ? { value: new Date(time).toISOString() }
        : { problem: `“${shown}” is not an ISO 8601 date or time, such as 2026-03-01T12:00:00Z` };
    }
    case "link": {
      const url = URL.canParse(text) ? new URL(text) : null;
      return url && (url.protocol === "http:" || url.protocol === "https:")
        ? { value: text }
        : { problem: `“${shown}” is not a link that begins with http:// or https://` };
    }
    case "enum":
      if (text.length > 255 || /[\u0000-\u001f\u007f]/.test(text))
        return { problem: "An option is one line of at most 255 characters" };
      if (options && !options.has(text))
        return {
          problem: `“${shown}” is not one of the options ${[...options].slice(0, 10).join(", ")}${options.size > 10 ? " …" : ""}`,
        };
      return { value: text };
  }
}

/** All values of a cell: lists as they are; text of several values is parted by semicolons. */
export const cellValues = (raw: unknown, multi: boolean): unknown[] =>
  !multi
    ? [raw]
    : Array.isArray(raw)
      ? raw
      : typeof raw === "string"
        ? raw
            .split(";")
            .map((part) => part.trim())
            .filter((part) => part !== "")
        : [raw];

/** Up to this many different values, that repeat on average, a text column counts as an enumeration. */
const ENUM_OPTIONS = 30;
/**
 * The share of a column's values that a suggested type has to fit. Measured tables have a few cells like “n/a” or a slip of
 * the keyboard; where more than one in ten differs, the column means something else, and a suggestion would lose it.
 */
export const NEARLY_ALL = 0.9;

const isPresent = (value: unknown): boolean => value !== null && value !== undefined && String(value).trim() !== "";

/** Digits that are a name rather than a number: as a number they would lose zeros in front, or their last digits. */
function isCode(value: unknown): boolean {
  const text = typeof value === "string" ? value.trim() : "";
  return /^[+-]?0\d/.test(text) || (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(Number(text)));
}

export interface Suggestion {
  readonly type: FieldType;
  /** Where the values stand that do not fit the type; empty ones are no misfits. */
  readonly misfits: readonly number[];
}

/** The type that nearly all given values fit, the narrowest first, and which do not. */
export function suggestType(values: readonly unknown[]): Suggestion {
  const present = values.flatMap((value, at) => (isPresent(value) ? [at] : []));
  const misfitsOf = (type: FieldType) => present.filter((at) => "problem" in parseValue(type, values[at]));
  const texts = present.map((at) => String(values[at]).trim());
  const hasCodes = values.some(isCode);
  const repeats = new Set(texts).size <= ENUM_OPTIONS && new Set(texts).size * 2 <= texts.length;
  for (const type of ["float", "datetime", "link", "enum"] as const) {
    if ((type === "float" && hasCodes) || (type === "enum" && !repeats)) continue;
    const misfits = misfitsOf(type);
    if (present.length > 0 && present.length - misfits.length >= present.length * NEARLY_ALL) return { type, misfits };
  }
  return { type: "string", misfits: misfitsOf("string") };
}
