import { z } from "zod";
import { TASK_TYPES, type TaskType } from "@/lib/operations/declarations";
import { uuidField } from "@/lib/validation";
import type { DatasetStatus } from "@/lib/operations/statuses";

export const TASK_STATUSES = ["INITIALIZING", "RUNNING", "COMPLETED", "FAILED", "ABORTED"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];
export const isActive = (status: TaskStatus): boolean => status === "INITIALIZING" || status === "RUNNING";

/** Tasks are listed for this long, unless a time is asked for; their rows stay. */
export const HISTORY_DAYS = 14;
/** What of the Task Manager lives in its address. */
export const VIEW_PARAMETERS = [
  "dataset_id",
  "task_type",
  "task_status",
  "created_by",
  "start_time_from",
  "sort_by",
  "sort_order",
  "page",
] as const;
export type ViewParameter = (typeof VIEW_PARAMETERS)[number];

export const SORT_COLUMNS = ["start_time", "status", "task_type", "dataset_name", "dataset_id", "created_by"] as const;

const time = z.iso.datetime({ offset: true, local: true, error: "This is not an ISO 8601 time" });

export const listTasksQuery = z.strictObject({
  dataset_id: uuidField.optional(),
  dataset_name: z.string().max(255).optional(),
  task_type: z.enum(TASK_TYPES).optional(),
  task_status: z.enum(TASK_STATUSES).optional(),
  created_by: z.string().max(320).optional(),
  start_time_from: time.optional(),
  start_time_to: time.optional(),
  sort_by: z.enum(SORT_COLUMNS).default("start_time"),
  sort_order: z.enum(["asc", "desc"]).default("desc"),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(5).max(50).default(20),
});
export type ListTasksQuery = z.infer<typeof listTasksQuery>;

export interface TaskDto {
  readonly task_id: string;
  readonly dataset_id: string;
  readonly dataset_name: string;
  /** Underscores, as tasks spell it; null once the dataset is gone. */
  readonly dataset_status: DatasetStatus | null;
  readonly created_by: string;
  readonly task_type: TaskType;
  readonly status: TaskStatus;
  readonly status_message: string;
  readonly progress_percentage: number;
  readonly error_message: string | null;
  readonly start_time: string;
  readonly end_time: string | null;
  readonly result: unknown;
  readonly can: { readonly abort: string | null; readonly retry: string | null; readonly undo: string | null };
}

export interface TaskPage {
  readonly tasks: TaskDto[];
  readonly total: number;
  readonly page: number;
  readonly page_size: number;
}

export interface TaskFiltersDto {
  readonly task_types: TaskType[];
  readonly task_statuses: TaskStatus[];
  readonly created_by: string[];
  readonly datasets: { readonly dataset_id: string; readonly dataset_name: string }[];
}
