import { db } from "@/lib/db";
import type { MetadataPayload } from "./field-sets";

/** Item numbers by public id; unknown ids are absent. Ids that are no UUIDs must be left out by the caller. */
export async function findItemsByIds(lineageId: string, mediaIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ media_id: string; item_no: number }[]>`
    SELECT media_id, item_no FROM item WHERE lineage_id = ${lineageId}::uuid AND media_id = ANY(${[...mediaIds]}::uuid[])`;
  return new Map(rows.map((row) => [row.media_id, row.item_no]));
}

/** Names and paths of file revisions. */
export const findFileNames = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ item_no: number; name: string; path: string }[]> =>
  db.$queryRaw`SELECT item_no, payload->>'name' AS name, payload->>'path' AS path FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${[...revisions]}::int[])`;

export const findPayloads = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ item_no: number; payload: MetadataPayload }[]> =>
  db.$queryRaw`SELECT item_no, payload FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${[...revisions]}::int[])`;
