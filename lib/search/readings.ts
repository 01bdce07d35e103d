/**
 * Numbers that the indexer read off files. They belong to a file and a version of the indexer and never change, but unlike what is
 * kept with a revision they may come later: a re-index reads what an older version of the indexer had read. What is known of a
 * version is therefore kept, and what it lacks is asked for again.
 */
import "server-only";
import { derived } from "@/lib/derived";
import { itemsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { andNot, bitmapOf, memoryOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import type { Values } from "./histogram";
import type { Query } from "./language";
import { PATCH_UP_TO, patchColumns, visibleColumns, type Columns } from "./patch-values";
import { findReadings } from "./repository";
import type { ValueSource } from "./value-source";

type Reading = Extract<ValueSource, { of: "reading" }>;

/** Brightness and sharpness, which are read together. */
interface Known extends Columns {
  readonly visible: Bitmap;
  /** Those of the visible revisions whose file was read. */
  readonly read: Bitmap;
}
/** By lineage and the hash of the visible files. */
const known = derived<Known>(
  "readings",
  ({ items, columns, visible, read }) =>
    items.byteLength + columns.reduce((sum, column) => sum + column.byteLength, 0) + memoryOf(visible) + memoryOf(read),
);
/** By lineage, the key of the version that was read last. */
const latest = derived<string>("latest readings", (key) => key.length * 2);

const FILES = revisionSet("file");
const COLUMN = { brightness: 0, sharpness: 1 } as const satisfies Record<Reading["field"], number>;

/** All values that a state shows; deleted items are among them. @throws DamagedObjectError */
export async function readingsOf(open: OpenState, { field }: Reading): Promise<Values> {
  const { items, columns } = await knownOf(open);
  return { items, values: columns[COLUMN[field]]! };
}

const NONE: Columns = { items: new Uint32Array(0), columns: [new Float64Array(0), new Float64Array(0)] };

async function knownOf(open: OpenState): Promise<Columns> {
  const ref = open.state.sets.get(FILES);
  if (!ref) return NONE;
  const key = `${open.lineageId} ${ref.hash}`;
  const before = known.get(key);
  if (!before) {
    const earlier = known.peek(latest.get(open.lineageId) ?? "");
    latest.remember(open.lineageId, key);
    return known.of(key, async () => {
      const visible = bitmapOfSet(await loadSets(open, [FILES]), FILES);
      return readMissing(open.lineageId, visible, earlier);
    });
  }
  if (before.read.size === before.visible.size) return before;
  const now = await readMissing(open.lineageId, before.visible, before);
  return now.read.size === before.read.size ? before : known.remember(key, now);
}

/** @param before of this version or another */
async function readMissing(lineageId: string, visible: Bitmap, before: Known | undefined): Promise<Known> {
  const gone = before ? andNot(before.visible, visible) : null;
  const missing = before ? andNot(visible, before.read) : visible;
  if (before && gone && gone.size + missing.size <= PATCH_UP_TO) {
    const rows = await findReadings(lineageId, missing.toArray());
    const replaced = await itemsOf(lineageId, gone);
    return {
      ...patchColumns(before, replaced, rows),
      visible,
      read: or(andNot(before.read, gone), bitmapOf(rows.revisions)),
    };
  }
  const rows = await findReadings(lineageId, null);
  return {
    ...visibleColumns(rows, visible),
    visible,
    read: bitmapOf(rows.revisions.filter((revision) => visible.has(revision))),
  };
}

/** Items whose file the present version of the indexer has read; deleted ones too. */
export const readItems = async (open: OpenState): Promise<Bitmap> => bitmapOf((await knownOf(open)).items);

/** Names what is read of a state by now. */
export const readingsKey = async (open: OpenState): Promise<string> => `read ${(await knownOf(open)).items.length}`;

/** Whether what a search finds depends on what the indexer has read. */
export function asksForReadings(query: Query): boolean {
  switch (query.type) {
    case "number":
      return query.field === "brightness" || query.field === "sharpness";
    case "has":
      return query.what === "reading";
    case "not":
      return asksForReadings(query.of);
    case "and":
    case "or":
      return query.of.some(asksForReadings);
    default:
      return false;
  }
}
