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
      SELECT r.item_no, r.revision_no, r.facet::text AS facet, r.payload, encode(r.media_sha256, 'hex') AS sha256, m.kind::text AS kind, m.mime, m.size::float8 AS size, m.width, m.height,
        m.duration_ms, ${iso("m.taken_at")} AS taken_at, encode(m.placeholder, 'base64') AS placeholder, coalesce(d.result, m.stats) AS stats
      FROM revision r LEFT JOIN media m ON m.sha256 = r.media_sha256 LEFT JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${INDEX_MODEL}
      WHERE r.lineage_id = ${lineageId}::uuid AND r.item_no = ANY(${numbers}::int[])`,
  ]);
  return { items, revisions };
}

/** A file revision of an item, of any version. */
export interface FileRow extends ItemRow {
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

/**
 * Items with their files in every version. One text for all: taking rows apart value by value costs several times what parsing does.
 * Joins are outer ones, so that the items come first whatever the planner believes of a table that was filled a moment ago.
 * @param stats whether what was read off the picture is wanted
 */
export async function readFiles(
  lineageId: string,
  itemNos: readonly number[],
  stats: boolean,
): Promise<readonly FileRow[]> {
  const [{ rows }] = await db.$queryRaw<[{ rows: string | null }]>`
    SELECT '[' || string_agg(row_to_json(f)::text, ',') || ']' AS rows FROM (
      SELECT i.item_no, i.media_id, ${iso("i.created_at")} AS created_at, r.revision_no, r.payload, encode(r.media_sha256, 'hex') AS sha256,
        m.kind, m.mime, m.size, m.width, m.height, m.duration_ms, ${iso("m.taken_at")} AS taken_at, ${
          stats ? Prisma.sql`coalesce(d.result, m.stats)` : Prisma.sql`NULL`
        } AS stats
      FROM revision r LEFT JOIN item i ON i.lineage_id = r.lineage_id AND i.item_no = r.item_no
        LEFT JOIN media m ON m.sha256 = r.media_sha256 ${
          stats
            ? Prisma.sql`LEFT JOIN media_reading d ON d.media_sha256 = r.media_sha256 AND d.model = ${INDEX_MODEL}`
            : Prisma.empty
        }
      WHERE r.lineage_id = ${lineageId}::uuid AND r.item_no = ANY(${[...itemNos]}::int[]) AND r.facet = 'file') f`;
  return rows === null ? [] : (JSON.parse(rows) as FileRow[]);
}

/** What other revisions of items hold, of every version: by facet, item number, revision number and payload. */
export async function readPayloads(
  lineageId: string,
  itemNos: readonly number[],
  facets: readonly Facet[],
): Promise<{ facet: Facet; found: (readonly [item: number, revision: number, payload: unknown])[] }[]> {
  const rows = await db.$queryRaw<{ facet: Facet; found: string }[]>`
    SELECT facet::text AS facet, '[' || string_agg(concat('[', item_no, ',', revision_no, ',', payload::text, ']'), ',') || ']' AS found
    FROM revision WHERE lineage_id = ${lineageId}::uuid AND item_no = ANY(${[...itemNos]}::int[]) AND facet = ANY(${[...facets]}::facet[])
    GROUP BY facet`;
  return rows.map(({ facet, found }) => ({ facet, found: JSON.parse(found) as [number, number, unknown][] }));
}
