import "server-only";
import type { Role } from "@/lib/auth/roles";
import { db, iso, Prisma } from "@/lib/db";
import type { DatasetStatus } from "@/lib/operations/statuses";

export interface DatasetRow {
  readonly id: string;
  readonly lineage_id: string;
  readonly display_name: string;
  readonly description: string;
  readonly notes: string;
  readonly source_type: string;
  readonly source_dataset_id: string | null;
  readonly status: DatasetStatus;
  readonly status_before: DatasetStatus | null;
  readonly head_state_id: string;
  readonly current_snapshot_id: string | null;
  readonly active_task_id: string | null;
  readonly snapshots_enabled: boolean;
  readonly published: boolean;
  readonly fatal_error_msg: string | null;
  readonly metadata: unknown;
  readonly default_filter: unknown;
  readonly created_by: string;
  readonly created_at: string;
  /** Grows with every change of the row, of its roles and of its views. */
  readonly version: string;
}

/** A dataset as seen by one user, with what its status and permissions follow from: one moment of the database. */
export interface DatasetView extends DatasetRow {
  readonly role: Role | null;
  readonly active_task_type: string | null;
  readonly active_snapshot_id: string | null;
  /** State of the Current Version. */
  readonly current_state_id: string | null;
  readonly progress: number;
  readonly status_message: string;
  readonly n_images: number;
  readonly n_videos: number;
  /** Boxes of the live items; null where the head is from before a state kept this, and the cover. */
  readonly n_objects: number | null;
  /** Content that stands for the dataset in the inventory; null too when it is empty. */
  readonly cover_sha256: string | null;
}

const COLUMNS = Prisma.sql`d.id, d.lineage_id, d.display_name, d.description, d.notes, d.source_type, d.source_dataset_id, d.status,
  d.status_before, d.head_state_id, d.current_snapshot_id, d.active_task_id, d.snapshots_enabled, d.published, d.fatal_error_msg, d.metadata, d.default_filter,
  d.created_by, ${iso("d.created_at")} AS created_at, d.version::text AS version`;

const viewSql = (userId: string, where: Prisma.Sql) => Prisma.sql`
  SELECT ${COLUMNS}, m.role::text AS role, t.type::text AS active_task_type, t.source_snapshot_id AS active_snapshot_id, cs.state_id AS current_state_id,
         coalesce(t.progress, 0) AS progress, coalesce(t.status_message, '') AS status_message, s.n_images, s.n_videos,
         s.n_objects, encode(s.cover_sha256, 'hex') AS cover_sha256
  FROM dataset d
  JOIN state s ON s.id = d.head_state_id
  LEFT JOIN membership m ON m.dataset_id = d.id AND m.user_id = ${userId}::uuid
  LEFT JOIN task t ON t.id = d.active_task_id
  LEFT JOIN snapshot cs ON cs.id = d.current_snapshot_id
  WHERE d.deleted_at IS NULL AND ${where}`;

export async function findDataset(id: string, userId: string): Promise<DatasetView | null> {
  const rows = await db.$queryRaw<DatasetView[]>(viewSql(userId, Prisma.sql`d.id = ${id}::uuid`));
  return rows[0] ?? null;
}

/** Who may see a dataset. */
export interface Readers {
  readonly userIds: ReadonlySet<string>;
  /** In the trash: then these are the people who could see it. */
  readonly deleted: boolean;
}

/** Everybody with a role on each of these datasets; those that do not exist are absent. */
export async function findReaders(datasetIds: readonly string[]): Promise<Map<string, Readers>> {
  const rows = await db.$queryRaw<{ id: string; deleted: boolean; user_ids: string[] }[]>`
    SELECT d.id, d.deleted_at IS NOT NULL AS deleted, coalesce(array_agg(m.user_id::text) FILTER (WHERE m.user_id IS NOT NULL), '{}') AS user_ids
    FROM dataset d LEFT JOIN membership m ON m.dataset_id = d.id
    WHERE d.id = ANY(${[...datasetIds]}::uuid[]) GROUP BY d.id`;
  return new Map(rows.map(({ id, deleted, user_ids }) => [id, { userIds: new Set(user_ids), deleted }]));
}

/** The datasets that a user has a role on and that are in the inventory, newest first. */
export const listDatasets = (userId: string): Promise<DatasetView[]> =>
  db.$queryRaw<DatasetView[]>(
    viewSql(userId, Prisma.sql`m.role IS NOT NULL AND d.published ORDER BY d.created_at DESC, d.id`),
  );
