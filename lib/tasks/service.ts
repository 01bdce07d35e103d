/** Starting, watching, aborting tasks. What a task does is declared by its operation; `runner.ts` runs it. */
import { randomUUID } from "node:crypto";
import { assertAllowed, refusalOf } from "@/lib/auth/roles";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteUnpublished, lockDataset, setStatus, type DatasetView } from "@/lib/datasets/repository";
import { queuedTransaction, type Tx } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { insertSnapshot } from "@/lib/snapshots/repository";
import * as repository from "./repository";
import type { TaskView } from "./repository";
import {
  isActive,
  type ListTasksQuery,
  type TaskDto,
  type TaskFiltersDto,
  type TaskPage,
  type TaskType,
} from "./schema";

const TYPE_WORDS: Record<TaskType, string> = {
  DATASET_CREATION: "dataset creation",
  MEDIA_ADDITION: "media addition",
  REINDEX: "re-index",
  ENRICHMENT: "enrichment",
  CUSTOM_METADATA: "custom metadata import",
  LABEL_PROPAGATION: "label propagation",
  SNAPSHOT_CREATE: "snapshot create",
  SNAPSHOT_RESTORE: "snapshot restore",
  SNAPSHOT_CLONE: "snapshot clone",
  EXPORT: "export",
  MERGE: "merge",
};
const NOT_RETRIABLE: readonly TaskType[] = ["EXPORT", "SNAPSHOT_CREATE"];

function present(task: TaskView): TaskDto {
  const refusal = refusalOf(task.role, "task.control");
  const over = isActive(task.status) ? null : "This task is over.";
  const retriable = task.status === "FAILED" || task.status === "ABORTED";
  return {
    task_id: task.id,
    dataset_id: task.dataset_id,
    dataset_name: task.dataset_name,
    dataset_status: task.dataset_status,
    created_by: task.created_by,
    task_type: task.type,
    status: task.status,
    status_message: task.status_message,
    progress_percentage: task.progress,
    error_message: task.error_message,
    start_time: task.start_time,
    end_time: task.end_time,
    result: task.result,
    can: {
      abort: task.dataset_status === null && task.role === null ? over : (refusal ?? over),
      retry: !retriable
        ? "Only a failed or aborted task can be retried."
        : NOT_RETRIABLE.includes(task.type)
          ? "Start it again from the dataset's page."
          : task.type === "SNAPSHOT_CLONE"
            ? null
            : refusal,
      undo:
        refusal ??
        (task.type === "SNAPSHOT_RESTORE" && task.status === "COMPLETED"
          ? null
          : "Only a completed restore can be undone."),
    },
  };
}

/** Holds the dataset for a task, in the caller's transaction and under its lock. */
export async function startTask(
  tx: Tx,
  user: CurrentUser,
  dataset: DatasetView,
  start: {
    type: TaskType;
    input: Record<string, unknown>;
    status: "READ_ONLY" | "INDEXING";
    sourceSnapshotId?: string;
    takesRevision: boolean;
    waitingTaskId?: string;
  },
): Promise<string> {
  const taskId = start.waitingTaskId ?? randomUUID();
  if (start.takesRevision && dataset.snapshots_enabled) {
    await insertSnapshot(
      {
        id: randomUUID(),
        datasetId: dataset.id,
        name: `Before ${TYPE_WORDS[start.type]}`,
        description: "Saved automatically before the operation.",
        reason: "auto",
        stateId: dataset.head_state_id,
        createdBy: user.email,
      },
      tx,
    );
  }
  if (start.waitingTaskId) {
    if (!(await repository.queueWaitingTask(taskId, start.input, tx)))
      throw new ConflictError("This task is over, or has started already");
  } else
    await repository.insertTask(
      {
        id: taskId,
        type: start.type,
        datasetId: dataset.id,
        datasetName: dataset.display_name,
        user,
        input: start.input,
        sourceSnapshotId: start.sourceSnapshotId,
      },
      tx,
    );
  await setStatus(dataset.id, start.status, taskId, dataset.status, dataset.fatal_error_msg, tx);
  return taskId;
}

/** Puts a dataset back as it was before its task; a clone's dataset, which nobody has seen yet, goes away. */
export async function releaseDataset(dataset: DatasetView, tx: Tx): Promise<void> {
  if (!dataset.published) await deleteUnpublished(dataset.id, tx);
  else await setStatus(dataset.id, dataset.status_before ?? "READY", null, null, dataset.fatal_error_msg, tx);
}

export async function listTasks(user: CurrentUser, query: ListTasksQuery): Promise<TaskPage> {
  const { tasks, total } = await repository.listTasks(user.id, query);
  return { tasks: tasks.map(present), total, page: query.page, page_size: query.page_size };
}

export async function getTask(user: CurrentUser, id: string): Promise<TaskDto> {
  return present(await requireTask(user, id));
}

export async function requireTask(user: CurrentUser, id: string): Promise<TaskView> {
  const task = await repository.findTask(id, user.id);
  if (!task) throw new NotFoundError("Task");
  return task;
}

export const listTaskFilters = (user: CurrentUser): Promise<TaskFiltersDto> => repository.listFilters(user.id);

/** Aborts a task and puts its dataset back; the worker only obeys. @throws ConflictError once it is over */
export async function abortTask(user: CurrentUser, id: string): Promise<void> {
  const task = await requireTask(user, id);
  await queuedTransaction(task.dataset_id, async (tx) => {
    const dataset = await lockDataset(task.dataset_id, user.id, tx);
    if (dataset) assertAllowed(dataset.role, "task.control");
    if (!(await repository.abortTask(id, tx))) throw new ConflictError("This task is over and cannot be aborted");
    if (dataset?.active_task_id === id) await releaseDataset(dataset, tx);
  });
}
