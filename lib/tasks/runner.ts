/**
 * The one runner: claims a task, runs its operation against the old head, and ends it in one transaction that moves the
 * head. A crash leaves the old head; another worker then runs the task again.
 */
import { lockDataset, setStatus, type DatasetView } from "@/lib/datasets/repository";
import { queuedTransaction, type Tx } from "@/lib/db";
import { AppError, describeError } from "@/lib/errors";
import { assertSound } from "@/lib/states/service";
import { DamagedObjectError } from "@/lib/versioning/objects";
import * as repository from "./repository";
import type { TaskRow } from "./repository";
import { releaseDataset } from "./service";
import type { TaskType } from "./schema";

export interface OperationContext {
  readonly task: TaskRow;
  /** Reports progress in percent. @throws TaskLostError when the task was aborted or taken over */
  progress(percent: number, message: string): Promise<void>;
  /** @throws TaskLostError */
  throwIfLost(): Promise<void>;
}

/** What the last transaction does, under the dataset's lock: move the head, set the status. Returns what is told of it. */
export type Commit = (tx: Tx, dataset: DatasetView) => Promise<{ message: string; result?: Record<string, unknown> }>;

export interface OperationDefinition {
  readonly type: TaskType;
  run(context: OperationContext): Promise<Commit>;
  /** Frees what only this task used; called once it is over, however it ended. */
  cleanUp?(task: TaskRow): Promise<void>;
}

/** The task is not this attempt's any more; everything it did so far is unreachable and will be collected. */
export class TaskLostError extends Error {}

const MAX_ATTEMPTS = 3;

export async function runTask(taskId: string, operations: ReadonlyMap<TaskType, OperationDefinition>): Promise<void> {
  const task = await repository.claimTask(taskId);
  if (!task) return;
  const operation = operations.get(task.type);
  const context: OperationContext = {
    task,
    async progress(percent, message) {
      if (!(await repository.reportProgress(task, percent, message))) throw new TaskLostError();
    },
    async throwIfLost() {
      if (!(await repository.isMine(task))) throw new TaskLostError();
    },
  };
  let over = true;
  try {
    if (!operation) throw new Error(`No operation is declared for ${task.type}`);
    if (task.attempt > MAX_ATTEMPTS)
      throw new Error(
        `The worker stopped ${MAX_ATTEMPTS} times while running this task; it is not tried again by itself`,
      );
    const commit = await operation.run(context);
    await completeTask(task, commit);
  } catch (error) {
    if (error instanceof TaskLostError) over = !(await repository.isMine({ ...task, attempt: task.attempt + 1 }));
    else await fail(task, error);
  } finally {
    if (over) await operation?.cleanUp?.(task).catch((error) => console.error("clean-up failed", error));
  }
}

/** The last transaction of a task. @throws TaskLostError */
export async function completeTask(task: TaskRow, commit: Commit): Promise<void> {
  await queuedTransaction(task.dataset_id, async (tx) => {
    const dataset = await lockDataset(task.dataset_id, task.created_by_id, tx);
    if (!dataset || dataset.active_task_id !== task.id) throw new TaskLostError();
    const { message, result } = await commit(tx, dataset);
    if (!(await repository.finishTask(task, { status: "COMPLETED", message, result }, tx))) throw new TaskLostError();
  });
}

async function fail(task: TaskRow, error: unknown): Promise<void> {
  if (!(error instanceof AppError)) console.error(`[task ${task.id}] ${task.type} failed`, error);
  const detail = describeError(error);
  await queuedTransaction(task.dataset_id, async (tx) => {
    const dataset = await lockDataset(task.dataset_id, task.created_by_id, tx);
    if (!(await repository.finishTask(task, { status: "FAILED", message: "Failed", error: detail }, tx))) return;
    if (dataset?.active_task_id !== task.id) return;
    const damage = error instanceof DamagedObjectError && dataset.published ? await headDamage(dataset) : null;
    if (damage) await setStatus(dataset.id, "ERROR", null, null, damage, tx);
    else await releaseDataset(dataset, tx);
  });
}

/** ERROR is for a dataset whose own head is damaged; a damaged snapshot is that snapshot's trouble. */
async function headDamage(dataset: DatasetView): Promise<string | null> {
  try {
    await assertSound(dataset.head_state_id);
    return null;
  } catch (error) {
    return `The current data fails its check: ${describeError(error)}. Restore a sound snapshot.`;
  }
}
