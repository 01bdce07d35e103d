import "server-only";
import { copyRows } from "@/lib/bulk-copy";
import { db } from "@/lib/db";
import { unpackIntegers } from "@/lib/packed";
import type { Facet } from "@/lib/versioning/names";

/** Item numbers by public id; unknown ids are absent. Ids that are no UUIDs must be left out by the caller. */
export async function findItemsByIds(lineageId: string, mediaIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ media_id: string; item_no: number }[]>`
    SELECT media_id, item_no FROM item WHERE lineage_id = ${lineageId}::uuid AND media_id = ANY(${[...mediaIds]}::uuid[])`;
  return new Map(rows.map((row) => [row.media_id, row.item_no]));
}

/** Item numbers of public ids; unknown ids are absent. */
export const findItemNumbers = async (lineageId: string, mediaIds: readonly string[]): Promise<number[]> => [
  ...(await findItemsByIds(lineageId, mediaIds)).values(),
];

export interface NewRevision {
  readonly itemNo: number;
  readonly revisionNo: number;
  /** Hex sha256. */
  readonly contentHash: string;
  readonly payload: unknown;
}

const UNIQUE_VIOLATION = "23505";

/** Inserts revisions of one facet by COPY; false, and nothing inserted, when any of them is there already. */
export async function copyRevisions(
  lineageId: string,
  facet: Exclude<Facet, "file">,
  rows: readonly NewRevision[],
): Promise<boolean> {
  function* values() {
    for (const row of rows)
      yield [
        lineageId,
        row.revisionNo,
        row.itemNo,
        facet,
        `\\x${row.contentHash}`,
        JSON.stringify(row.payload),
      ] as const;
  }
  try {
    await copyRows([
      {
        table: "revision",
        columns: ["lineage_id", "revision_no", "item_no", "facet", "content_hash", "payload"],
        rows: values(),
      },
    ]);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    return false;
  }
}

/** Inserts revisions of one facet, or finds the ones that hold the same already. @returns revision numbers by item */
export async function insertRevisions(
  lineageId: string,
  facet: Exclude<Facet, "file">,
  rows: readonly NewRevision[],
): Promise<Map<number, number>> {
  await db.$executeRaw`
    INSERT INTO revision (lineage_id, revision_no, item_no, facet, content_hash, payload)
    SELECT ${lineageId}::uuid, revision_no, item_no, ${facet}::facet, decode(hash, 'hex'), payload::jsonb
    FROM unnest(${rows.map((row) => row.revisionNo)}::int[], ${rows.map((row) => row.itemNo)}::int[], ${rows.map((row) => row.contentHash)}::text[], ${rows.map((row) => JSON.stringify(row.payload))}::text[]) AS r (revision_no, item_no, hash, payload)
    ON CONFLICT DO NOTHING`;
  const found = await db.$queryRaw<{ item_no: number; revision_no: number }[]>`
    SELECT r.item_no, r.revision_no FROM revision r
    JOIN unnest(${rows.map((row) => row.itemNo)}::int[], ${rows.map((row) => row.contentHash)}::text[]) AS w (item_no, hash) ON w.item_no = r.item_no AND decode(w.hash, 'hex') = r.content_hash
    WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = ${facet}::facet`;
  return new Map(found.map((row) => [row.item_no, row.revision_no]));
}

/** Items of revisions, by number. */
export const findItemsOfRevisions = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ revision_no: number; item_no: number }[]> =>
  db.$queryRaw`SELECT revision_no, item_no FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${[...revisions]}::int[])`;

/** The items of all revisions with numbers in [first, first + count), packed. */
export async function findRevisionBlock(
  lineageId: string,
  first: number,
  count: number,
): Promise<{ revisions: Uint32Array; items: Uint32Array }> {
  const rows = await db.$queryRaw<{ revisions: Uint8Array | null; items: Uint8Array | null }[]>`
    SELECT string_agg(int4send(revision_no), ''::bytea ORDER BY revision_no) AS revisions, string_agg(int4send(item_no), ''::bytea ORDER BY revision_no) AS items
    FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no >= ${first} AND revision_no < ${first + count}`;
  return { revisions: unpackIntegers(rows[0]!.revisions), items: unpackIntegers(rows[0]!.items) };
}

/** Revision numbers of items, of one facet and every version. */
export async function findRevisionNumbers(
  lineageId: string,
  facet: Facet,
  itemNos: readonly number[],
): Promise<number[]> {
  const rows = await db.$queryRaw<
    { revision_no: number }[]
  >`SELECT revision_no FROM revision WHERE lineage_id = ${lineageId}::uuid AND facet = ${facet}::facet AND item_no = ANY(${[...itemNos]}::int[])`;
  return rows.map((row) => row.revision_no);
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
): Promise<{ item_no: number; payload: Readonly<Record<string, unknown>> }[]> =>
  db.$queryRaw`SELECT item_no, payload FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${[...revisions]}::int[])`;

/** File revisions of a lineage that hold any of the given contents. */
export async function findRevisionsOfMedia(
  lineageId: string,
  hashes: readonly string[],
): Promise<{ sha256: string; item_no: number; revision_no: number }[]> {
  if (hashes.length === 0) return [];
  return db.$queryRaw`
    SELECT encode(media_sha256, 'hex') AS sha256, item_no, revision_no FROM revision
    WHERE lineage_id = ${lineageId}::uuid AND media_sha256 IN (SELECT decode(h, 'hex') FROM unnest(${[...hashes]}::text[]) AS h)`;
}
