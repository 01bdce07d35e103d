import "server-only";
import { db, iso, Prisma } from "@/lib/db";
import type { SnapshotReason } from "@/lib/operations/snapshot-reasons";
import { likePattern } from "@/lib/text";
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
  readonly n_images: number;
  readonly n_videos: number;
  readonly is_current: boolean;
  readonly is_restoring: boolean;
  readonly is_cloning: boolean;
}

const SELECT = Prisma.sql`
  SELECT s.id, s.seq::text AS seq, s.dataset_id, d.display_name AS dataset_name, s.name, s.description, s.reason::text AS reason, s.state_id, s.created_by,
    ${iso("s.created_at")} AS created_at, s.training_model_id, s.training_model_name, st.n_images, st.n_videos,
    s.id IS NOT DISTINCT FROM d.current_snapshot_id AS is_current,
    coalesce(at.type = 'SNAPSHOT_RESTORE' AND at.source_snapshot_id = s.id, false) AS is_restoring,
    EXISTS (SELECT 1 FROM task ct WHERE ct.source_snapshot_id = s.id AND ct.type = 'SNAPSHOT_CLONE' AND ct.status IN ('INITIALIZING', 'RUNNING')) AS is_cloning
  FROM snapshot s
  JOIN dataset d ON d.id = s.dataset_id
  JOIN state st ON st.id = s.state_id
  LEFT JOIN task at ON at.id = d.active_task_id
  WHERE s.removed_at IS NULL`;

/** `current` stands for the Current Version. */
const namedBy = (id: string) =>
  id === "current" ? Prisma.sql`s.id = d.current_snapshot_id` : Prisma.sql`s.id = ${id}::uuid`;

export async function findSnapshot(datasetId: string, id: string): Promise<SnapshotRow | null> {
  const rows = await db.$queryRaw<SnapshotRow[]>`${SELECT} AND s.dataset_id = ${datasetId}::uuid AND ${namedBy(id)}`;
  return rows[0] ?? null;
}

/** State of a snapshot that was not removed, and nothing else of it: what browsing an old version needs. */
export async function findStateOfSnapshot(datasetId: string, id: string): Promise<string | null> {
  const rows = await db.$queryRaw<{ state_id: string }[]>`
    SELECT s.state_id FROM snapshot s JOIN dataset d ON d.id = s.dataset_id WHERE s.dataset_id = ${datasetId}::uuid AND s.removed_at IS NULL AND ${namedBy(id)}`;
  return rows[0]?.state_id ?? null;
}

export async function listSnapshots(
  datasetId: string,
  query: ListSnapshotsQuery,
): Promise<{ rows: SnapshotRow[]; total: number }> {
  const conditions = [Prisma.sql`s.dataset_id = ${datasetId}::uuid`];
  if (query.search) {
    const pattern = likePattern(query.search);
    conditions.push(Prisma.sql`(s.name ILIKE ${pattern} OR s.description ILIKE ${pattern})`);
  }
  if (query.reason) conditions.push(Prisma.sql`s.reason = ${query.reason}::snapshot_reason`);
  const where = Prisma.join(conditions, " AND ");
  const after = query.cursor ? Prisma.sql`AND s.seq < ${query.cursor}::bigint` : Prisma.empty;
  const [rows, counted] = await Promise.all([
    db.$queryRaw<
      SnapshotRow[]
    >`${SELECT} AND ${where} ${after} ORDER BY s.seq DESC ${query.limit ? Prisma.sql`LIMIT ${query.limit + 1}` : Prisma.empty}`,
    db.$queryRaw<
      { total: number }[]
    >`SELECT count(*)::int AS total FROM snapshot s WHERE s.removed_at IS NULL AND ${where}`,
  ]);
  return { rows, total: counted[0]!.total };
}
