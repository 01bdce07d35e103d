import "server-only";
import { db, Prisma } from "@/lib/db";
import type { Sort } from "./order";
import { unpackIntegers } from "@/lib/packed";

const SORT_KEYS: Record<
  "added" | Exclude<Sort, "added" | "random" | "uniqueness" | "similarity">,
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
  // By hand: two packed arrays instead of a million rows, as a row costs the driver a hundred times its eight bytes. Bench:
  // the first page of `page-name`, 1.7 s for a million items.
  const rows = await db.$queryRaw<{ items: Uint8Array | null; revisions: Uint8Array | null; valued: number }[]>`
    SELECT string_agg(int4send(item_no), ''::bytea ORDER BY place) AS items, string_agg(int4send(revision_no), ''::bytea ORDER BY place) AS revisions,
      count(*) FILTER (WHERE has_value)::int AS valued
    FROM (
      SELECT r.item_no, r.revision_no, ${hasValue} AS has_value, row_number() OVER (ORDER BY (${hasValue}) DESC, ${order}) AS place
      FROM revision r ${media} WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file'
    ) ordered`;
  const row = rows[0]!;
  return { items: unpackIntegers(row.items), revisions: unpackIntegers(row.revisions), valued: row.valued };
}
