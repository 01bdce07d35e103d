/** Wordings that messages of every layer share; safe for the browser. */

export const formatCount = (count: number): string => count.toLocaleString("en");

/** `1 item`, `1,204 items`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** What stands behind the noun that is counted. */
const BEHIND = /\s(?:of|without|outside|that|in)\s.*$/;

/** The same for words that are there in the plural only: `1 polyline`, `2 polylines`; `1 address of sources`. */
export function counted(count: number, many: string): string {
  if (count !== 1) return `${formatCount(count)} ${many}`;
  const behind = BEHIND.exec(many)?.[0] ?? "";
  const noun = many.slice(0, many.length - behind.length);
  const one = noun
    .replace(/ies$/, "y")
    .replace(/(x|ss|sh|ch)es$/, "$1")
    .replace(/([^s])s$/, "$1");
  return `1 ${one}${behind}`;
}

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** A pattern for LIKE that finds the text anywhere, whatever is in it. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Where the last character that people see begins that does not fit, looking no further than it has to. */
function cutBefore(text: string, room: number): number {
  // Whether characters part here depends on what stands before, and on the one code point behind.
  const { index } = new Intl.Segmenter("en", { granularity: "grapheme" })
    .segment(text.slice(0, room + 2))
    .containing(room)!;
  // One character may be longer than all the room there is, such as a letter with hundreds of accents.
  if (index > 0) return index;
  return isLow(text.charCodeAt(room)) ? room - 1 : room;
}

/**
 * The text with the suffix behind it, in at most `max` UTF-16 units. What does not fit of the text is left out, in whole
 * characters as people see them: an emoji or a letter with its accents stays or goes. The suffix has to fit by itself.
 */
export function shortened(text: string, max: number, suffix = ""): string {
  const room = max - suffix.length;
  return (text.length <= room ? text : text.slice(0, cutBefore(text, room))) + suffix;
}

/** Halves of surrogate pairs that stand alone. */
const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const UNSTORABLE = new RegExp(`\0|${HALVES.source}`);
/** What is looked for first: almost no text has any of these, and this needs no look around each character. */
const SUSPECT = /[\0\ud800-\udfff]/;

/** Whether the database takes the text as it is: it has no U+0000, and UTF-8 has no halves of surrogate pairs. */
export const isStorable = (text: string): boolean => !SUSPECT.test(text) || !UNSTORABLE.test(text);

/** The text as the database takes it: without U+0000, and with U+FFFD for each half of a surrogate pair. */
export const storable = (text: string): string =>
  isStorable(text) ? text : text.replaceAll("\0", "").replace(HALVES, "\ufffd");

interface Holder {
  readonly parts: readonly unknown[];
  rebuild(parts: readonly unknown[]): unknown;
}

/**
 * What a list, map, set or plain object is made of; null for anything else. The entries of maps and objects are lists
 * of two.
 */
function holderOf(value: unknown): Holder | null {
  if (Array.isArray(value)) return { parts: value, rebuild: (parts) => parts };
  if (value instanceof Set) return { parts: [...value], rebuild: (parts) => new Set(parts) };
  if (value instanceof Map)
    return { parts: [...value], rebuild: (parts) => new Map(parts as readonly [unknown, unknown][]) };
  if (typeof value !== "object" || value === null) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return null;
  return {
    parts: Object.entries(value),
    rebuild: (parts) => Object.fromEntries(parts as readonly [string, unknown][]),
  };
}

/**
 * Whether all texts are storable, at any depth. Asked before anything is copied: a million rows take 0.3 s instead of
 * 2.5 s.
 */
function isStorableWithin(value: unknown): boolean {
  if (typeof value === "string") return isStorable(value);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return true;
  if (Array.isArray(value)) {
    // Outlines are lists of numbers, by the ten thousand: an iterator would take several times as long.
    for (let at = 0; at < value.length; at += 1) {
      const part: unknown = value[at];
      if (typeof part !== "number" && !isStorableWithin(part)) return false;
    }
    return true;
  }
  if (value instanceof Set || value instanceof Map) {
    for (const part of value as Iterable<unknown>) if (!isStorableWithin(part)) return false;
    return true;
  }
  for (const key in value)
    if (!isStorable(key) || !isStorableWithin((value as Record<string, unknown>)[key])) return false;
  return true;
}

/**
 * The same with `storable` texts, at any depth of lists, maps, sets and plain objects, their keys included. What needs
 * no change is handed back as it is, not copied.
 */
export function storableWithin<T>(value: T): T {
  const clean = (part: unknown): unknown => {
    if (typeof part === "string") return storable(part);
    const holder = isStorableWithin(part) ? null : holderOf(part);
    return holder ? holder.rebuild(holder.parts.map(clean)) : part;
  };
  return clean(value) as T;
}

interface Place {
  readonly value: unknown;
  readonly key: string | number | null;
  readonly within: Place | null;
}

function keysTo(place: Place): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Place | null = place; at && at.key !== null; at = at.within) keys.push(at.key);
  return keys.reverse();
}

/**
 * The keys that lead to a text, or to a key, in a JSON value that the database does not take; null where there is none.
 * It keeps its own list of what is left to see: a value may be nested deeper than calls can be.
 */
export function placeOfUnstorable(root: unknown): (string | number)[] | null {
  const left: Place[] = [{ value: root, key: null, within: null }];
  for (let place = left.pop(); place; place = left.pop()) {
    const { value } = place;
    if (typeof value === "string" && !isStorable(value)) return keysTo(place);
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const next = { value: inner, key: Array.isArray(value) ? Number(key) : storable(key), within: place };
      if (!isStorable(key)) return keysTo(next);
      left.push(next);
    }
  }
  return null;
}
