import { db, iso, notifySql, Prisma, type Db, type Tx } from "@/lib/db";
import { insertTaskSql, likePattern, type NewTask } from "@/lib/tasks/repository";
import type { DatasetStatus } from "@/lib/datasets/rules";
import { movesBadge } from "./rules";
import type { ListSnapshotsQuery, SnapshotReason, UpdateSnapshotInput } from "./schema";

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

export async function findSnapshot(datasetId: string, id: string, client: Db = db): Promise<SnapshotRow | null> {
  const rows = await client.$queryRaw<
    SnapshotRow[]
  >`${SELECT} AND s.dataset_id = ${datasetId}::uuid AND ${namedBy(id)}`;
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

export interface NewSnapshot {
  readonly id: string;
  readonly datasetId: string;
  readonly name: string;
  readonly description: string;
  readonly reason: SnapshotReason;
  readonly stateId: string;
  readonly createdBy: string;
  readonly trainingModelId?: string | null;
  readonly trainingModelName?: string | null;
}

const insertSql = (snapshot: NewSnapshot) => Prisma.sql`new_snapshot AS (
  INSERT INTO snapshot (id, dataset_id, name, description, reason, state_id, created_by, training_model_id, training_model_name)
  VALUES (${snapshot.id}::uuid, ${snapshot.datasetId}::uuid, ${snapshot.name}, ${snapshot.description}, ${snapshot.reason}::snapshot_reason, ${snapshot.stateId}::uuid,
    ${snapshot.createdBy}, ${snapshot.trainingModelId ?? null}::uuid, ${snapshot.trainingModelName ?? null})
  RETURNING created_at
)`;

/** Inserts a snapshot, with the badge where its reason moves it and a finished task where one is given: one statement. @returns when it was created */
export async function insertSnapshot(snapshot: NewSnapshot, tx: Tx, finishedTask?: NewTask): Promise<string> {
  const badge = movesBadge(snapshot.reason)
    ? Prisma.sql`, badge AS (UPDATE dataset SET current_snapshot_id = ${snapshot.id}::uuid WHERE id = ${snapshot.datasetId}::uuid)`
    : Prisma.empty;
  const task = finishedTask
    ? Prisma.sql`, ${insertTaskSql(finishedTask, { status: "COMPLETED", message: "Snapshot created", result: { snapshot_id: snapshot.id } })}`
    : Prisma.empty;
  const rows = await tx.$queryRaw<{ created_at: string }[]>`
    WITH ${insertSql(snapshot)}${badge}${task},
    event AS (
      INSERT INTO dataset_event (dataset_id, kind, actor, detail)
      VALUES (${snapshot.datasetId}::uuid, 'snapshot', ${snapshot.createdBy}, ${JSON.stringify({ snapshot_id: snapshot.id, reason: snapshot.reason })}::jsonb)
    )
    SELECT ${iso("created_at")} AS created_at, pg_notify('stillframe', ${JSON.stringify({ dataset_id: snapshot.datasetId, kind: "snapshots" })})::text FROM new_snapshot`;
  return rows[0]!.created_at;
}

export interface HeadSwap {
  readonly datasetId: string;
  readonly kind: "restore" | "restore_undo";
  readonly actor: string;
  readonly taskId: string;
  readonly fromStateId: string;
  readonly toStateId: string;
  readonly fromSnapshotId: string | null;
  readonly toSnapshotId: string | null;
  readonly status: DatasetStatus;
  /** The revision of the current state that is saved first. */
  readonly safety: NewSnapshot | null;
}

/** Moves head and badge to an existing state, saving a revision first where one is given: one statement. */
export async function swapHead(swap: HeadSwap, tx: Tx): Promise<void> {
  const safety = swap.safety ? Prisma.sql`${insertSql(swap.safety)},` : Prisma.empty;
  const detail = {
    from_snapshot: swap.fromSnapshotId,
    to_snapshot: swap.toSnapshotId,
    safety_snapshot: swap.safety?.id ?? null,
  };
  await tx.$queryRaw`
    WITH ${safety} moved AS (
      UPDATE dataset SET head_state_id = ${swap.toStateId}::uuid, current_snapshot_id = ${swap.toSnapshotId}::uuid, status = ${swap.status}::dataset_status,
        active_task_id = NULL, status_before = NULL, fatal_error_msg = NULL
      WHERE id = ${swap.datasetId}::uuid
    ), event AS (
      INSERT INTO dataset_event (dataset_id, kind, actor, from_state, to_state, task_id, detail)
      VALUES (${swap.datasetId}::uuid, ${swap.kind}, ${swap.actor}, ${swap.fromStateId}::uuid, ${swap.toStateId}::uuid, ${swap.taskId}::uuid, ${JSON.stringify(detail)}::jsonb)
    ) ${notifySql(swap.datasetId, "head")}`;
}

export interface RestoreEvent {
  readonly from_state: string;
  readonly to_state: string;
  readonly detail: { from_snapshot: string | null; to_snapshot: string | null; safety_snapshot: string | null };
  readonly is_latest: boolean;
}

/** The head move that a restore task made, and whether any later one followed it. */
export async function findRestoreEvent(taskId: string, tx: Tx): Promise<RestoreEvent | null> {
  const rows = await tx.$queryRaw<RestoreEvent[]>`
    SELECT e.from_state, e.to_state, e.detail,
      NOT EXISTS (SELECT 1 FROM dataset_event l WHERE l.dataset_id = e.dataset_id AND l.id > e.id AND l.to_state IS NOT NULL) AS is_latest
    FROM dataset_event e WHERE e.task_id = ${taskId}::uuid AND e.kind = 'restore'`;
  return rows[0] ?? null;
}

export async function updateSnapshot(datasetId: string, id: string, input: UpdateSnapshotInput, tx: Tx): Promise<void> {
  await tx.$queryRaw`
    WITH changed AS (
      UPDATE snapshot SET name = coalesce(${input.name ?? null}, name), description = coalesce(${input.description ?? null}, description) WHERE id = ${id}::uuid
    ) ${notifySql(datasetId, "snapshots")}`;
}

export async function removeSnapshot(datasetId: string, id: string, actor: string, tx: Tx): Promise<void> {
  await tx.$queryRaw`
    WITH changed AS (UPDATE snapshot SET removed_at = clock_timestamp() WHERE id = ${id}::uuid),
    event AS (INSERT INTO dataset_event (dataset_id, kind, actor, detail) VALUES (${datasetId}::uuid, 'snapshot_remove', ${actor}, ${JSON.stringify({ snapshot_id: id })}::jsonb))
    ${notifySql(datasetId, "snapshots")}`;
}

export interface NewClone {
  readonly id: string;
  readonly lineageId: string;
  readonly stateId: string;
  readonly name: string;
  readonly description: string;
  readonly sourceType: string;
  readonly sourceDatasetId: string;
  readonly taskId: string;
  readonly userId: string;
  readonly email: string;
  readonly metadata: unknown;
}

/** The clone's dataset, not yet in anyone's inventory, held by its task. */
export async function insertCloneTarget(clone: NewClone, tx: Tx): Promise<void> {
  await tx.$executeRaw`
    WITH new_dataset AS (
      INSERT INTO dataset (id, lineage_id, display_name, description, source_type, source_dataset_id, status, status_before, active_task_id, head_state_id, published, metadata, created_by)
      VALUES (${clone.id}::uuid, ${clone.lineageId}::uuid, ${clone.name}, ${clone.description}, ${clone.sourceType}, ${clone.sourceDatasetId}::uuid, 'READ_ONLY', 'DRAFT', ${clone.taskId}::uuid,
        ${clone.stateId}::uuid, false, ${JSON.stringify(clone.metadata ?? {})}::jsonb, ${clone.email})
    )
    INSERT INTO membership (dataset_id, user_id, role) VALUES (${clone.id}::uuid, ${clone.userId}::uuid, 'OWNER')`;
}

/** Publishes a clone with its first snapshot. */
export async function publishClone(
  snapshot: NewSnapshot,
  status: DatasetStatus,
  taskId: string,
  tx: Tx,
): Promise<void> {
  await tx.$queryRaw`
    WITH ${insertSql(snapshot)}, published AS (
      UPDATE dataset SET published = true, status = ${status}::dataset_status, active_task_id = NULL, status_before = NULL, current_snapshot_id = ${snapshot.id}::uuid
      WHERE id = ${snapshot.datasetId}::uuid
    ), event AS (
      INSERT INTO dataset_event (dataset_id, kind, actor, to_state, task_id) VALUES (${snapshot.datasetId}::uuid, 'clone', ${snapshot.createdBy}, ${snapshot.stateId}::uuid, ${taskId}::uuid)
    ) ${notifySql(snapshot.datasetId, "published")}`;
}
