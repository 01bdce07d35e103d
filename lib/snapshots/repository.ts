import "server-only";
import { db } from "@/lib/db";
import type { SnapshotReason } from "@/lib/operations/snapshot-reasons";
import { all, columnsOf, first, from, iso, lit, sql, text, type Tables } from "@/lib/sql";
import { likePattern } from "@/lib/text";
import { foldAlias, isAlias } from "./aliases";
import type { ListSnapshotsQuery } from "./schema";

export interface SnapshotRow {
  readonly id: string;
  readonly seq: string;
  readonly dataset_id: string;
  readonly dataset_name: string;
  readonly name: string;
  readonly description: string;
  readonly reason: SnapshotReason;
  readonly state_id: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly training_model_id: string | null;
  readonly training_model_name: string | null;
  readonly pinned: boolean;
  readonly protected: boolean;
  readonly aliases: readonly string[];
  readonly n_images: number;
  readonly n_videos: number;
  readonly is_current: boolean;
  readonly is_restoring: boolean;
  readonly is_cloning: boolean;
}

/** Built once: statements that go on from here share it, and building it takes as long as asking the database. */
const snapshots = from
  .selectFrom("snapshot as s")
  .innerJoin("dataset as d", "d.id", "s.dataset_id")
  .innerJoin("state as st", "st.id", "s.state_id")
  .leftJoin("task as at", "at.id", "d.active_task_id")
  .where("s.removed_at", "is", null)
  .select([
    "s.id",
    "s.dataset_id",
    "d.display_name as dataset_name",
    "s.name",
    "s.description",
    "s.reason",
    "s.pinned",
    "s.protected",
  ])
  .select(["s.state_id", "s.created_by", "s.training_model_id", "s.training_model_name", "st.n_images", "st.n_videos"])
  .select(({ ref, eb, and, exists, selectFrom, fn }) => [
    text(ref("s.seq")).as("seq"),
    iso(ref("s.created_at")).as("created_at"),
    eb("s.id", "is not distinct from", ref("d.current_snapshot_id")).$castTo<boolean>().as("is_current"),
    fn
      .coalesce(
        and([eb("at.type", "=", lit("SNAPSHOT_RESTORE")), eb("at.source_snapshot_id", "=", ref("s.id"))]),
        lit(false),
      )
      .$castTo<boolean>()
      .as("is_restoring"),
    exists(
      selectFrom("task as ct")
        .select("ct.id")
        .whereRef("ct.source_snapshot_id", "=", "s.id")
        .where("ct.type", "=", lit("SNAPSHOT_CLONE"))
        .where("ct.status", "in", [lit("INITIALIZING"), lit("RUNNING")]),
    )
      .$castTo<boolean>()
      .as("is_cloning"),
  ]);

/** With the aliases of each, which is one step down an index: for one, or a page. */
const withAliases = snapshots.select(
  sql<string[]>`ARRAY(SELECT a.name FROM snapshot_alias a WHERE a.snapshot_id = s.id ORDER BY a.name)`.as("aliases"),
);

/** The one place that resolves what stands for a snapshot: an id, `current` for the Current Version, or an alias. */
function namedBy(id: string) {
  if (id === "current") return sql<string>`d.current_snapshot_id`;
  if (!isAlias(id)) return id;
  return sql<string>`(SELECT a.snapshot_id FROM snapshot_alias a WHERE a.dataset_id = d.id AND a.name = ${foldAlias(id)})`;
}

export const findSnapshot = (datasetId: string, id: string): Promise<SnapshotRow | null> =>
  first(withAliases.where("s.dataset_id", "=", datasetId).where("s.id", "=", namedBy(id)));

/** Whether a snapshot was removed and is not collected yet; null when there is none. */
export async function findRemoved(datasetId: string, id: string): Promise<{ readonly is_removed: boolean } | null> {
  // What else stands for a snapshot stands for none that was removed.
  if (id === "current" || isAlias(id)) return null;
  const row = await db.snapshot.findFirst({ where: { id, datasetId }, select: { removedAt: true } });
  return row && { is_removed: row.removedAt !== null };
}

/** Built once, as `snapshots` is: looking at an old version begins with it. */
const statesOfSnapshots = from
  .selectFrom("snapshot as s")
  .innerJoin("dataset as d", "d.id", "s.dataset_id")
  .select("s.state_id")
  .where("s.removed_at", "is", null);

/** State of a snapshot that was not removed, and nothing else of it: what browsing an old version needs. */
export async function findStateOfSnapshot(datasetId: string, id: string): Promise<string | null> {
  const found = await first(statesOfSnapshots.where("s.dataset_id", "=", datasetId).where("s.id", "=", namedBy(id)));
  return found?.state_id ?? null;
}

export async function findDatasetOfSnapshot(id: string): Promise<string | null> {
  const found = await first(
    from.selectFrom("snapshot as s").select("s.dataset_id").where("s.removed_at", "is", null).where("s.id", "=", id),
  );
  return found?.dataset_id ?? null;
}
/** All of a dataset, newest first, without their aliases: of 10,000 these took as long as all the rest. */
export const listAll = (datasetId: string): Promise<Omit<SnapshotRow, "aliases">[]> =>
  all(snapshots.where("s.dataset_id", "=", datasetId).orderBy("s.seq", "desc"));

export async function listSnapshots(
  datasetId: string,
  query: ListSnapshotsQuery,
): Promise<{ rows: SnapshotRow[]; total: number }> {
  const pattern = query.search ? likePattern(query.search) : undefined;
  const asked = columnsOf<{ s: Tables["snapshot"] }>();
  const where = asked.and([
    asked("s.dataset_id", "=", datasetId),
    ...(pattern ? [asked.or([asked("s.name", "ilike", pattern), asked("s.description", "ilike", pattern)])] : []),
    ...(query.reason ? [asked("s.reason", "=", query.reason)] : []),
  ]);
  let page = withAliases.where(where).orderBy("s.seq", "desc");
  if (query.cursor) page = page.where("s.seq", "<", sql<bigint>`${query.cursor}::bigint`);
  if (query.limit) page = page.limit(query.limit + 1);
  const counted = from
    .selectFrom("snapshot as s")
    .where("s.removed_at", "is", null)
    .where(where)
    .select(sql<number>`count(*)::int`.as("total"));
  const [rows, count] = await Promise.all([all(page), first(counted)]);
  return { rows, total: count!.total };
}
