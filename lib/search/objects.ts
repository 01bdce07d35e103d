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

type Members<K> = ReadonlyMap<K, Bitmap>;
/** Items by what their objects are; deleted items are among them. */
export interface ObjectItems {
  readonly labels: Members<string>;
  /** `box` has those with an object whose main kind it is: every object has a box around it. */
  readonly kinds: Members<ObjectType>;
}
interface Known extends ObjectItems {
  readonly visible: Bitmap;
}

const memoryOfAll = (members: Members<string>): number =>
  [...members].reduce((sum, [name, items]) => sum + 100 + name.length * 2 + memoryOf(items), 0);
/** By lineage and the hash of the visible objects. */
const known = derived<Known>(
  "objects",
  ({ labels, kinds, visible }) => memoryOfAll(labels) + memoryOfAll(kinds) + memoryOf(visible),
);
/** By lineage, the key of the version that was read last: what the next one is made from, if it is still there. */
const latest = derived<string>("latest objects", (key) => key.length * 2);
/** Revisions asked for by number in one query. */
const BATCH = 50_000;

const OBJECTS = revisionSet("objects");
const NOTHING: ObjectItems = { labels: new Map(), kinds: new Map() };

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
  };
}

function gathered(groups: readonly ObjectGroup[], isVisible: (revision: number) => boolean): ObjectItems {
  const labels = new Map<string, Bitmap[]>();
  const kinds = new Map<ObjectType, Bitmap[]>();
  const put = <K>(into: Map<K, Bitmap[]>, key: K, items: Bitmap): void => {
    const parts = into.get(key);
    if (parts) parts.push(items);
    else into.set(key, [items]);
  };
  for (const group of groups) {
    const items = bitmapOf(group.items.filter((_item, at) => isVisible(group.revisions[at]!)));
    if (items.isEmpty) continue;
    put(labels, group.label, items);
    OBJECT_TYPES.forEach((type, bit) => {
      if ((group.kinds & (1 << bit)) !== 0) put(kinds, type, items);
    });
  }
  const joined = <K>(parts: Map<K, Bitmap[]>): Members<K> =>
    new Map([...parts].map(([key, bitmaps]) => [key, orMany(bitmaps)]));
  return { labels: joined(labels), kinds: joined(kinds) };
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
