/**
 * Which items have objects that are called so, or of a kind of geometry. Both follow from revisions, which never change: what was
 * read for one version is kept, and only the revisions that differ are read for the next.
 */
import "server-only";
import { derived } from "@/lib/derived";
import { OBJECT_TYPES, type ObjectType } from "@/lib/objects/model";
import { itemsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, emptyBitmap, memoryOf, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { findObjectGroups, type ObjectGroup } from "./repository";

/** Objects of one label with the same kinds of geometry. */
interface Part {
  readonly items: Bitmap;
  /** The item of each object beyond its first one of this part, ascending. */
  readonly more: Uint32Array;
}
/** By label, and the bits of the kinds. */
type Parts = ReadonlyMap<string, ReadonlyMap<number, Part>>;

type Members<K> = ReadonlyMap<K, Bitmap>;
/** Items by what their objects are; deleted items are among them. */
export interface ObjectItems {
  readonly labels: Members<string>;
  /** `box` has those with an object whose main kind it is: every object has a box around it. */
  readonly kinds: Members<ObjectType>;
  readonly parts: Parts;
}
interface Known extends ObjectItems {
  readonly visible: Bitmap;
}

const memoryOfAll = (members: Members<string>): number =>
  [...members].reduce((sum, [name, items]) => sum + 100 + name.length * 2 + memoryOf(items), 0);
const memoryOfParts = (parts: Parts): number => {
  let sum = 0;
  for (const byKinds of parts.values())
    for (const { items, more } of byKinds.values()) sum += 200 + memoryOf(items) + more.byteLength;
  return sum;
};
/** By lineage and the hash of the visible objects. */
const known = derived<Known>(
  "objects",
  ({ labels, kinds, parts, visible }) =>
    memoryOfAll(labels) + memoryOfAll(kinds) + memoryOfParts(parts) + memoryOf(visible),
);
/** By lineage, the key of the version that was read last: what the next one is made from, if it is still there. */
const latest = derived<string>("latest objects", (key) => key.length * 2);
/** Revisions asked for by number in one query. */
const BATCH = 50_000;

const OBJECTS = revisionSet("objects");
const NOTHING: ObjectItems = { labels: new Map(), kinds: new Map(), parts: new Map() };

/** @throws DamagedObjectError */
export async function objectItemsOf(open: OpenState): Promise<ObjectItems> {
  const ref = open.state.sets.get(OBJECTS);
  if (!ref) return NOTHING;
  const key = `${open.lineageId} ${ref.hash}`;
  const before = latest.get(open.lineageId) ?? "";
  return known.of(key, async () => {
    const visible = bitmapOfSet(await loadSets(open, [OBJECTS]), OBJECTS);
    const found = await readObjects(open.lineageId, visible, known.peek(before));
    latest.remember(open.lineageId, key);
    return { ...found, visible };
  });
}

/** @param before the same of another version */
async function readObjects(lineageId: string, visible: Bitmap, before: Known | undefined): Promise<ObjectItems> {
  const fresh = before ? andNot(visible, before.visible) : visible;
  // One pass over everything is less work than asking for most of it by number.
  if (!before || fresh.size > visible.size / 2) {
    const isVisible = new Uint8Array(visible.isEmpty ? 0 : visible.maximum() + 1);
    for (const revision of visible.toUint32Array()) isVisible[revision] = 1;
    return gathered(await findObjectGroups(lineageId, null), (revision) => isVisible[revision] === 1);
  }
  const replaced = await itemsOf(lineageId, andNot(before.visible, visible));
  const numbers = fresh.toArray();
  const groups: ObjectGroup[] = [];
  for (let start = 0; start < numbers.length; start += BATCH)
    groups.push(...(await findObjectGroups(lineageId, numbers.slice(start, start + BATCH))));
  const added = gathered(groups, () => true);
  return {
    labels: patched(before.labels, replaced, added.labels),
    kinds: patched(before.kinds, replaced, added.kinds),
    parts: patchedParts(before.parts, replaced, added.parts),
  };
}

function gathered(groups: readonly ObjectGroup[], isVisible: (revision: number) => boolean): ObjectItems {
  const labels = new Map<string, Bitmap[]>();
  const kinds = new Map<ObjectType, Bitmap[]>();
  const parts = new Map<string, Map<number, Part>>();
  const put = <K>(into: Map<K, Bitmap[]>, key: K, items: Bitmap): void => {
    const parts = into.get(key);
    if (parts) parts.push(items);
    else into.set(key, [items]);
  };
  for (const group of groups) {
    const numbers = group.items.filter((_item, at) => isVisible(group.revisions[at]!)).sort();
    if (numbers.length === 0) continue;
    const items = bitmapOf(numbers);
    const more = numbers.filter((item, at) => at > 0 && item === numbers[at - 1]);
    const of = parts.get(group.label) ?? new Map<number, Part>();
    parts.set(group.label, of);
    of.set(group.kinds, of.has(group.kinds) ? joinedParts(of.get(group.kinds)!, { items, more }) : { items, more });
    put(labels, group.label, items);
    OBJECT_TYPES.forEach((type, bit) => {
      if ((group.kinds & (1 << bit)) !== 0) put(kinds, type, items);
    });
  }
  const joined = <K>(parts: Map<K, Bitmap[]>): Members<K> =>
    new Map([...parts].map(([key, bitmaps]) => [key, orMany(bitmaps)]));
  return { labels: joined(labels), kinds: joined(kinds), parts };
}

/** Without the items whose objects were replaced, and with what they have now. What nothing of that touches is shared. */
function patched<K>(before: Members<K>, replaced: Bitmap, added: Members<K>): Members<K> {
  const after = new Map<K, Bitmap>();
  for (const key of new Set([...before.keys(), ...added.keys()])) {
    const had = before.get(key) ?? emptyBitmap;
    const kept = had.intersects(replaced) ? andNot(had, replaced) : had;
    const items = added.has(key) ? or(kept, added.get(key)!) : kept;
    if (!items.isEmpty) after.set(key, items);
  }
  return after;
}

/** Of different items: a revision has all objects of an item. */
function joinedParts(a: Part, b: Part): Part {
  const more = new Uint32Array(a.more.length + b.more.length);
  more.set(a.more);
  more.set(b.more, a.more.length);
  return { items: or(a.items, b.items), more: more.sort() };
}

function patchedParts(before: Parts, replaced: Bitmap, added: Parts): Parts {
  const after = new Map<string, ReadonlyMap<number, Part>>();
  for (const label of new Set([...before.keys(), ...added.keys()])) {
    const [had, gets] = [before.get(label) ?? new Map<number, Part>(), added.get(label) ?? new Map<number, Part>()];
    const byKinds = new Map<number, Part>();
    for (const kinds of new Set([...had.keys(), ...gets.keys()])) {
      let part = had.get(kinds);
      if (part?.items.intersects(replaced))
        part = { items: andNot(part.items, replaced), more: part.more.filter((item) => !replaced.has(item)) };
      const gained = gets.get(kinds);
      if (gained) part = part ? joinedParts(part, gained) : gained;
      if (part && !part.items.isEmpty) byKinds.set(kinds, part);
    }
    if (byKinds.size > 0) after.set(label, byKinds);
  }
  return after;
}

const hasKind = (kinds: number, kind: ObjectType): boolean => (kinds & (1 << OBJECT_TYPES.indexOf(kind))) !== 0;

/** Items with an object that is called so and is of that kind; deleted ones too. */
export const itemsWithShape = ({ parts }: ObjectItems, kind: ObjectType, label: string): Bitmap =>
  orMany([...(parts.get(label) ?? [])].flatMap(([kinds, { items }]) => (hasKind(kinds, kind) ? [items] : [])));

/** How many objects an item has, by its number; of items beyond the end of the list, none. */
export function objectsPerItem({ parts }: ObjectItems): Uint32Array {
  let last = -1;
  for (const byKinds of parts.values())
    for (const { items } of byKinds.values()) if (!items.isEmpty) last = Math.max(last, items.maximum());
  const counts = new Uint32Array(last + 1);
  for (const byKinds of parts.values())
    for (const { items, more } of byKinds.values()) {
      for (const item of items.toUint32Array()) counts[item]! += 1;
      for (const item of more) counts[item]! += 1;
    }
  return counts;
}

/** How many objects of a label some items have: in all, and of each kind of geometry, where one with two kinds counts for both. */
export interface ObjectCount {
  readonly objects: number;
  readonly kinds: ReadonlyMap<ObjectType, number>;
}

/** Objects of items, counted by label. */
export function countObjects({ parts }: ObjectItems, among: Bitmap): Map<string, ObjectCount> {
  const mask = new Uint8Array(among.isEmpty ? 0 : among.maximum() + 1);
  for (const item of among.toUint32Array()) mask[item] = 1;
  const counted = new Map<string, ObjectCount>();
  for (const [label, byKinds] of parts) {
    const kinds = new Map<ObjectType, number>();
    let objects = 0;
    for (const [bits, { items, more }] of byKinds) {
      let count = items.andCardinality(among);
      for (const item of more) count += mask[item] ?? 0;
      objects += count;
      if (count > 0)
        for (const kind of OBJECT_TYPES) if (hasKind(bits, kind)) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    }
    if (objects > 0) counted.set(label, { objects, kinds });
  }
  return counted;
}
