/** Watching and aborting tasks. They are started by lib/commits and run by lib/worker. */
import "server-only";
import { assertInScope, limitedRole, type Limited } from "@/lib/auth/limits";
import { assertAllowed, refusalOf } from "@/lib/auth/roles";
import type { CurrentUser } from "@/lib/auth/service";
import { commitForTask, type Decision } from "@/lib/commits/gate";
import { abortOrphan } from "@/lib/commits/orphans";
import { releaseEffects } from "@/lib/commits/release";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { taskOperation, type TaskType } from "@/lib/operations/declarations";
import type { TaskDeclaration } from "@/lib/operations/define";
import * as repository from "./repository";
import type { TaskView } from "./repository";
import { stoppedAt } from "./stopped";
import { isActive, type ListTasksQuery, type TaskDto, type TaskFiltersDto, type TaskPage } from "./schema";

/** With the role that this user has on its dataset here. */
const seenBy = (user: Limited, task: TaskView): TaskView => ({
  ...task,
  role: limitedRole(user, task.dataset_id, task.role),
});

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
        : (retryRefusal(task.type) ??
          // The dataset that a clone would have made is gone; who may clone is asked of its source.
          (task.type === "SNAPSHOT_CLONE" ? null : refusal)),
      undo:
        refusal ??
        (task.status === "COMPLETED" && isUndoable(task)
          ? null
          : "Only a completed restore, import of annotations, or merge back can be undone."),
    },
  };
}

const declared = (type: TaskType): TaskDeclaration | undefined => taskOperation(type)?.task;
const retryRefusal = (type: TaskType): string | null => {
  const task = declared(type);
  return task ? (task.retry ?? null) : "Start it again from the dataset's page.";
};
function isUndoable({ type, result }: Pick<TaskView, "type" | "result">): boolean {
  const undoable = declared(type)?.undoable ?? false;
  return typeof undoable === "function" ? undoable(result) : undoable;
}

export async function listTasks(user: CurrentUser, query: ListTasksQuery): Promise<TaskPage> {
  const { tasks, total } = await repository.listTasks(user, query);
  return {
    tasks: tasks.map((task) => present(seenBy(user, task))),
    total,
    page: query.page,
    page_size: query.page_size,
  };
}

export async function getTask(user: CurrentUser, id: string): Promise<TaskDto> {
  return present(await requireTask(user, id));
}

export async function requireTask(user: CurrentUser, id: string): Promise<TaskView> {
  const task = await repository.findTask(id, user);
  if (!task) throw new NotFoundError("Task");
  return seenBy(user, task);
}

export const listTaskFilters = (user: CurrentUser): Promise<TaskFiltersDto> => repository.listFilters(user);

/** Aborts a task and puts its dataset back; the worker only obeys. @throws ConflictError once it is over */
export async function abortTask(user: CurrentUser, id: string): Promise<void> {
  const seen = await requireTask(user, id);
  const message = stoppedAt(seen.status === "RUNNING" ? seen.status_message : null);
  const isOver = () => new ConflictError("This task is over and cannot be aborted");
  await commitForTask(
    seen.dataset_id,
    user.id,
    async (dataset): Promise<Decision<void>> => {
      assertInScope(user, dataset.role, "task.control");
      assertAllowed(dataset.role, "task.control");
      if (!isActive((await requireTask(user, id)).status)) throw isOver();
      const released = dataset.active_task_id === id ? releaseEffects(dataset) : { tells: "task" as const };
      return { effects: { ...released, abortsTask: { id, message } }, answer: () => undefined };
    },
    async () => {
      if (!(await abortOrphan(id, message))) throw isOver();
    },
  );
}
