import { copyRows } from "@/lib/bulk-copy";
import { INDEX_MODEL } from "@/lib/media/reading";
import { db, iso, Prisma, type Db } from "@/lib/db";
import type { Facet } from "@/lib/versioning/names";
import type { Sort } from "./schema";
import type { TextRow } from "./text-index";
import type { ValueSource } from "./values";

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
export async function findItems(
  lineageId: string,
  itemNos: readonly number[],
): Promise<{ items: ItemRow[]; revisions: RevisionRow[] }> {
  const numbers = [...itemNos];
  const [items, revisions] = await Promise.all([
    db.$queryRaw<
      ItemRow[]
    >`SELECT item_no, media_id, ${iso("created_at")} AS created_at FROM item WHERE lineage_id = ${lineageId}::uuid AND item_no = ANY(${numbers}::int[])`,
    db.$queryRaw<RevisionRow[]>`
      SELECT r.item_no, r.revision_no, r.facet::text AS facet, r.payload, encode(r.media_sha256, 'hex') AS sha256, m.kind::text AS kind, m.mime, m.size::float8 AS size, m.width, m.height,
        m.duration_ms, ${iso("m.taken_at")} AS taken_at, encode(m.placeholder, 'base64') AS placeholder, coalesce(d.result, m.stats) AS stats
      FROM revision r LEFT JOIN media m ON m.sha256 = r.media_sha256 LEFT JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${INDEX_MODEL}
      WHERE r.lineage_id = ${lineageId}::uuid AND r.item_no = ANY(${numbers}::int[])`,
  ]);
  return { items, revisions };
}

/** Item numbers of public ids; unknown ids are absent. */
export async function findItemNumbers(
  lineageId: string,
  mediaIds: readonly string[],
  client: Db = db,
): Promise<number[]> {
  const rows = await client.$queryRaw<
    { item_no: number }[]
  >`SELECT item_no FROM item WHERE lineage_id = ${lineageId}::uuid AND media_id = ANY(${[...mediaIds]}::uuid[])`;
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
  return { revisions: unpack(rows[0]!.revisions), items: unpack(rows[0]!.items) };
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

const SORT_KEYS: Record<
  "added" | Exclude<Sort, "added" | "random" | "uniqueness">,
  { order: Prisma.Sql; hasValue: Prisma.Sql }
> = {
  added: { order: Prisma.sql`r.item_no`, hasValue: Prisma.sql`true` },
  name: {
    order: Prisma.sql`lower(r.payload->>'name') COLLATE "C", r.payload->>'name' COLLATE "C", r.item_no`,
    hasValue: Prisma.sql`true`,
  },
  size: { order: Prisma.sql`m.size, r.item_no`, hasValue: Prisma.sql`true` },
  date_taken: { order: Prisma.sql`m.taken_at, r.item_no`, hasValue: Prisma.sql`m.taken_at IS NOT NULL` },
};

/** All file revisions of a lineage in a sort order, those without a value last; the caller keeps the visible ones. */
export async function findFileOrder(
  lineageId: string,
  sort: keyof typeof SORT_KEYS,
): Promise<{ items: Uint32Array; revisions: Uint32Array; valued: number }> {
  const { order, hasValue } = SORT_KEYS[sort];
  const media =
    sort === "size" || sort === "date_taken" ? Prisma.sql`JOIN media m ON m.sha256 = r.media_sha256` : Prisma.empty;
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

/** Where a text is kept: the name of a file, a caption, or a metadata field. */
export type TextSource =
  { readonly facet: "file" | "caption" } | { readonly facet: "metadata"; readonly field: string };

/** Names, captions, or the texts of a metadata field, of revisions; a list of values is one text, a line each. */
export async function findTexts(
  lineageId: string,
  source: TextSource,
  revisions: readonly number[],
): Promise<TextRow[]> {
  let text = source.facet === "file" ? Prisma.sql`payload->>'name'` : Prisma.sql`payload->>'text'`;
  if (source.facet === "metadata") {
    const value = Prisma.sql`payload->${source.field}::text`;
    text = Prisma.sql`coalesce(CASE WHEN jsonb_typeof(${value}) = 'array' THEN (SELECT string_agg(v, E'\n') FROM jsonb_array_elements_text(${value}) AS v) ELSE ${value} #>> '{}' END, '')`;
  }
  const rows: TextRow[] = [];
  for (let start = 0; start < revisions.length; start += READ_BATCH) {
    const batch = await db.$queryRaw<
      TextRow[]
    >`SELECT item_no, revision_no, ${text} AS text FROM revision WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${revisions.slice(start, start + READ_BATCH)}::int[])`;
    for (const row of batch) rows.push(row);
  }
  return rows;
}

const FILE_VALUES: Record<"size" | "width" | "height" | "duration" | "taken", Prisma.Sql> = {
  size: Prisma.sql`m.size::float8`,
  width: Prisma.sql`m.width::float8`,
  height: Prisma.sql`m.height::float8`,
  duration: Prisma.sql`m.duration_ms::float8`,
  taken: Prisma.sql`extract(epoch FROM m.taken_at)::float8 * 1000`,
};

/** Numbers of revisions, packed; all of a lineage, or those given. Revisions without a value are absent. */
export async function findValues(
  lineageId: string,
  source: Exclude<ValueSource, { of: "index" }>,
  revisions: readonly number[] | null,
): Promise<{ revisions: Uint32Array; items: Uint32Array; values: Float64Array }> {
  const only = revisions === null ? Prisma.empty : Prisma.sql`AND r.revision_no = ANY(${[...revisions]}::int[])`;
  const field = source.field;
  // Metadata that was written before its field had a type may hold anything: what does not fit has no value.
  const value =
    source.of === "file"
      ? FILE_VALUES[source.field]
      : source.type === "float"
        ? Prisma.sql`CASE WHEN jsonb_typeof(v) = 'number' THEN (v #>> '{}')::float8 END`
        : Prisma.sql`CASE WHEN v #>> '{}' ~ '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' THEN extract(epoch FROM (v #>> '{}')::timestamptz)::float8 * 1000 END`;
  const from =
    source.of === "file"
      ? Prisma.sql`JOIN media m ON m.sha256 = r.media_sha256`
      : Prisma.sql`CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(r.payload->${field}::text) = 'array' THEN r.payload->${field}::text ELSE jsonb_build_array(r.payload->${field}::text) END) AS v`;
  const has = source.of === "file" ? Prisma.empty : Prisma.sql`AND r.payload ? ${field}::text`;
  const rows = await db.$queryRaw<
    { revisions: Uint8Array | null; items: Uint8Array | null; values: Uint8Array | null }[]
  >`
    SELECT string_agg(int4send(revision_no), ''::bytea) AS revisions, string_agg(int4send(item_no), ''::bytea) AS items, string_agg(float8send(value), ''::bytea) AS values
    FROM (SELECT r.revision_no, r.item_no, ${value} AS value FROM revision r ${from} WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = ${source.of}::facet ${has} ${only}) AS found
    WHERE value IS NOT NULL`;
  const row = rows[0]!;
  return { revisions: unpack(row.revisions), items: unpack(row.items), values: unpackFloats(row.values) };
}

/** Big-endian 64-bit floats, as float8send writes them. */
function unpackFloats(bytes: Uint8Array | null): Float64Array {
  if (!bytes) return new Float64Array(0);
  const copy = Buffer.from(bytes);
  copy.swap64();
  return new Float64Array(copy.buffer.slice(copy.byteOffset, copy.byteOffset + copy.length));
}

/** The folders of a lineage's files, of every version, with their items and revisions. */
export async function findFolders(
  lineageId: string,
): Promise<{ folder: string; items: Uint32Array; revisions: Uint32Array }[]> {
  const rows = await db.$queryRaw<{ folder: string; items: Uint8Array; revisions: Uint8Array }[]>`
    SELECT folder, string_agg(int4send(item_no), ''::bytea) AS items, string_agg(int4send(revision_no), ''::bytea) AS revisions
    FROM (
      SELECT item_no, revision_no, CASE WHEN strpos(path, '/') = 0 THEN '' ELSE left(path, length(path) - strpos(reverse(path), '/')) END AS folder
      FROM (SELECT item_no, revision_no, payload->>'path' AS path FROM revision WHERE lineage_id = ${lineageId}::uuid AND facet = 'file') AS files
    ) AS placed GROUP BY folder`;
  return rows.map((row) => ({ folder: row.folder, items: unpack(row.items), revisions: unpack(row.revisions) }));
}
