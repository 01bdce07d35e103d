import "server-only";
import { db, Prisma, toHex } from "@/lib/db";
import { unpackIntegers } from "@/lib/packed";
import type { Hash } from "@/lib/versioning/objects";
import type { StateCounts } from "@/lib/versioning/state";

/** What a state shows that its sets alone do not tell: it follows from the revisions that they name. */
export interface StateSummary {
  /** Boxes of the live items. */
  readonly n_objects: number;
  /** Content of the first live image, or else of the first live item; null when nothing is live. */
  readonly cover_sha256: Hash | null;
}

export interface StateRow extends Omit<StateCounts, "n_unindexed"> {
  readonly id: string;
  readonly lineage_id: string;
  readonly digest: Hash;
  readonly root: Uint8Array;
  /** Null where the state is from before it was kept. */
  readonly n_unindexed: number | null;
  /** Null where the state is from before it was kept. */
  readonly summary: StateSummary | null;
}

export async function findState(id: string): Promise<StateRow | null> {
  const row = await db.state.findUnique({ where: { id } });
  return row && present(row);
}

/** Those that are there, in no order. */
export const findStates = async (ids: readonly string[]): Promise<StateRow[]> =>
  (await db.state.findMany({ where: { id: { in: [...ids] } } })).map(present);

function present(row: Prisma.StateGetPayload<object>): StateRow {
  return {
    id: row.id,
    lineage_id: row.lineageId,
    digest: toHex(row.digest),
    root: row.root,
    n_items: row.nItems,
    n_images: row.nImages,
    n_videos: row.nVideos,
    n_unindexed: row.nUnindexed,
    summary:
      row.nObjects === null
        ? null
        : { n_objects: row.nObjects, cover_sha256: row.coverSha256 ? toHex(row.coverSha256) : null },
  };
}

export async function findObjects(lineageId: string, hashes: readonly Hash[]): Promise<Map<Hash, Uint8Array>> {
  const rows = await db.$queryRaw<{ sha256: Uint8Array; bytes: Uint8Array }[]>`
    SELECT sha256, bytes FROM version_object
    WHERE lineage_id = ${lineageId}::uuid AND sha256 IN (SELECT decode(h, 'hex') FROM unnest(${[...hashes]}::text[]) AS h)`;
  return new Map(rows.map((row) => [toHex(row.sha256), row.bytes]));
}

/** The same of several lineages, by lineage. */
export async function findObjectsOfMany(
  wanted: ReadonlyMap<string, readonly Hash[]>,
): Promise<Map<string, Map<Hash, Uint8Array>>> {
  const pairs = [...wanted].flatMap(([lineageId, hashes]) => [...new Set(hashes)].map((hash) => [lineageId, hash]));
  const rows = await db.$queryRaw<{ lineage_id: string; sha256: Uint8Array; bytes: Uint8Array }[]>`
    SELECT o.lineage_id, o.sha256, o.bytes
    FROM unnest(${pairs.map(([lineageId]) => lineageId!)}::uuid[], ${pairs.map(([, hash]) => hash!)}::text[]) AS w(lineage_id, hash)
    JOIN version_object o ON o.lineage_id = w.lineage_id AND o.sha256 = decode(w.hash, 'hex')`;
  const found = new Map<string, Map<Hash, Uint8Array>>();
  for (const { lineage_id, sha256, bytes } of rows) {
    const objects = found.get(lineage_id) ?? new Map<Hash, Uint8Array>();
    objects.set(toHex(sha256), bytes);
    found.set(lineage_id, objects);
  }
  return found;
}

/** Revisions of boxes: number, item and how many boxes, three numbers each. */
export type PackedBoxes = Uint32Array;

const PACKED_BOXES = Prisma.sql`SELECT string_agg(int4send(revision_no) || int4send(item_no) || int4send(boxes), ''::bytea) AS packed`;
const BOXES = Prisma.sql`SELECT revision_no, item_no, jsonb_array_length(payload) AS boxes FROM revision WHERE facet = 'objects'`;
const unpacked = (rows: readonly { packed: Uint8Array | null }[]): PackedBoxes => unpackIntegers(rows[0]!.packed);

/** The boxes of these revisions, and of all revisions of these items. */
export const findBoxes = async (
  lineageId: string,
  revisions: readonly number[],
  items: readonly number[],
): Promise<PackedBoxes> =>
  unpacked(
    await db.$queryRaw`${PACKED_BOXES} FROM (
      ${BOXES} AND lineage_id = ${lineageId}::uuid AND revision_no = ANY(${[...revisions]}::int[])
      UNION
      ${BOXES} AND lineage_id = ${lineageId}::uuid AND item_no = ANY(${[...items]}::int[])) AS r`,
  );

/** The boxes of all revisions with numbers in [first, first + count). */
export const findBoxBlock = async (lineageId: string, first: number, count: number): Promise<PackedBoxes> =>
  unpacked(
    await db.$queryRaw`${PACKED_BOXES} FROM (
      ${BOXES} AND lineage_id = ${lineageId}::uuid AND revision_no >= ${first} AND revision_no < ${first + count}) AS r`,
  );

/** What the file revisions of an item hold, of every version. */
export const findFilesOfItem = (
  lineageId: string,
  itemNo: number,
): Promise<{ revision_no: number; sha256: string }[]> =>
  db.$queryRaw`SELECT revision_no, encode(media_sha256, 'hex') AS sha256 FROM revision
    WHERE lineage_id = ${lineageId}::uuid AND item_no = ${itemNo} AND facet = 'file'`;

/** Reserves consecutive numbers in a short transaction of its own. Gaps are fine; numbers are never reused. */
export async function reserveNumbers(
  lineageId: string,
  items: number,
  revisions: number,
): Promise<{ firstItem: number; firstRevision: number }> {
  const rows = await db.$queryRaw<{ item: number; revision: number }[]>`
    UPDATE lineage SET next_item_no = next_item_no + ${items}, next_revision_no = next_revision_no + ${revisions}
    WHERE id = ${lineageId}::uuid RETURNING next_item_no AS item, next_revision_no AS revision`;
  const row = rows[0]!;
  return { firstItem: row.item - items, firstRevision: row.revision - revisions };
}
