import "server-only";
import { db, fromHex, Prisma } from "@/lib/db";
import { INDEX_MODEL, INDEXER_VERSION } from "@/lib/media/reading";
import { unpackIntegers } from "@/lib/packed";
import type { StateSummary } from "@/lib/states/service";
import type { StateCounts } from "@/lib/versioning/state";
import { all, from, lit } from "@/lib/sql";
import type { Counted, Counts } from "./schema";
import type { SumsJson } from "./sums";

export interface KeptRow {
  readonly version: number;
  readonly indexer_version: number;
  readonly unread: number;
  readonly computed_at: string;
  readonly counted: Counted;
}

/** What is kept in `result`: what is shown, and what the count of another version can be made from. */
type Result = Counted & { readonly sums: SumsJson };

export async function findKept(stateId: string): Promise<KeptRow | null> {
  const row = await db.stateStatistics.findUnique({ where: { stateId } });
  if (!row) return null;
  const { totals, charts } = row.result as unknown as Result;
  return {
    version: row.version,
    indexer_version: row.indexerVersion,
    unread: row.unread,
    computed_at: row.computedAt.toISOString(),
    counted: { totals, charts },
  };
}

/** States of a lineage that were counted last, by the present code, where at most so many items were unread. */
export async function findCountedStates(
  lineageId: string,
  version: number,
  maxUnread: number,
  limit: number,
): Promise<string[]> {
  const rows = await all(
    from
      .selectFrom("state_statistics as k")
      .innerJoin("state as s", "s.id", "k.state_id")
      .select("k.state_id")
      .where("s.lineage_id", "=", lineageId)
      .where("k.version", "=", version)
      .where("k.indexer_version", "=", lit(INDEXER_VERSION))
      .where("k.unread", "<=", maxUnread)
      .orderBy("k.computed_at", "desc")
      .limit(limit),
  );
  return rows.map(({ state_id }) => state_id);
}

export async function findSums(stateId: string): Promise<SumsJson | null> {
  const row = await db.stateStatistics.findUnique({ where: { stateId }, select: { result: true } });
  return row && (row.result as unknown as Result).sums;
}

/** Which code counted what is kept of some states; those of which nothing is kept are absent. */
export async function findKeptVersions(
  stateIds: readonly string[],
): Promise<Map<string, { version: number; indexer_version: number }>> {
  const rows = await db.stateStatistics.findMany({
    where: { stateId: { in: [...stateIds] } },
    select: { stateId: true, version: true, indexerVersion: true },
  });
  return new Map(rows.map((row) => [row.stateId, { version: row.version, indexer_version: row.indexerVersion }]));
}

const FOREIGN_KEY = "P2003";

/** Keeps what was counted, in the place of what an older version counted. A state that was collected meanwhile needs none. */
export async function keep(stateId: string, version: number, counted: Counted, sums: SumsJson): Promise<void> {
  const data = {
    version,
    indexerVersion: INDEXER_VERSION,
    unread: counted.totals.unread,
    result: { ...counted, sums } satisfies Result as unknown as Prisma.InputJsonValue,
    computedAt: new Date(),
  };
  try {
    await db.stateStatistics.upsert({ where: { stateId }, create: { stateId, ...data }, update: data });
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError && error.code === FOREIGN_KEY)) throw error;
  }
}

export async function dropKept(stateIds: readonly string[]): Promise<void> {
  await db.stateStatistics.deleteMany({ where: { stateId: { in: [...stateIds] } } });
}

/** The counts beside a state as they are stored. */
export async function findCounts(stateId: string): Promise<Counts | null> {
  const row = await db.state.findUnique({ where: { id: stateId } });
  return (
    row && {
      n_items: row.nItems,
      n_images: row.nImages,
      n_videos: row.nVideos,
      n_unindexed: row.nUnindexed,
      n_objects: row.nObjects,
    }
  );
}

/** Sets the counts beside a state right; nothing else of it can be changed. */
export async function recount(stateId: string, counts: StateCounts, summary: StateSummary): Promise<void> {
  const cover = summary.cover_sha256 === null ? null : fromHex(summary.cover_sha256);
  // By hand: the database lets no statement but this function change the row.
  await db.$executeRaw`SELECT recount_state(${stateId}::uuid, ${counts.n_items}::int, ${counts.n_images}::int, ${counts.n_videos}::int,
    ${counts.n_unindexed}::int, ${summary.n_objects}::int, ${cover}::bytea)`;
}

/** Files of a lineage, of every version, that the present version of the indexer has not read. */
export async function findUnread(
  lineageId: string,
): Promise<{ revisions: Uint32Array; items: Uint32Array; older: Uint32Array }> {
  // By hand, packed: one pass over all files of a dataset. Bench: `metrics`.
  const rows = await db.$queryRaw<
    { revisions: Uint8Array | null; items: Uint8Array | null; older: Uint8Array | null }[]
  >`
    SELECT string_agg(int4send(revision_no), ''::bytea) AS revisions, string_agg(int4send(item_no), ''::bytea) AS items, string_agg(int4send(older::int), ''::bytea) AS older
    FROM (
      SELECT r.revision_no, r.item_no, m.indexer_version < ${INDEXER_VERSION}::int AND (m.kind = 'image'
        OR EXISTS (SELECT FROM media_reading o WHERE o.media_sha256 = m.sha256 AND o.model LIKE 'index@%')) AS older
      FROM revision r JOIN media m ON m.sha256 = r.media_sha256
      WHERE r.lineage_id = ${lineageId}::uuid AND r.facet = 'file'
        AND NOT EXISTS (SELECT FROM media_reading d WHERE d.media_sha256 = m.sha256 AND d.model = ${INDEX_MODEL})
    ) AS unread`;
  const { revisions, items, older } = rows[0]!;
  return { revisions: unpackIntegers(revisions), items: unpackIntegers(items), older: unpackIntegers(older) };
}
