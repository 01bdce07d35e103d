import { copyRows } from "@/lib/bulk-copy";
import { INDEX_MODEL } from "@/lib/media/reading";
import { db, iso, Prisma, type Db } from "@/lib/db";
import type { Facet } from "@/lib/versioning/names";
import type { Sort } from "./schema";
import type { TextRow } from "./text-index";

export interface ItemRow {
  readonly item_no: number;
  readonly media_id: string;
  readonly created_at: string;
}
export interface RevisionRow {
  readonly item_no: number;
  readonly revision_no: number;
  readonly facet: Facet;
  readonly payload: unknown;
  readonly sha256: string | null;
  readonly kind: "image" | "video" | null;
  readonly mime: string | null;
  readonly size: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly duration_ms: number | null;
  readonly taken_at: string | null;
  readonly placeholder: string | null;
  readonly stats: Record<string, unknown> | null;
}

/** Items with all their revisions, of every version: the caller keeps those that its state shows. */
export async function findItems(lineageId: string, itemNos: readonly number[]): Promise<{ items: ItemRow[]; revisions: RevisionRow[] }> {
  const numbers = [...itemNos];
  const [items, revisions] = await Promise.all([
    db.$queryRaw<ItemRow[]>`SELECT item_no, media_id, ${iso("created_at")} AS created_at FROM item WHERE lineage_id = ${lineageId}::uuid AND item_no = ANY(${numbers}::int[])`,
    db.$queryRaw<RevisionRow[]>`
      SELECT r.item_no, r.revision_no, r.facet::text AS facet, r.payload, encode(r.media_sha256, 'hex') AS sha256, m.kind::text AS kind, m.mime, m.size::float8 AS size, m.width, m.height,
        m.duration_ms, ${iso("m.taken_at")} AS taken_at, encode(m.placeholder, 'base64') AS placeholder, coalesce(d.result, m.stats) AS stats
      FROM revision r LEFT JOIN media m ON m.sha256 = r.media_sha256 LEFT JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${INDEX_MODEL}
      WHERE r.lineage_id = ${lineageId}::uuid AND r.item_no = ANY(${numbers}::int[])`,
  ]);
  return { items, revisions };
}

/** Item numbers of public ids; unknown ids are absent. */
export async function findItemNumbers(lineageId: string, mediaIds: readonly string[], client: Db = db): Promise<number[]> {
  const rows = await client.$queryRaw<{ item_no: number }[]>`SELECT item_no FROM item WHERE lineage_id = ${lineageId}::uuid AND media_id = ANY(${[...mediaIds]}::uuid[])`;
  return rows.map((row) => row.item_no);
}

export interface NewRevision {
  readonly itemNo: number;
  readonly revisionNo: number;
  /** Hex sha256. */
  readonly contentHash: string;
  readonly payload: unknown;
}

const UNIQUE_VIOLATION = "23505";

/** Inserts revisions of one facet by COPY; false, and nothing inserted, when any of them is there already. */
export async function copyRevisions(lineageId: string, facet: Exclude<Facet, "file">, rows: readonly NewRevision[]): Promise<boolean> {
  function* values() {
    for (const row of rows) yield [lineageId, row.revisionNo, row.itemNo, facet, `\\x${row.contentHash}`, JSON.stringify(row.payload)] as const;
  }
  try {
    await copyRows([{ table: "revision", columns: ["lineage_id", "revision_no", "item_no", "facet", "content_hash", "payload"], rows: values() }]);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    return false;
  }
}

/** Inserts revisions of one facet, or finds the ones that hold the same already. @returns revision numbers by item */
export async function insertRevisions(lineageId: string, facet: Exclude<Facet, "file">, rows: readonly NewRevision[]): Promise<Map<number, number>> {
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
export const findItemsOfRevisions = (lineageId: string, revisions: readonly number[]): Promise<{ revision_no: number; item_no: number }[]> =>
  db.$queryRaw`SELECT revision_no, item_no FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${[...revisions]}::int[])`;

/** The items of all revisions with numbers in [first, first + count), packed. */
export async function findRevisionBlock(lineageId: string, first: number, count: number): Promise<{ revisions: Uint32Array; items: Uint32Array }> {
  const rows = await db.$queryRaw<{ revisions: Uint8Array | null; items: Uint8Array | null }[]>`
    SELECT string_agg(int4send(revision_no), ''::bytea ORDER BY revision_no) AS revisions, string_agg(int4send(item_no), ''::bytea ORDER BY revision_no) AS items
    FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no >= ${first} AND revision_no < ${first + count}`;
  return { revisions: unpack(rows[0]!.revisions), items: unpack(rows[0]!.items) };
}

/** Revision numbers of items, of one facet and every version. */
export async function findRevisionNumbers(lineageId: string, facet: Facet, itemNos: readonly number[]): Promise<number[]> {
  const rows = await db.$queryRaw<{ revision_no: number }[]>`SELECT revision_no FROM revision WHERE lineage_id = ${lineageId}::uuid AND facet = ${facet}::facet AND item_no = ANY(${[...itemNos]}::int[])`;
  return rows.map((row) => row.revision_no);
}

const SORT_KEYS: Record<"added" | Exclude<Sort, "added" | "random" | "uniqueness">, { order: Prisma.Sql; hasValue: Prisma.Sql }> = {
  added: { order: Prisma.sql`r.item_no`, hasValue: Prisma.sql`true` },
  name: { order: Prisma.sql`lower(r.payload->>'name') COLLATE "C", r.payload->>'name' COLLATE "C", r.item_no`, hasValue: Prisma.sql`true` },
  size: { order: Prisma.sql`m.size, r.item_no`, hasValue: Prisma.sql`true` },
  date_taken: { order: Prisma.sql`m.taken_at, r.item_no`, hasValue: Prisma.sql`m.taken_at IS NOT NULL` },
};

/** All file revisions of a lineage in a sort order, those without a value last; the caller keeps the visible ones. */
export async function findFileOrder(lineageId: string, sort: keyof typeof SORT_KEYS): Promise<{ items: Uint32Array; revisions: Uint32Array; valued: number }> {
  const { order, hasValue } = SORT_KEYS[sort];
  const media = sort === "size" || sort === "date_taken" ? Prisma.sql`JOIN media m ON m.sha256 = r.media_sha256` : Prisma.empty;
  // Two packed arrays instead of a million rows: a row costs the driver a hundred times its eight bytes.
  const rows = await db.$queryRaw<{ items: Uint8Array | null; revisions: Uint8Array | null; valued: number }[]>`
    SELECT string_agg(int4send(item_no), ''::bytea ORDER BY place) AS items, string_agg(int4send(revision_no), ''::bytea ORDER BY place) AS revisions,
      count(*) FILTER (WHERE has_value)::int AS valued
    FROM (
      SELECT r.item_no, r.revision_no, ${hasValue} AS has_value, row_number() OVER (ORDER BY (${hasValue}) DESC, ${order}) AS place
      FROM revision r ${media} WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file'
    ) ordered`;
  const row = rows[0]!;
  return { items: unpack(row.items), revisions: unpack(row.revisions), valued: row.valued };
}

/** Big-endian 32-bit numbers, as int4send writes them. */
function unpack(bytes: Uint8Array | null): Uint32Array {
  if (!bytes) return new Uint32Array(0);
  const copy = Buffer.from(bytes);
  copy.swap32();
  return new Uint32Array(copy.buffer, copy.byteOffset, copy.length / 4).slice();
}

const READ_BATCH = 100_000;

/** Names or captions of revisions. */
export async function findTexts(lineageId: string, facet: "file" | "caption", revisions: readonly number[]): Promise<TextRow[]> {
  const text = facet === "file" ? Prisma.sql`payload->>'name'` : Prisma.sql`payload->>'text'`;
  const rows: TextRow[] = [];
  for (let start = 0; start < revisions.length; start += READ_BATCH) {
    const batch = await db.$queryRaw<TextRow[]>`SELECT item_no, revision_no, ${text} AS text FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${revisions.slice(start, start + READ_BATCH)}::int[])`;
    for (const row of batch) rows.push(row);
  }
  return rows;
}
