import "server-only";
import { db } from "@/lib/db";
import { all, change, columnsOf, first, from, iso, lit, sql, time, type Tables } from "@/lib/sql";
import { likePattern } from "@/lib/text";
import type { Role } from "@/lib/auth/roles";
import type { DatasetStatus } from "@/lib/operations/statuses";
import type { CurrentUser } from "@/lib/auth/service";
import { STARTING } from "./stopped";
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

const task = columnsOf<{ t: Tables["task"] }>();
const COLUMNS = [
  "t.id",
  "t.type",
  "t.dataset_id",
  "t.dataset_name",
  "t.created_by",
  "t.created_by_id",
  "t.status",
  "t.status_message",
  "t.progress",
  "t.error_message",
  task.ref("t.input").$castTo<Record<string, unknown>>().as("input"),
  task.ref("t.result").$castTo<unknown>().as("result"),
  "t.attempt",
  "t.source_snapshot_id",
  iso(task.ref("t.start_time")).as("start_time"),
  iso(task.ref("t.end_time")).as("end_time"),
] as const;

const now = sql<Date>`clock_timestamp()`;

/** Ends tasks that waited for a day, so that lists do not fill with them. */
export const abortForgottenTasks = (): Promise<number> =>
  change(
    from
      .updateTable("task as t")
      .set({ status: "ABORTED", status_message: "Nothing came within a day", end_time: now })
      .where("t.status", "=", lit("INITIALIZING"))
      .where("t.type", "=", lit("CUSTOM_METADATA"))
      .where("t.start_time", "<", sql<Date>`${now} - interval '1 day'`)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom("dataset as d").select("d.id").whereRef("d.active_task_id", "=", "t.id"))),
      ),
  );

/** Takes a task for an attempt of one's own; null when it is over. */
export const claimTask = (id: string): Promise<TaskRow | null> =>
  first(
    from
      .updateTable("task as t")
      .set((t) => ({ status: "RUNNING", attempt: t("t.attempt", "+", 1), status_message: STARTING }))
      .where("t.id", "=", id)
      .where("t.status", "in", [lit("INITIALIZING"), lit("RUNNING")])
      .returning(COLUMNS),
  );

/** False when the task is no longer this attempt's to report on: aborted, or taken over by another worker. */
export async function reportProgress(task: TaskRow, progress: number, message: string): Promise<boolean> {
  const told = await all(
    from
      .with("changed", (db) =>
        db
          .updateTable("task")
          .set({ progress: Math.max(0, Math.min(99, Math.floor(progress))), status_message: message })
          .where("id", "=", task.id)
          .where("attempt", "=", task.attempt)
          .where("status", "=", lit("RUNNING"))
          .returning("dataset_id"),
      )
      .selectFrom("changed")
      .select(
        sql<string>`pg_notify('stillframe', json_build_object('dataset_id', dataset_id, 'kind', 'progress')::text)::text`.as(
          "told",
        ),
      ),
  );
  return told.length > 0;
}

export async function isMine(task: TaskRow): Promise<boolean> {
  return (await db.task.count({ where: { id: task.id, attempt: task.attempt, status: "RUNNING" } })) > 0;
}

export async function isCompleted(id: string): Promise<boolean> {
  return (await db.task.count({ where: { id, status: "COMPLETED" } })) > 0;
}

type Reader = Pick<CurrentUser, "id" | "limits">;

/** A task is seen by who may see its dataset, and, once the dataset is gone, by who started it. */
const visibleTo = ({ id: userId, limits }: Reader) =>
  from
    .selectFrom("task as t")
    .leftJoin("dataset as d", (join) => join.onRef("d.id", "=", "t.dataset_id").on("d.deleted_at", "is", null))
    .leftJoin("membership as m", (join) => join.onRef("m.dataset_id", "=", "d.id").on("m.user_id", "=", userId))
    .where(({ eb, and, or }) =>
      and([
        or([eb("m.role", "is not", null), and([eb("d.id", "is", null), eb("t.created_by_id", "=", userId)])]),
        ...(limits?.datasetIds ? [eb("t.dataset_id", "in", [...limits.datasetIds])] : []),
      ]),
    );
const VIEW = [...COLUMNS, "d.status as dataset_status", "m.role"] as const;

export const findTask = (id: string, user: Reader): Promise<TaskView | null> =>
  first(visibleTo(user).select(VIEW).where("t.id", "=", id));

const SORT_COLUMNS = {
  start_time: "t.start_time",
  status: sql`t.status::text`,
  task_type: sql`t.type::text`,
  dataset_name: "t.dataset_name",
  dataset_id: "t.dataset_id",
  created_by: "t.created_by",
} as const satisfies Record<ListTasksQuery["sort_by"], unknown>;

export async function listTasks(user: Reader, query: ListTasksQuery): Promise<{ tasks: TaskView[]; total: number }> {
  let found = visibleTo(user);
  if (query.dataset_id) found = found.where("t.dataset_id", "=", query.dataset_id);
  if (query.dataset_name) found = found.where("t.dataset_name", "ilike", likePattern(query.dataset_name));
  if (query.task_type) found = found.where("t.type", "=", query.task_type);
  if (query.task_status) found = found.where("t.status", "=", query.task_status);
  if (query.created_by) found = found.where("t.created_by", "ilike", likePattern(query.created_by));
  if (!query.start_time_from && !query.start_time_to)
    found = found.where("t.start_time", ">=", sql<Date>`${now} - make_interval(days => ${HISTORY_DAYS})`);
  if (query.start_time_from) found = found.where("t.start_time", ">=", time(query.start_time_from));
  if (query.start_time_to) found = found.where("t.start_time", "<=", time(query.start_time_to));
  const [tasks, counted] = await Promise.all([
    all(
      found
        .select(VIEW)
        .orderBy(SORT_COLUMNS[query.sort_by], query.sort_order)
        .orderBy("t.start_time", "desc")
        .orderBy("t.id")
        .limit(query.page_size)
        .offset((query.page - 1) * query.page_size),
    ),
    first(found.select(sql<number>`count(*)::int`.as("total"))),
  ]);
  return { tasks, total: counted!.total };
}

export async function listFilters(user: Reader): Promise<TaskFiltersDto> {
  const rows = await all(
    visibleTo(user).select(["t.type", "t.status", "t.created_by", "t.dataset_id", "t.dataset_name"]).distinct(),
  );
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

export const beat = (workerId: string, pid: number): Promise<number> =>
  change(
    from
      .insertInto("worker_heartbeat")
      .values({ worker_id: workerId, pid, seen_at: now })
      .onConflict((there) => there.column("worker_id").doUpdateSet({ seen_at: now })),
  );

export const removeHeartbeat = (workerId: string): Promise<number> =>
  change(
    from
      .deleteFrom("worker_heartbeat")
      .where(({ eb, or }) =>
        or([eb("worker_id", "=", workerId), eb("seen_at", "<", sql<Date>`${now} - interval '1 day'`)]),
      ),
  );

/** Whether any worker reported within the last 10 seconds. */
export async function hasLiveWorker(): Promise<boolean> {
  const recent = from
    .selectFrom("worker_heartbeat")
    .select("worker_id")
    .where("seen_at", ">", sql<Date>`${now} - interval '10 seconds'`);
  return (await first(recent.limit(1))) !== null;
}
