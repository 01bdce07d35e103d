import "server-only";
import { copyRows } from "@/lib/bulk-copy";
import { db } from "@/lib/db";
import { unpackIntegers } from "@/lib/packed";
import { all, from, hex, hexes, ints, sql, uuids } from "@/lib/sql";
import { NO_ITEM, type Facet } from "@/lib/versioning/names";
import { writtenPayload } from "./payloads";

/** Item numbers by public id; unknown ids are absent. Ids that are no UUIDs must be left out by the caller. */
export async function findItemsByIds(lineageId: string, mediaIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await all(
    from
      .selectFrom("item")
      .select(["media_id", "item_no"])
      .where("lineage_id", "=", lineageId)
      .where("media_id", "=", uuids(mediaIds)),
  );
  return new Map(rows.map((row) => [row.media_id, row.item_no]));
}

/** Item numbers of public ids; unknown ids are absent. */
export const findItemNumbers = async (lineageId: string, mediaIds: readonly string[]): Promise<number[]> => [
  ...(await findItemsByIds(lineageId, mediaIds)).values(),
];

export interface NewRevision {
  readonly itemNo: number;
  readonly revisionNo: number;
  readonly payload: unknown;
}

const UNIQUE_VIOLATION = "23505";

/** Inserts revisions of one facet by COPY; false, and nothing inserted, when any of them is there already. */
export async function copyRevisions(
  lineageId: string,
  facet: Exclude<Facet, "file">,
  rows: readonly NewRevision[],
): Promise<boolean> {
  // One after the other, as they are sent: the texts of all of them may not fit into memory.
  function* values() {
    for (const row of rows) {
      const { json, contentHash } = writtenPayload(facet, row.payload);
      yield [lineageId, row.revisionNo, row.itemNo, facet, `\\x${contentHash}`, json] as const;
    }
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
  facet: Exclude<Facet, "file"> | "document",
  rows: readonly NewRevision[],
): Promise<Map<number, number>> {
  const written = rows.map((row) => writtenPayload(facet, row.payload));
  const hashes = written.map(({ contentHash }) => contentHash);
  // By hand: arrays keep one text for a batch of any length. It is what COPY falls back to; bench: `import-metadata`,
  // 55,000 values/s with COPY.
  await db.$executeRaw`
    INSERT INTO revision (lineage_id, revision_no, item_no, facet, content_hash, payload)
    SELECT ${lineageId}::uuid, revision_no, item_no, ${facet}::facet, decode(hash, 'hex'), payload::jsonb
    FROM unnest(${rows.map((row) => row.revisionNo)}::int[], ${rows.map((row) => row.itemNo)}::int[], ${hashes}::text[], ${written.map(({ json }) => json)}::text[]) AS r (revision_no, item_no, hash, payload)
    ON CONFLICT DO NOTHING`;
  const wanted = sql<{
    item_no: number;
    hash: string;
  }>`unnest(${rows.map((row) => row.itemNo)}::int[], ${hashes}::text[])`;
  const found = await all(
    from
      .selectFrom("revision as r")
      .innerJoin(wanted.as<"w">(sql`w (item_no, hash)`), (join) =>
        join
          .onRef("w.item_no", "=", "r.item_no")
          .on("r.content_hash", "=", sql<Uint8Array<ArrayBuffer>>`decode(w.hash, 'hex')`),
      )
      .select(["r.item_no", "r.revision_no"])
      .where("r.lineage_id", "=", lineageId)
      .where("r.facet", "=", facet),
  );
  return new Map(found.map((row) => [row.item_no, row.revision_no]));
}

/** Inserts a document, or finds the one that says the same already. @returns its revision number */
export async function insertDocument(lineageId: string, row: Omit<NewRevision, "itemNo">): Promise<number> {
  // Every revision has the row of an item: that of documents is made with the first, and no state has it as an item.
  await db.$executeRaw`
    INSERT INTO item (lineage_id, item_no, media_id) VALUES (${lineageId}::uuid, ${NO_ITEM}, gen_random_uuid()) ON CONFLICT DO NOTHING`;
  return (await insertRevisions(lineageId, "document", [{ ...row, itemNo: NO_ITEM }])).get(NO_ITEM)!;
}

/** Revisions by number. */
const revisionsOf = (lineageId: string, revisions: readonly number[]) =>
  from
    .selectFrom("revision")
    .where("lineage_id", "=", lineageId)
    .where("revision_no", "=", ints(revisions))
    .select("item_no");

/** Items of revisions, by number. */
export const findItemsOfRevisions = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ revision_no: number; item_no: number }[]> => all(revisionsOf(lineageId, revisions).select("revision_no"));

/** The items of all revisions with numbers in [first, first + count), packed. */
export async function findRevisionBlock(
  lineageId: string,
  first: number,
  count: number,
): Promise<{ revisions: Uint32Array; items: Uint32Array }> {
  // By hand, packed. Bench: the first, cold page of `compare-10pct-page`, 375 ms for a million items.
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
  const rows = await all(
    from
      .selectFrom("revision")
      .select("revision_no")
      .where("lineage_id", "=", lineageId)
      .where("facet", "=", facet)
      .where("item_no", "=", ints(itemNos)),
  );
  return rows.map((row) => row.revision_no);
}

/** Names and paths of file revisions. */
export const findFileNames = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ item_no: number; name: string; path: string }[]> =>
  all(
    revisionsOf(lineageId, revisions).select([
      sql<string>`payload->>'name'`.as("name"),
      sql<string>`payload->>'path'`.as("path"),
    ]),
  );

type Payload = Readonly<Record<string, unknown>>;

export const findPayloads = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ item_no: number; payload: Payload }[]> =>
  all(revisionsOf(lineageId, revisions).select(({ ref }) => ref("payload").$castTo<Payload>().as("payload")));

/** File revisions of a lineage that hold any of the given contents. */
export async function findRevisionsOfMedia(
  lineageId: string,
  hashes: readonly string[],
): Promise<{ sha256: string; item_no: number; revision_no: number }[]> {
  if (hashes.length === 0) return [];
  return all(
    from
      .selectFrom("revision")
      .select(({ ref }) => [hex(ref("media_sha256")).$castTo<string>().as("sha256"), "item_no", "revision_no"])
      .where("lineage_id", "=", lineageId)
      .where("media_sha256", "in", hexes(hashes)),
  );
}

/** Those of the given object revisions that hold an object with any of the labels, with the public ids of their items. */
export const findRevisionsWithLabels = (
  lineageId: string,
  revisions: readonly number[],
  labels: readonly string[],
): Promise<{ revision_no: number; item_no: number; media_id: string; payload: unknown }[]> =>
  all(
    from
      .selectFrom("revision as r")
      .innerJoin("item as i", (join) =>
        join.onRef("i.lineage_id", "=", "r.lineage_id").onRef("i.item_no", "=", "r.item_no"),
      )
      .select(({ ref }) => [
        "r.revision_no",
        "r.item_no",
        "i.media_id",
        ref("r.payload").$castTo<unknown>().as("payload"),
      ])
      .where("r.lineage_id", "=", lineageId)
      .where("r.facet", "=", "objects")
      .where("r.revision_no", "=", ints(revisions))
      .where(sql<boolean>`r.payload @> ANY(${labels.map((label) => JSON.stringify([{ label }]))}::text[]::jsonb[])`),
  );
