/**
 * Numbers that the indexer read off files. They belong to a file and a version of the indexer and never change, but unlike what is
 * kept with a revision they may come later: a re-index reads what an older version of the indexer had read. What is known of a
 * version is therefore kept, and what it lacks is asked for again.
 */
import "server-only";
import { derived } from "@/lib/derived";
import { itemsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, andNot, bitmapOf, memoryOf, or, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { revisionSet } from "@/lib/versioning/names";
import type { Values } from "./histogram";
import type { Query } from "./language";
import { NO_COLUMNS, PATCH_UP_TO, patchColumns, readColumns, type Columns } from "./patch-values";
import type { Share } from "./portions";
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
const KINDS = 2;

/** Brightness and sharpness that a state shows; deleted items are among them. @throws DamagedObjectError */
export async function readingsOf(open: OpenState, told?: Share): Promise<Columns> {
  const ref = open.state.sets.get(FILES);
  if (!ref) return NO_COLUMNS;
  const key = `${open.lineageId} ${ref.hash}`;
  const before = known.get(key);
  if (!before) {
    const earlier = known.peek(latest.get(open.lineageId) ?? "");
    latest.remember(open.lineageId, key);
    return known.of(key, async () => {
      const visible = bitmapOfSet(await loadSets(open, [FILES]), FILES);
      return readMissing(open.lineageId, visible, earlier, told);
    });
  }
  if (before.read.size === before.visible.size) return before;
  const now = await readMissing(open.lineageId, before.visible, before);
  return now.read.size === before.read.size ? before : known.remember(key, now);
}

/** @param before of this version or another */
async function readMissing(
  lineageId: string,
  visible: Bitmap,
  before: Known | undefined,
  told?: Share,
): Promise<Known> {
  const gone = before ? andNot(before.visible, visible) : null;
  const missing = before ? andNot(visible, before.read) : visible;
  if (before && gone && gone.size + missing.size <= PATCH_UP_TO) {
    const { read, ...columns } = await readReadings(lineageId, missing);
    return {
      ...patchColumns(before, await itemsOf(lineageId, gone), columns),
      visible,
      read: or(andNot(before.read, gone), read),
    };
  }
  return { ...(await readReadings(lineageId, visible, told)), visible };
}

/** Brightness and sharpness of files, read for them alone, and which of them have been read. */
export async function readReadings(
  lineageId: string,
  revisions: Bitmap,
  told?: Share,
): Promise<Columns & { readonly read: Bitmap }> {
  const read: Bitmap[] = [];
  const columns = await readColumns(
    revisions,
    KINDS,
    async (portion) => {
      const rows = await findReadings(lineageId, portion);
      read.push(and(bitmapOf(rows.revisions), revisions));
      return rows;
    },
    told,
  );
  return { ...columns, read: orMany(read) };
}

/** Brightness, or sharpness. */
export const readingIn = ({ items, columns }: Columns, field: Reading["field"]): Values => ({
  items,
  values: columns[COLUMN[field]]!,
});

/** Items whose file the present version of the indexer has read; deleted ones too. */
export const readItems = async (open: OpenState): Promise<Bitmap> => bitmapOf((await readingsOf(open)).items);

/** Names what is read of a state by now. */
export const readingsKey = async (open: OpenState): Promise<string> => `read ${(await readingsOf(open)).items.length}`;

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
