import "server-only";
import { db, toHex } from "@/lib/db";
import type { Hash } from "@/lib/versioning/objects";
import type { StateCounts } from "@/lib/versioning/state";

export interface StateRow extends StateCounts {
  readonly id: string;
  readonly lineage_id: string;
  readonly digest: Hash;
  readonly root: Uint8Array;
}

export async function findState(id: string): Promise<StateRow | null> {
  const row = await db.state.findUnique({ where: { id } });
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

export async function findObjects(lineageId: string, hashes: readonly Hash[]): Promise<Map<Hash, Uint8Array>> {
  const rows = await db.$queryRaw<{ sha256: Uint8Array; bytes: Uint8Array }[]>`
    SELECT sha256, bytes FROM version_object
    WHERE lineage_id = ${lineageId}::uuid AND sha256 IN (SELECT decode(h, 'hex') FROM unnest(${[...hashes]}::text[]) AS h)`;
  return new Map(rows.map((row) => [toHex(row.sha256), row.bytes]));
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
