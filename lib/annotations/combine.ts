/**
 * What becomes of an item's objects when files say others of it. One of a file is one that is there where it has its id; else where
 * label and geometry are the same; else, unless objects are only added, where the label is and the boxes are nearly. Pure.
 */
import { parted } from "@/lib/objects/identity";
import { OBJECT_TYPES, typesOf, type FoundObject, type ItemObject, type ObjectType } from "@/lib/objects/model";
import type { AnnotationMode } from "@/lib/operations/annotation-import";
import { canonicalJson } from "@/lib/revisions/payloads";

/** Places that are as close as this, in pixels, are the same: formats that write shares of a side round further off. */
const SAME_PX = 0.01;
/** Boxes of one label that share as much of what they cover together are taken for one object, drawn again. */
const NEARLY_SAME = 0.9;

export interface Combined {
  readonly objects: readonly ItemObject[];
  readonly added: number;
  /** Objects that were there, of which the files say something else. */
  readonly updated: number;
  readonly removed: number;
  /** Objects of the files of which everything was there already. */
  readonly same: number;
}

/** @param newId an id for the object of that place in `found` */
export function combinedObjects(
  old: readonly ItemObject[],
  found: readonly FoundObject[],
  mode: AnnotationMode,
  newId: (index: number) => string,
): Combined {
  const given = found.map(parted);
  const pairs = matched(old, given, mode);
  const used = new Set(old.map(({ object_id }) => object_id));
  const changed = new Map<ItemObject, ItemObject>();
  const fresh: ItemObject[] = [];
  const inOrder = given.map(({ object, id }, index): ItemObject => {
    const before = pairs.get(index);
    if (before) {
      const next = after(mode, before, object, before.object_id === id);
      changed.set(before, next);
      return next;
    }
    const object_id = id !== null && !used.has(id) ? id : newId(index);
    used.add(object_id);
    const one = { ...object, object_id };
    fresh.push(one);
    return one;
  });
  const updated = [...changed].filter(([before, next]) => canonicalJson(before) !== canonicalJson(next)).length;
  return {
    objects: mode === "replace" ? inOrder : [...old.map((one) => changed.get(one) ?? one), ...fresh],
    added: fresh.length,
    updated,
    removed: mode === "replace" ? old.length - changed.size : 0,
    same: changed.size - updated,
  };
}

function after(mode: AnnotationMode, before: ItemObject, object: FoundObject, isById: boolean): ItemObject {
  if (mode === "replace") return { ...settled(before, object), object_id: before.object_id };
  return mode === "merge" || isById ? updatedObject(before, object) : filled(before, object);
}

type Given = ReturnType<typeof parted>;

/** Which object that is there each of the files is, by its place; each of them is one at most. */
function matched(
  old: readonly ItemObject[],
  given: readonly Given[],
  mode: AnnotationMode,
): ReadonlyMap<number, ItemObject> {
  const pairs = new Map<number, ItemObject>();
  const free = new Map(old.map((object) => [object.object_id, object]));
  const take = (index: number, object: ItemObject) => {
    pairs.set(index, object);
    free.delete(object.object_id);
  };
  for (const [index, { id }] of given.entries()) {
    const own = id === null ? undefined : free.get(id);
    if (own) take(index, own);
  }
  const byLabel = new Map<string, ItemObject[]>();
  for (const object of free.values()) byLabel.set(object.label, [...(byLabel.get(object.label) ?? []), object]);
  const candidates = (index: number, object: FoundObject) =>
    pairs.has(index) ? [] : (byLabel.get(object.label) ?? []).filter((one) => free.has(one.object_id));
  for (const [index, { object }] of given.entries()) {
    const same = candidates(index, object).find(
      (one) => isAlike(one, object) && (mode !== "add" || !contradicts(one, object)),
    );
    if (same) take(index, same);
  }
  if (mode === "add") return pairs;
  const near = given.flatMap(({ object }, index) =>
    candidates(index, object)
      .filter((one) => isSameMoment(one, object))
      .map((one) => ({ index, one, share: sharedArea(one, object) }))
      .filter(({ share }) => share >= NEARLY_SAME),
  );
  for (const { index, one } of near.sort((a, b) => b.share - a.share))
    if (!pairs.has(index) && free.has(one.object_id)) take(index, one);
  return pairs;
}

const SIDES = ["col_x", "row_y", "width", "height"] as const;
const DRAWN = ["polygon", "mask", "rotated_box", "polyline", "keypoints"] as const;
const PLACED = [...SIDES, ...DRAWN];

/** Whether two values are the same but for roundings of numbers. */
function isClose(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= SAME_PX;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), b as Readonly<Record<string, unknown>>];
  return left.length === Object.keys(b).length && left.every(([key, value]) => isClose(value, right[key]));
}

const isSameBox = (a: FoundObject, b: FoundObject): boolean => SIDES.every((side) => isClose(a[side], b[side]));
/** The same label, moment and box, and the same of every kind of geometry that both have. */
const isAlike = (a: FoundObject, b: FoundObject): boolean =>
  isSameMoment(a, b) &&
  isSameBox(a, b) &&
  DRAWN.every((kind) => a[kind] === undefined || b[kind] === undefined || isClose(a[kind], b[kind]));
/** On a video an object is there at a time, and one track is not another. */
const isSameMoment = (a: FoundObject, b: FoundObject): boolean =>
  (a.time_ms ?? null) === (b.time_ms ?? null) &&
  (a.track_id === undefined || b.track_id === undefined || String(a.track_id) === String(b.track_id));

/** Whether a file says otherwise of what an object says already: they are two objects at one place then. */
function contradicts(old: FoundObject, found: FoundObject): boolean {
  const differs = (a: unknown, b: unknown) =>
    a !== undefined && b !== undefined && canonicalJson(a) !== canonicalJson(b);
  const anyDiffers = (a: object = {}, b: object = {}) =>
    Object.entries(b).some(([key, value]) => differs((a as Record<string, unknown>)[key], value));
  return (
    differs(old.confidence, found.confidence) ||
    anyDiffers(old.attributes, found.attributes) ||
    anyDiffers(old.flags, found.flags)
  );
}

/** Shared by two boxes, of what they cover together: 0 to 1. */
function sharedArea(a: FoundObject, b: FoundObject): number {
  const along = (start: "col_x" | "row_y", side: "width" | "height") =>
    Math.max(0, Math.min(a[start] + a[side], b[start] + b[side]) - Math.max(a[start], b[start]));
  const both = along("col_x", "width") * along("row_y", "height");
  const all = a.width * a.height + b.width * b.height - both;
  return all > 0 ? both / all : 0;
}

/** What a file says, with the numbers that are there where it says the same ones. */
const settled = (old: FoundObject, found: FoundObject): FoundObject => ({
  ...found,
  ...(isSameBox(old, found) ? Object.fromEntries(SIDES.map((side) => [side, old[side]])) : {}),
  ...Object.fromEntries(
    DRAWN.flatMap((kind) =>
      found[kind] !== undefined && old[kind] !== undefined && isClose(old[kind], found[kind])
        ? [[kind, old[kind]]]
        : [],
    ),
  ),
});

const JOINED = ["attributes", "flags", "extra"] as const;
/** Fields that hold several values, each joined by itself. */
const joined = (first: FoundObject, second: FoundObject) =>
  Object.fromEntries(
    JOINED.flatMap((field) =>
      first[field] === undefined && second[field] === undefined ? [] : [[field, { ...first[field], ...second[field] }]],
    ),
  );

/** The kind that says most of those that an object has, so that what draws a box only makes no box of a polygon. */
const mainTypeOf = (...types: readonly ObjectType[]): ObjectType => OBJECT_TYPES.find((type) => types.includes(type))!;

/** The object with what a file says of it: its values stand, and what it says nothing of stays, but for what was drawn elsewhere. */
function updatedObject(old: ItemObject, found: FoundObject): ItemObject {
  const there = settled(old, found);
  const staysPut = isSameBox(old, found);
  const { type: _type, ...kept } = staysPut
    ? old
    : (Object.fromEntries(
        Object.entries(old).filter(([field]) => !(PLACED as readonly string[]).includes(field)),
      ) as unknown as ItemObject);
  return {
    ...kept,
    ...there,
    ...joined(old, found),
    object_id: old.object_id,
    type: staysPut ? mainTypeOf(old.type, found.type) : found.type,
  };
}

/** The object with what a file says beyond what it says itself. */
function filled(old: ItemObject, found: FoundObject): ItemObject {
  const next = { ...found, ...old, ...joined(found, old) };
  const gained = typesOf(next).filter((type) => type !== "box" && old[type] === undefined);
  return { ...next, type: mainTypeOf(old.type, ...gained) };
}
