import { z } from "zod";
import { TASK_TYPES } from "@/lib/operations/declarations";
import { countField, timeField, uuidField } from "@/lib/validation";
import { STATUSES } from "@/lib/operations/statuses";

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

export const taskDto = z
  .strictObject({
    task_id: uuidField,
    dataset_id: uuidField,
    dataset_name: z.string(),
    dataset_status: z
      .enum(STATUSES)
      .nullable()
      .describe("Underscores, as tasks spell it; null once the dataset is gone."),
    created_by: z.string(),
    task_type: z.enum(TASK_TYPES),
    status: z.enum(TASK_STATUSES),
    status_message: z.string(),
    progress_percentage: z.number(),
    error_message: z.string().nullable(),
    start_time: timeField,
    end_time: timeField.nullable(),
    result: z.unknown(),
    can: z.strictObject({
      abort: z.string().nullable(),
      retry: z.string().nullable(),
      undo: z.string().nullable(),
    }),
  })
  .meta({ id: "Task" });
export type TaskDto = z.infer<typeof taskDto>;

export const taskPage = z
  .strictObject({
    tasks: z.array(taskDto),
    total: countField,
    page: countField,
    page_size: countField,
  })
  .meta({ id: "TaskPage" });
export type TaskPage = z.infer<typeof taskPage>;

export const taskFiltersDto = z.strictObject({
  task_types: z.array(z.enum(TASK_TYPES)),
  task_statuses: z.array(z.enum(TASK_STATUSES)),
  created_by: z.array(z.string()),
  datasets: z.array(
    z.strictObject({
      dataset_id: uuidField,
      dataset_name: z.string(),
    }),
  ),
});
export type TaskFiltersDto = z.infer<typeof taskFiltersDto>;
