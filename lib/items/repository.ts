import { db, iso, Prisma, type Db } from "@/lib/db";
import { likePattern } from "@/lib/tasks/repository";
import type { Facet } from "@/lib/versioning/names";
import type { Sort } from "./schema";

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
        m.duration_ms, ${iso("m.taken_at")} AS taken_at, encode(m.placeholder, 'base64') AS placeholder, m.stats
      FROM revision r LEFT JOIN media m ON m.sha256 = r.media_sha256
      WHERE r.lineage_id = ${lineageId}::uuid AND r.item_no = ANY(${numbers}::int[])`,
  ]);
  return { items, revisions };
}

/** Item numbers of public ids; unknown ids are absent. */
export async function findItemNumbers(lineageId: string, mediaIds: readonly string[], client: Db = db): Promise<number[]> {
  const rows = await client.$queryRaw<{ item_no: number }[]>`SELECT item_no FROM item WHERE lineage_id = ${lineageId}::uuid AND media_id = ANY(${[...mediaIds]}::uuid[])`;
  return rows.map((row) => row.item_no);
}

const SORT_KEYS: Record<Exclude<Sort, "added" | "random" | "uniqueness">, Prisma.Sql> = {
  name: Prisma.sql`lower(r.payload->>'name') COLLATE "C", r.payload->>'name' COLLATE "C"`,
  size: Prisma.sql`m.size`,
  date_taken: Prisma.sql`m.taken_at`,
};

/** All revisions of files of a lineage in a sort order; the caller keeps the visible ones. Items without a value come last. */
export async function findFileOrder(lineageId: string, sort: keyof typeof SORT_KEYS): Promise<{ item_no: number; revision_no: number; has_value: boolean }[]> {
  const hasValue = sort === "date_taken" ? Prisma.sql`m.taken_at IS NOT NULL` : Prisma.sql`true`;
  return db.$queryRaw`
    SELECT r.item_no, r.revision_no, ${hasValue} AS has_value FROM revision r JOIN media m ON m.sha256 = r.media_sha256
    WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file' ORDER BY ${SORT_KEYS[sort]} NULLS LAST, r.item_no`;
}

/** Revisions whose name or caption contains a text, of every version. */
export async function findTextMatches(lineageId: string, where: "name" | "caption" | "any", text: string): Promise<{ item_no: number; revision_no: number; facet: Facet }[]> {
  const pattern = likePattern(text);
  const inName = Prisma.sql`(facet = 'file' AND payload->>'name' ILIKE ${pattern})`;
  const inCaption = Prisma.sql`(facet = 'caption' AND payload->>'text' ILIKE ${pattern})`;
  const condition = where === "name" ? inName : where === "caption" ? inCaption : Prisma.sql`(${inName} OR ${inCaption})`;
  return db.$queryRaw`SELECT item_no, revision_no, facet::text AS facet FROM revision WHERE lineage_id = ${lineageId}::uuid AND ${condition}`;
}
