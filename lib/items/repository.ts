import "server-only";
import { INDEX_MODEL } from "@/lib/media/reading";
import { db, iso, Prisma } from "@/lib/db";
import type { Facet } from "@/lib/versioning/names";

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

const REVISION = Prisma.sql`r.item_no, r.revision_no, r.facet::text AS facet, r.payload, encode(r.media_sha256, 'hex') AS sha256, m.kind::text AS kind, m.mime, m.size::float8 AS size, m.width, m.height,
        m.duration_ms, ${iso("m.taken_at")} AS taken_at, encode(m.placeholder, 'base64') AS placeholder, coalesce(d.result, m.stats) AS stats`;
const MEDIA_OF_REVISION = Prisma.sql`LEFT JOIN media m ON m.sha256 = r.media_sha256 LEFT JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${INDEX_MODEL}`;

/** Items with all their revisions, of every version: the caller keeps those that its state shows. */
export async function findItems(
  lineageId: string,
  itemNos: readonly number[],
): Promise<{ items: ItemRow[]; revisions: RevisionRow[] }> {
  const numbers = [...itemNos];
  // By hand: every page is these two statements. Bench: `page-order`, 1.7 ms.
  const [items, revisions] = await Promise.all([
    db.$queryRaw<
      ItemRow[]
    >`SELECT item_no, media_id, ${iso("created_at")} AS created_at FROM item WHERE lineage_id = ${lineageId}::uuid AND item_no = ANY(${numbers}::int[])`,
    db.$queryRaw<RevisionRow[]>`
      SELECT ${REVISION}
      FROM revision r ${MEDIA_OF_REVISION}
      WHERE r.lineage_id = ${lineageId}::uuid AND r.item_no = ANY(${numbers}::int[])`,
  ]);
  return { items, revisions };
}

type OfLineage<Row> = Row & { readonly lineage_id: string };

/** Items of several lineages with all their revisions, by lineage: two queries, however many lineages there are. */
export async function findItemsOfMany(
  wanted: readonly { readonly lineageId: string; readonly itemNos: readonly number[] }[],
): Promise<Map<string, { items: ItemRow[]; revisions: RevisionRow[] }>> {
  const pairs = wanted.flatMap(({ lineageId, itemNos }) => itemNos.map((itemNo) => ({ lineageId, itemNo })));
  const [lineages, numbers] = [pairs.map(({ lineageId }) => lineageId), pairs.map(({ itemNo }) => itemNo)];
  // Clones have a lineage in common, and then the same item may be asked for twice.
  const these = Prisma.sql`(SELECT DISTINCT * FROM unnest(${lineages}::uuid[], ${numbers}::int[])) AS w(lineage_id, item_no)`;
  const [items, revisions] = await Promise.all([
    db.$queryRaw<OfLineage<ItemRow>[]>`
      SELECT i.lineage_id, i.item_no, i.media_id, ${iso("i.created_at")} AS created_at
      FROM ${these} JOIN item i ON i.lineage_id = w.lineage_id AND i.item_no = w.item_no`,
    db.$queryRaw<OfLineage<RevisionRow>[]>`
      SELECT r.lineage_id, ${REVISION}
      FROM ${these} JOIN revision r ON r.lineage_id = w.lineage_id AND r.item_no = w.item_no ${MEDIA_OF_REVISION}`,
  ]);
  const found = new Map<string, { items: ItemRow[]; revisions: RevisionRow[] }>(
    wanted.map(({ lineageId }) => [lineageId, { items: [], revisions: [] }]),
  );
  for (const { lineage_id, ...item } of items) found.get(lineage_id)!.items.push(item);
  for (const { lineage_id, ...revision } of revisions) found.get(lineage_id)!.revisions.push(revision);
  return found;
}

/** A file revision of an item, of any version. */
export interface FileRow {
  readonly item_no: number;
  readonly revision_no: number;
  readonly payload: unknown;
  readonly sha256: string;
  readonly kind: "image" | "video";
  readonly mime: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly duration_ms: number | null;
  readonly taken_at: string | null;
  readonly stats: Record<string, unknown> | null;
}

/** Rows as one text: taking them apart value by value costs several times what parsing them together does. */
const parsedRows = <Row>(rows: readonly [{ readonly rows: string | null }]): Row[] =>
  rows[0].rows === null ? [] : (JSON.parse(rows[0].rows) as Row[]);

/** What was read, taken apart when it is called. */
type Later<T> = () => T;

/** Which items: where most numbers between the first and the last are meant, PostgreSQL is told these two alone. */
function isAmong(column: string, itemNos: readonly number[]): Prisma.Sql {
  const [first, last] = [itemNos[0]!, itemNos.at(-1)!];
  const name = Prisma.raw(column);
  return last - first < 2 * itemNos.length
    ? Prisma.sql`${name} BETWEEN ${first} AND ${last}`
    : Prisma.sql`${name} = ANY(${[...itemNos]}::int[])`;
}

type FileValues = [
  ...[item_no: number, revision_no: number, payload: unknown, sha256: string],
  ...[kind: FileRow["kind"], mime: string, size: number, width: number | null, height: number | null],
  ...[duration_ms: number | null, taken_at: string | null, stats: FileRow["stats"]],
];

/**
 * Files of items in every version. Joins are outer ones, so that the items come first whatever the planner believes of a table that was
 * filled a moment ago. Lists instead of objects: half of the time was writing the same names for each row.
 * @param itemNos in their order; files of others that lie between them may come as well
 * @param stats whether what was read off the picture is wanted
 */
export async function readFiles(
  lineageId: string,
  itemNos: readonly number[],
  stats: boolean,
): Promise<Later<FileRow[]>> {
  const orNull = (value: string) => Prisma.raw(`coalesce(${value}::text, 'null')`);
  const rows = await db.$queryRaw<[{ rows: string | null }]>`
    SELECT '[' || string_agg(concat('[', r.item_no, ',', r.revision_no, ',', r.payload::text, ',"', encode(r.media_sha256, 'hex'), '","', m.kind, '",',
        to_json(m.mime)::text, ',', m.size, ',', ${orNull("m.width")}, ',', ${orNull("m.height")}, ',', ${orNull("m.duration_ms")}, ',',
        coalesce('"' || ${iso("m.taken_at")} || '"', 'null'), ',', ${stats ? orNull("coalesce(d.result, m.stats)") : Prisma.raw("'null'")}, ']'), ',') || ']' AS rows
      FROM revision r LEFT JOIN media m ON m.sha256 = r.media_sha256 ${
        stats
          ? Prisma.sql`LEFT JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${INDEX_MODEL}`
          : Prisma.empty
      }
      WHERE r.lineage_id = ${lineageId}::uuid AND ${isAmong("r.item_no", itemNos)} AND r.facet = 'file'`;
  return () =>
    parsedRows<FileValues>(rows).map((values) => ({
      item_no: values[0],
      revision_no: values[1],
      payload: values[2],
      sha256: values[3],
      kind: values[4],
      mime: values[5],
      size: values[6],
      width: values[7],
      height: values[8],
      duration_ms: values[9],
      taken_at: values[10],
      stats: values[11],
    }));
}

/** Public ids of items by number, and when they were made. @param itemNos see `readFiles` */
export async function readIdentities(
  lineageId: string,
  itemNos: readonly number[],
): Promise<Map<number, Pick<ItemRow, "media_id" | "created_at">>> {
  const rows = await db.$queryRaw<[{ rows: string | null }]>`
    SELECT '[' || string_agg(concat('[', item_no, ',"', media_id, '","', ${iso("created_at")}, '"]'), ',') || ']' AS rows
    FROM item WHERE lineage_id = ${lineageId}::uuid AND ${isAmong("item_no", itemNos)}`;
  return new Map(
    parsedRows<[item: number, mediaId: string, createdAt: string]>(rows).map(([item, media_id, created_at]) => [
      item,
      { media_id, created_at },
    ]),
  );
}

/** What revisions of one facet hold. */
export interface FacetPayloads {
  readonly facet: Facet;
  readonly found: (readonly [item: number, revision: number, payload: unknown])[];
}

/** What other revisions of items hold, of every version: by facet, item number, revision number and payload. @param itemNos see `readFiles` */
export async function readPayloads(
  lineageId: string,
  itemNos: readonly number[],
  facets: readonly Facet[],
): Promise<Later<FacetPayloads[]>> {
  const rows = await db.$queryRaw<{ facet: Facet; found: string }[]>`
    SELECT facet::text AS facet, '[' || string_agg(concat('[', item_no, ',', revision_no, ',', payload::text, ']'), ',') || ']' AS found
    FROM revision WHERE lineage_id = ${lineageId}::uuid AND ${isAmong("item_no", itemNos)} AND facet = ANY(${[...facets]}::facet[])
    GROUP BY facet`;
  return () => rows.map(({ facet, found }) => ({ facet, found: JSON.parse(found) as [number, number, unknown][] }));
}
