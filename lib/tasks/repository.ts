import "server-only";
import { db, iso, Prisma } from "@/lib/db";
import { likePattern } from "@/lib/text";
import type { Role } from "@/lib/auth/roles";
import type { DatasetStatus } from "@/lib/operations/statuses";
import { HISTORY_DAYS, type ListTasksQuery, type TaskFiltersDto, type TaskStatus } from "./schema";
import { type TaskType } from "@/lib/operations/declarations";

export interface TaskRow {
  readonly id: string;
  readonly type: TaskType;
  readonly dataset_id: string;
  readonly dataset_name: string;
  readonly created_by: string;
  readonly created_by_id: string;
  readonly status: TaskStatus;
  readonly status_message: string;
  readonly progress: number;
  readonly error_message: string | null;
  readonly input: Record<string, unknown>;
  readonly result: unknown;
  readonly attempt: number;
  readonly source_snapshot_id: string | null;
  readonly start_time: string;
  readonly end_time: string | null;
}
export interface TaskView extends TaskRow {
  readonly dataset_status: DatasetStatus | null;
  readonly role: Role | null;
}

const COLUMNS = Prisma.sql`t.id, t.type::text AS type, t.dataset_id, t.dataset_name, t.created_by, t.created_by_id, t.status::text AS status, t.status_message,
  t.progress, t.error_message, t.input, t.result, t.attempt, t.source_snapshot_id, ${iso("t.start_time")} AS start_time, ${iso("t.end_time")} AS end_time`;

/** Ends tasks that waited for a day, so that lists do not fill with them. */
export const abortForgottenTasks = (): Promise<number> => db.$executeRaw`
  UPDATE task t SET status = 'ABORTED', status_message = 'Nothing came within a day', end_time = clock_timestamp()
  WHERE status = 'INITIALIZING' AND type = 'CUSTOM_METADATA' AND start_time < clock_timestamp() - interval '1 day'
    AND NOT EXISTS (SELECT 1 FROM dataset d WHERE d.active_task_id = t.id)`;

/** Takes a task for an attempt of one's own; null when it is over. */
export async function claimTask(id: string): Promise<TaskRow | null> {
  const rows = await db.$queryRaw<TaskRow[]>`
    UPDATE task t SET status = 'RUNNING', attempt = attempt + 1, status_message = 'Starting'
    WHERE id = ${id}::uuid AND status IN ('INITIALIZING', 'RUNNING') RETURNING ${COLUMNS}`;
  return rows[0] ?? null;
}

/** False when the task is no longer this attempt's to report on: aborted, or taken over by another worker. */
export async function reportProgress(task: TaskRow, progress: number, message: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    WITH changed AS (
      UPDATE task SET progress = ${Math.max(0, Math.min(99, Math.floor(progress)))}, status_message = ${message}
      WHERE id = ${task.id}::uuid AND attempt = ${task.attempt} AND status = 'RUNNING' RETURNING dataset_id
    ) SELECT pg_notify('stillframe', json_build_object('dataset_id', dataset_id, 'kind', 'progress')::text)::text FROM changed`;
  return rows.length > 0;
}

export async function isMine(task: TaskRow): Promise<boolean> {
  return (await db.task.count({ where: { id: task.id, attempt: task.attempt, status: "RUNNING" } })) > 0;
}

export async function isCompleted(id: string): Promise<boolean> {
  return (await db.task.count({ where: { id, status: "COMPLETED" } })) > 0;
}

const viewFrom = (userId: string) => Prisma.sql`
  FROM task t
  LEFT JOIN dataset d ON d.id = t.dataset_id AND d.deleted_at IS NULL
  LEFT JOIN membership m ON m.dataset_id = d.id AND m.user_id = ${userId}::uuid`;
/** A task is seen by who may see its dataset, and, once the dataset is gone, by who started it. */
const visibleTo = (userId: string) =>
  Prisma.sql`(m.role IS NOT NULL OR (d.id IS NULL AND t.created_by_id = ${userId}::uuid))`;

export async function findTask(id: string, userId: string): Promise<TaskView | null> {
  const rows = await db.$queryRaw<TaskView[]>`
    SELECT ${COLUMNS}, d.status::text AS dataset_status, m.role::text AS role ${viewFrom(userId)} WHERE t.id = ${id}::uuid AND ${visibleTo(userId)}`;
  return rows[0] ?? null;
}

const SORT_SQL: Record<ListTasksQuery["sort_by"], string> = {
  start_time: "t.start_time",
  status: "t.status::text",
  task_type: "t.type::text",
  dataset_name: "t.dataset_name",
  dataset_id: "t.dataset_id",
  created_by: "t.created_by",
};

export async function listTasks(userId: string, query: ListTasksQuery): Promise<{ tasks: TaskView[]; total: number }> {
  const conditions: Prisma.Sql[] = [visibleTo(userId)];
  if (query.dataset_id) conditions.push(Prisma.sql`t.dataset_id = ${query.dataset_id}::uuid`);
  if (query.dataset_name) conditions.push(Prisma.sql`t.dataset_name ILIKE ${likePattern(query.dataset_name)}`);
  if (query.task_type) conditions.push(Prisma.sql`t.type = ${query.task_type}::task_type`);
  if (query.task_status) conditions.push(Prisma.sql`t.status = ${query.task_status}::task_status`);
  if (query.created_by) conditions.push(Prisma.sql`t.created_by ILIKE ${likePattern(query.created_by)}`);
  if (!query.start_time_from && !query.start_time_to)
    conditions.push(Prisma.sql`t.start_time >= clock_timestamp() - make_interval(days => ${HISTORY_DAYS})`);
  if (query.start_time_from) conditions.push(Prisma.sql`t.start_time >= ${query.start_time_from}::timestamptz`);
  if (query.start_time_to) conditions.push(Prisma.sql`t.start_time <= ${query.start_time_to}::timestamptz`);
  const where = Prisma.join(conditions, " AND ");
  const order = Prisma.raw(
    `${SORT_SQL[query.sort_by]} ${query.sort_order === "asc" ? "ASC" : "DESC"}, t.start_time DESC, t.id`,
  );
  const [tasks, counted] = await Promise.all([
    db.$queryRaw<
      TaskView[]
    >`SELECT ${COLUMNS}, d.status::text AS dataset_status, m.role::text AS role ${viewFrom(userId)}
      WHERE ${where} ORDER BY ${order} LIMIT ${query.page_size} OFFSET ${(query.page - 1) * query.page_size}`,
    db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total ${viewFrom(userId)} WHERE ${where}`,
  ]);
  return { tasks, total: counted[0]!.total };
}

export async function listFilters(userId: string): Promise<TaskFiltersDto> {
  const rows = await db.$queryRaw<
    { type: TaskType; status: TaskStatus; created_by: string; dataset_id: string; dataset_name: string }[]
  >`
    SELECT DISTINCT t.type::text AS type, t.status::text AS status, t.created_by, t.dataset_id, t.dataset_name ${viewFrom(userId)} WHERE ${visibleTo(userId)}`;
  const unique = <T>(values: T[]) => [...new Set(values)].sort();
  return {
    task_types: unique(rows.map((row) => row.type)),
    task_statuses: unique(rows.map((row) => row.status)),
    created_by: unique(rows.map((row) => row.created_by)),
    datasets: [...new Map(rows.map((row) => [row.dataset_id, row.dataset_name]))].map(([dataset_id, dataset_name]) => ({
      dataset_id,
      dataset_name,
    })),
  };
}

export const beat = (workerId: string, pid: number) =>
  db.$executeRaw`INSERT INTO worker_heartbeat (worker_id, pid, seen_at) VALUES (${workerId}, ${pid}, clock_timestamp())
    ON CONFLICT (worker_id) DO UPDATE SET seen_at = clock_timestamp()`;
export const removeHeartbeat = (workerId: string) =>
  db.$executeRaw`DELETE FROM worker_heartbeat WHERE worker_id = ${workerId} OR seen_at < clock_timestamp() - interval '1 day'`;

/** Whether any worker reported within the last 10 seconds. */
export async function hasLiveWorker(): Promise<boolean> {
  const rows = await db.$queryRaw<
    unknown[]
  >`SELECT 1 FROM worker_heartbeat WHERE seen_at > clock_timestamp() - interval '10 seconds' LIMIT 1`;
  return rows.length > 0;
}
