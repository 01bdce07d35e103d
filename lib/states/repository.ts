import { base64List, db, fromHex, Prisma, toHex, type Db } from "@/lib/db";
import type { Hash, StoredObject } from "@/lib/versioning/objects";
import type { StateCounts } from "@/lib/versioning/state";

export interface StateRow extends StateCounts {
  readonly id: string;
  readonly lineage_id: string;
  readonly digest: Hash;
  readonly root: Uint8Array;
}

export async function findState(id: string, client: Db = db): Promise<StateRow | null> {
  const row = await client.state.findUnique({ where: { id } });
  if (!row) return null;
  return {
    id: row.id,
    lineage_id: row.lineageId,
    digest: toHex(row.digest),
    root: row.root,
    n_items: row.nItems,
    n_images: row.nImages,
    n_videos: row.nVideos,
  };
}

export async function findObjects(
  lineageId: string,
  hashes: readonly Hash[],
  client: Db = db,
): Promise<Map<Hash, Uint8Array>> {
  const rows = await client.$queryRaw<{ sha256: Uint8Array; bytes: Uint8Array }[]>`
    SELECT sha256, bytes FROM version_object
    WHERE lineage_id = ${lineageId}::uuid AND sha256 IN (SELECT decode(h, 'hex') FROM unnest(${[...hashes]}::text[]) AS h)`;
  return new Map(rows.map((row) => [toHex(row.sha256), row.bytes]));
}

/** SQL that stores objects and a state row; part of the one statement that moves a head. */
export function insertStateSql(
  lineageId: string,
  id: string,
  root: StoredObject,
  objects: readonly StoredObject[],
  counts: StateCounts,
): Prisma.Sql {
  return Prisma.sql`
    new_objects AS (
      INSERT INTO version_object (lineage_id, sha256, bytes)
      SELECT ${lineageId}::uuid, decode(h, 'hex'), decode(b, 'base64')
      FROM unnest(${objects.map((object) => object.hash)}::text[], ${base64List(objects.map((object) => object.bytes))}::text[]) AS o (h, b)
      ORDER BY h
      ON CONFLICT DO NOTHING
    ), new_state AS (
      INSERT INTO state (id, lineage_id, digest, root, n_items, n_images, n_videos)
      VALUES (${id}::uuid, ${lineageId}::uuid, ${fromHex(root.hash)}, ${Uint8Array.from(root.bytes)},
              ${counts.n_items}, ${counts.n_images}, ${counts.n_videos})
      ON CONFLICT DO NOTHING
    )`;
}

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
