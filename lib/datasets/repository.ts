import { db, iso, notifySql, Prisma, type Db, type Tx } from "@/lib/db";
import type { Role } from "@/lib/auth/roles";
import { insertStateSql } from "@/lib/states/repository";
import type { PreparedState } from "@/lib/states/service";
import { EMPTY_ROOT } from "@/lib/versioning/state";
import type { DatasetStatus } from "./rules";

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
}

/** A dataset as seen by one user, with what its status and permissions follow from. */
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
}

const COLUMNS = Prisma.sql`d.id, d.lineage_id, d.display_name, d.description, d.notes, d.source_type, d.source_dataset_id, d.status,
  d.status_before, d.head_state_id, d.current_snapshot_id, d.active_task_id, d.snapshots_enabled, d.published, d.fatal_error_msg, d.metadata, d.default_filter,
  d.created_by, ${iso("d.created_at")} AS created_at`;

const viewSql = (userId: string, where: Prisma.Sql) => Prisma.sql`
  SELECT ${COLUMNS}, m.role::text AS role, t.type::text AS active_task_type, t.source_snapshot_id AS active_snapshot_id, cs.state_id AS current_state_id,
         coalesce(t.progress, 0) AS progress, coalesce(t.status_message, '') AS status_message, s.n_images, s.n_videos
  FROM dataset d
  JOIN state s ON s.id = d.head_state_id
  LEFT JOIN membership m ON m.dataset_id = d.id AND m.user_id = ${userId}::uuid
  LEFT JOIN task t ON t.id = d.active_task_id
  LEFT JOIN snapshot cs ON cs.id = d.current_snapshot_id
  WHERE d.deleted_at IS NULL AND ${where}`;

export async function findDataset(id: string, userId: string, client: Db = db): Promise<DatasetView | null> {
  const rows = await client.$queryRaw<DatasetView[]>(viewSql(userId, Prisma.sql`d.id = ${id}::uuid`));
  return rows[0] ?? null;
}

export const listDatasets = (userId: string): Promise<DatasetView[]> =>
  db.$queryRaw<DatasetView[]>(
    viewSql(userId, Prisma.sql`m.role IS NOT NULL AND d.published ORDER BY d.created_at DESC, d.id`),
  );

/** Advisory lock of a lineage: writers share it until they commit, the collector takes it alone. */
export const lineageLockKey = (column: string): Prisma.Sql =>
  Prisma.raw(`hashtextextended('lineage ' || ${column}::text, 0)`);

/**
 * Locks the dataset's row, then reads it with the role and the running task. Two statements on purpose: the second one's
 * view of the database begins after the lock was granted, so nothing in it is older than the lock.
 */
export async function lockDataset(id: string, userId: string, tx: Tx): Promise<DatasetView | null> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT id, pg_advisory_xact_lock_shared(${lineageLockKey("lineage_id")})::text FROM dataset WHERE id = ${id}::uuid AND deleted_at IS NULL FOR UPDATE`;
  return locked.length === 0 ? null : findDataset(id, userId, tx);
}

/** A draft with its own lineage and the empty state as head. */
export async function insertDraft(
  draft: {
    id: string;
    lineageId: string;
    stateId: string;
    name: string;
    description: string;
    snapshotsEnabled: boolean;
    sourceType: string;
    userId: string;
    email: string;
  },
  tx: Tx,
): Promise<void> {
  await tx.$executeRaw`INSERT INTO lineage (id) VALUES (${draft.lineageId}::uuid)`;
  await tx.$executeRaw`
    WITH ${insertStateSql(draft.lineageId, draft.stateId, EMPTY_ROOT, [], { n_items: 0, n_images: 0, n_videos: 0 })},
    new_dataset AS (
      INSERT INTO dataset (id, lineage_id, display_name, description, source_type, status, head_state_id, snapshots_enabled, created_by)
      VALUES (${draft.id}::uuid, ${draft.lineageId}::uuid, ${draft.name}, ${draft.description}, ${draft.sourceType}, 'DRAFT', ${draft.stateId}::uuid, ${draft.snapshotsEnabled}, ${draft.email})
    )
    INSERT INTO membership (dataset_id, user_id, role) VALUES (${draft.id}::uuid, ${draft.userId}::uuid, 'OWNER')`;
}

export interface HeadMove {
  readonly datasetId: string;
  readonly fromStateId: string;
  readonly kind: string;
  readonly actor: string;
  readonly taskId?: string;
  readonly detail?: Record<string, unknown>;
}

/** Stores a new state and moves the head to it, with the audit row: one statement. The dataset must be locked. @returns the id of the audit row */
export async function moveHeadTo(
  state: PreparedState,
  move: HeadMove,
  status: DatasetStatus | null,
  tx: Tx,
): Promise<string> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH ${insertStateSql(state.lineageId, state.id, state.root, state.objects, state.counts)},
    moved AS (
      UPDATE dataset SET head_state_id = ${state.id}::uuid, status = coalesce(${status}::dataset_status, status),
        active_task_id = CASE WHEN ${status}::text IS NULL THEN active_task_id END,
        status_before = CASE WHEN ${status}::text IS NULL THEN status_before END,
        fatal_error_msg = CASE WHEN ${status}::text IS NULL THEN fatal_error_msg END
      WHERE id = ${move.datasetId}::uuid
    ), event AS (
      INSERT INTO dataset_event (dataset_id, kind, actor, from_state, to_state, task_id, detail)
      VALUES (${move.datasetId}::uuid, ${move.kind}, ${move.actor}, ${move.fromStateId}::uuid, ${state.id}::uuid, ${move.taskId ?? null}::uuid, ${JSON.stringify(move.detail ?? {})}::jsonb)
      RETURNING id
    ), told AS (${notifySql(move.datasetId, "head")}) SELECT id::text AS id FROM event, told`;
  return rows[0]!.id;
}

export interface HeadEvent {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly detail: Record<string, unknown>;
  readonly from_state: string | null;
  readonly to_state: string | null;
  readonly created_at: string;
}

const EVENT = Prisma.sql`SELECT id::text AS id, kind, actor, detail, from_state, to_state, ${iso("created_at")} AS created_at FROM dataset_event`;

export async function findHeadEvent(datasetId: string, id: string, client: Db = db): Promise<HeadEvent | null> {
  const rows = await client.$queryRaw<
    HeadEvent[]
  >`${EVENT} WHERE dataset_id = ${datasetId}::uuid AND id = ${id}::bigint AND from_state IS NOT NULL AND to_state IS NOT NULL`;
  return rows[0] ?? null;
}

/**
 * Head moves after one snapshot was taken and not after another, newest first. A restore belongs behind the revision that
 * it saved, though both have the same moment. Null for no limit.
 */
export const findHeadEvents = (
  datasetId: string,
  after: { id: string; created_at: string } | null,
  until: string | null,
  limit: number,
): Promise<HeadEvent[]> =>
  db.$queryRaw`${EVENT} WHERE dataset_id = ${datasetId}::uuid AND to_state IS NOT NULL
    AND (${after?.created_at ?? null}::timestamptz IS NULL OR created_at > ${after?.created_at ?? null}::timestamptz OR detail->>'safety_snapshot' = ${after?.id ?? null})
    AND (${until}::timestamptz IS NULL OR (created_at <= ${until}::timestamptz)) ORDER BY id DESC LIMIT ${limit}`;

export async function setStatus(
  id: string,
  status: DatasetStatus,
  taskId: string | null,
  before: DatasetStatus | null,
  fatal: string | null,
  tx: Tx,
): Promise<void> {
  await tx.$queryRaw`
    WITH changed AS (
      UPDATE dataset SET status = ${status}::dataset_status, active_task_id = ${taskId}::uuid, status_before = ${before}::dataset_status, fatal_error_msg = ${fatal}
      WHERE id = ${id}::uuid
    ) ${notifySql(id, "status")}`;
}

export async function notifyDataset(id: string, kind: string, client: Db = db): Promise<void> {
  await client.$queryRaw(notifySql(id, kind));
}

export async function insertEvent(
  event: { datasetId: string; kind: string; actor: string; detail: Record<string, unknown> },
  tx: Tx,
): Promise<void> {
  await tx.$executeRaw`INSERT INTO dataset_event (dataset_id, kind, actor, detail)
    VALUES (${event.datasetId}::uuid, ${event.kind}, ${event.actor}, ${JSON.stringify(event.detail)}::jsonb)`;
}

export async function markDeleted(id: string, tx: Tx): Promise<void> {
  await tx.$executeRaw`UPDATE dataset SET deleted_at = clock_timestamp() WHERE id = ${id}::uuid`;
  await notifyDataset(id, "deleted", tx);
}

/** Drops a dataset that nobody has seen yet: a clone that failed or was aborted. */
export const deleteUnpublished = (id: string, tx: Tx) => tx.$executeRaw`
  DELETE FROM dataset WHERE id = ${id}::uuid AND NOT published`;

export const listMembers = (datasetId: string, client: Db = db): Promise<{ email: string; role: Role }[]> =>
  client.$queryRaw`SELECT u.email, m.role::text AS role FROM membership m JOIN app_user u ON u.id = m.user_id
    WHERE m.dataset_id = ${datasetId}::uuid ORDER BY m.role DESC, u.email`;

export const upsertMember = (datasetId: string, userId: string, role: Role, tx: Tx) =>
  tx.membership.upsert({
    where: { datasetId_userId: { datasetId, userId } },
    create: { datasetId, userId, role },
    update: { role },
  });

/** How many boxes each of these revisions holds. */
export const findBoxCounts = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ item_no: number; boxes: number }[]> =>
  db.$queryRaw`SELECT item_no, jsonb_array_length(payload) AS boxes FROM revision WHERE lineage_id = ${lineageId}::uuid AND facet = 'objects' AND revision_no = ANY(${[...revisions]}::int[])`;

/** sha256 of the first image of each dataset's head, for its cover. */
export async function findMediaOfItem(
  lineageId: string,
  itemNos: readonly number[],
  visible: (revisionNo: number) => boolean,
  client: Db = db,
): Promise<string | null> {
  const rows = await client.$queryRaw<{ revision_no: number; sha256: string }[]>`
    SELECT revision_no, encode(media_sha256, 'hex') AS sha256 FROM revision
    WHERE lineage_id = ${lineageId}::uuid AND item_no = ANY(${[...itemNos]}::int[]) AND facet = 'file' ORDER BY item_no`;
  return rows.find((row) => visible(row.revision_no))?.sha256 ?? null;
}
