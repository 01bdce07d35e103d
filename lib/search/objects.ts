/**
 * Which items have objects that are called so, or of a kind of geometry. Both follow from revisions, which never change: what was
 * read for one version is kept, and only the revisions that differ are read for the next.
 */
import "server-only";
import { derived } from "@/lib/derived";
import { OBJECT_TYPES, type ObjectType } from "@/lib/objects/model";
import { pauses } from "@/lib/pauses";
import { itemsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, emptyBitmap, memoryOf, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import { readPortions, type Share } from "./portions";
import { findObjectGroups, type ObjectGroup } from "./repository";

/** Objects of one label with the same kinds of geometry. */
interface Part {
  readonly items: Bitmap;
  /** The item of each object beyond its first one of this part. */
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
const OBJECTS = revisionSet("objects");
const NOTHING: ObjectItems = { labels: new Map(), kinds: new Map(), parts: new Map() };

/** @throws DamagedObjectError */
export async function objectItemsOf(open: OpenState, told?: Share): Promise<ObjectItems> {
  const ref = open.state.sets.get(OBJECTS);
  if (!ref) return NOTHING;
  const key = `${open.lineageId} ${ref.hash}`;
  const before = latest.get(open.lineageId) ?? "";
  return known.of(key, async () => {
    const visible = bitmapOfSet(await loadSets(open, [OBJECTS]), OBJECTS);
    const found = await patchObjects(open.lineageId, visible, known.peek(before), told);
    latest.remember(open.lineageId, key);
    return { ...found, visible };
  });
}

/** @param before the same of another version */
async function patchObjects(
  lineageId: string,
  visible: Bitmap,
  before: Known | undefined,
  told?: Share,
): Promise<ObjectItems> {
  const fresh = before ? andNot(visible, before.visible) : visible;
  // Reading everything in ranges is less work than asking for most of it by number.
  if (!before || fresh.size > visible.size / 2) return readObjects(lineageId, visible, told);
  const replaced = await itemsOf(lineageId, andNot(before.visible, visible));
  const added = await readObjects(lineageId, fresh);
  return {
    labels: patched(before.labels, replaced, added.labels),
    kinds: patched(before.kinds, replaced, added.kinds),
    parts: patchedParts(before.parts, replaced, added.parts),
  };
}

/** What has been read of a part, of different items each. */
interface Pieces {
  readonly items: Bitmap[];
  readonly more: Uint32Array[];
}

/** The objects of revisions, read for them alone. */
export async function readObjects(lineageId: string, revisions: Bitmap, told?: Share): Promise<ObjectItems> {
  const found = new Map<string, Map<number, Pieces>>();
  const put = ({ label, kinds, ...group }: ObjectGroup) => {
    const numbers = group.items.filter((_item, at) => revisions.has(group.revisions[at]!)).sort();
    if (numbers.length === 0) return;
    const byKinds = found.get(label) ?? new Map<number, Pieces>();
    found.set(label, byKinds);
    const pieces = byKinds.get(kinds) ?? { items: [], more: [] };
    byKinds.set(kinds, pieces);
    pieces.items.push(bitmapOf(numbers));
    // All objects of an item are in one revision, so in one portion.
    const more = numbers.filter((item, at) => at > 0 && item === numbers[at - 1]);
    if (more.length > 0) pieces.more.push(more);
  };
  await readPortions(
    revisions,
    (portion) => findObjectGroups(lineageId, portion),
    (groups) => groups.forEach(put),
    { told },
  );
  return joined(found);
}

async function joined(found: ReadonlyMap<string, ReadonlyMap<number, Pieces>>): Promise<ObjectItems> {
  const pause = pauses();
  const labels = new Map<string, Bitmap>();
  const byType = new Map<ObjectType, Bitmap[]>(OBJECT_TYPES.map((type) => [type, []]));
  const parts = new Map<string, ReadonlyMap<number, Part>>();
  for (const [label, byKinds] of found) {
    const of = new Map<number, Part>();
    for (const [kinds, pieces] of byKinds) {
      await pause();
      const items = orMany(pieces.items);
      of.set(kinds, { items, more: concatenated(pieces.more) });
      for (const type of OBJECT_TYPES) if (hasKind(kinds, type)) byType.get(type)!.push(items);
    }
    parts.set(label, of);
    labels.set(label, orMany([...of.values()].map(({ items }) => items)));
  }
  const kinds = new Map<ObjectType, Bitmap>();
  for (const [type, bitmaps] of byType) {
    await pause();
    if (bitmaps.length > 0) kinds.set(type, orMany(bitmaps));
  }
  return { labels, kinds, parts };
}

function concatenated(lists: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const list of lists) {
    all.set(list, start);
    start += list.length;
  }
  return all;
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
const joinedParts = (a: Part, b: Part): Part => ({
  items: or(a.items, b.items),
  more: concatenated([a.more, b.more]),
});

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
export async function objectsPerItem({ parts }: ObjectItems): Promise<Uint32Array> {
  const pause = pauses();
  let last = -1;
  for (const byKinds of parts.values())
    for (const { items } of byKinds.values()) if (!items.isEmpty) last = Math.max(last, items.maximum());
  const counts = new Uint32Array(last + 1);
  for (const byKinds of parts.values())
    for (const { items, more } of byKinds.values()) {
      await pause();
      for (const item of items.toUint32Array()) counts[item]! += 1;
      for (const item of more) counts[item]! += 1;
    }
  return counts;
}

/** How many objects some items have, and how many of the items have any. */
export interface Amount {
  readonly items: number;
  readonly objects: number;
}
/** Of a label: in all, and of each kind of geometry, where an object with two kinds counts for both. */
export interface ObjectCount extends Amount {
  readonly kinds: ReadonlyMap<ObjectType, Amount>;
}

/** Objects of items, counted by label. */
export async function countObjects(found: ObjectItems, among: Bitmap): Promise<Map<string, ObjectCount>> {
  const pause = pauses();
  const isAmong = new Uint8Array(among.isEmpty ? 0 : among.maximum() + 1);
  for (const item of among.toUint32Array()) isAmong[item] = 1;
  const counted = new Map<string, ObjectCount>();
  for (const [label, byKinds] of found.parts) {
    await pause();
    const ofKind = new Map<ObjectType, number>();
    let objects = 0;
    for (const [bits, { items, more }] of byKinds) {
      let count = items.andCardinality(among);
      for (const item of more) count += isAmong[item] ?? 0;
      objects += count;
      if (count > 0)
        for (const kind of OBJECT_TYPES) if (hasKind(bits, kind)) ofKind.set(kind, (ofKind.get(kind) ?? 0) + count);
    }
    if (objects === 0) continue;
    const kinds = new Map<ObjectType, Amount>();
    for (const [kind, count] of ofKind)
      kinds.set(kind, { items: itemsWithShape(found, kind, label).andCardinality(among), objects: count });
    counted.set(label, { items: found.labels.get(label)!.andCardinality(among), objects, kinds });
  }
  return counted;
}
