/**
 * The one runner: claims a task, runs its operation against the old head, and ends it in one statement that moves the head.
 * A crash leaves the old head; another worker then runs the task again.
 */
import "server-only";
import type { DatasetView } from "@/lib/access/service";
import { nothingToDo, commitForTask, type Decision } from "@/lib/commits/gate";
import { endOrphan } from "@/lib/commits/orphans";
import { releaseEffects } from "@/lib/commits/release";
import type { TaskEnd } from "@/lib/commits/effects";
import { describeError, OperationFailedError } from "@/lib/errors";
import { taskOperation, type TaskType } from "@/lib/operations/declarations";
import type { TaskDeclaration } from "@/lib/operations/define";
import { assertSound } from "@/lib/states/service";
import {
  TaskLostError,
  type Finish,
  type OperationContext,
  type OperationDefinition,
  type TaskRow,
} from "@/lib/tasks/implementation";
import { claimTask, isMine, reportProgress } from "@/lib/tasks/attempts";
import { stoppedAt } from "@/lib/tasks/stopped";
import { storable, storableWithin } from "@/lib/text";
import { DamagedObjectError } from "@/lib/versioning/objects";

const MAX_ATTEMPTS = 3;

export async function runTask(taskId: string, operations: ReadonlyMap<TaskType, OperationDefinition>): Promise<void> {
  const task = await claimTask(taskId);
  if (!task) return;
  const operation = operations.get(task.type);
  let lastStep: string | null = null;
  const context: OperationContext = {
    task,
    async progress(percent, message) {
      if (!(await reportProgress(task, percent, storable(message)))) throw new TaskLostError();
      lastStep = message;
    },
    async throwIfLost() {
      if (!(await isMine(task))) throw new TaskLostError();
    },
  };
  let over = true;
  try {
    if (!operation) throw new OperationFailedError(`No operation is declared for ${task.type}`);
    if (task.attempt > MAX_ATTEMPTS)
      throw new OperationFailedError(
        `The worker stopped ${MAX_ATTEMPTS} times while running this task; it is not tried again by itself`,
      );
    await completeTask(task, await operation.run(context));
  } catch (error) {
    if (error instanceof TaskLostError) over = !(await isMine({ ...task, attempt: task.attempt + 1 }));
    else await failTask(task, lastStep, error);
  } finally {
    if (over) await operation?.cleanUp?.(task).catch((error) => console.error("clean-up failed", error));
  }
}

/** @throws TaskLostError when the task was aborted, or taken over by another worker */
export async function completeTask(task: TaskRow, finish: Finish): Promise<void> {
  const lost = () => Promise.reject(new TaskLostError());
  const { reads }: Partial<TaskDeclaration> = taskOperation(task.type)?.task ?? {};
  let tries = 0;
  await commitForTask(
    task.dataset_id,
    task.created_by_id,
    async (dataset): Promise<Decision<null>> => {
      // The write compares the attempt by itself; one that did not come through may mean that somebody else has the task.
      tries += 1;
      if ((!reads && dataset.active_task_id !== task.id) || (tries > 1 && !(await isMine(task))))
        throw new TaskLostError();
      const { effects, message, result } = await finish(dataset);
      return {
        effects: { ...effects, endsTask: endOf(task, { status: "COMPLETED", message, result }) },
        answer: () => null,
      };
    },
    lost,
  );
}

/** What is told quotes names and contents of files, which may hold what the database does not take. */
const endOf = (task: TaskRow, end: TaskEnd) => ({ id: task.id, attempt: task.attempt, end: storableWithin(end) });

async function failTask(task: TaskRow, lastStep: string | null, error: unknown): Promise<void> {
  const end: TaskEnd = {
    status: "FAILED",
    message: stoppedAt(lastStep),
    error: describeError(error, `${task.type} ${task.id}`),
  };
  const damaged = error instanceof DamagedObjectError;
  await commitForTask(
    task.dataset_id,
    task.created_by_id,
    async (dataset): Promise<Decision<void>> => {
      if (!(await isMine(task))) return nothingToDo(undefined);
      const effects =
        dataset.active_task_id === task.id
          ? await releasedAfter(dataset, damaged)
          : // The task waited for more and never held the dataset.
            { tells: "task" as const };
      return { effects: { ...effects, endsTask: endOf(task, end) }, answer: () => undefined };
    },
    () => endOrphan(task, end),
  );
}

async function releasedAfter(dataset: DatasetView, damaged: boolean) {
  const damage = damaged && dataset.published ? await headDamage(dataset) : null;
  return damage === null
    ? releaseEffects(dataset)
    : { status: { to: "ERROR" as const, fatalError: damage }, tells: "status" as const };
}

/** ERROR is for a dataset whose own head is damaged; a damaged snapshot is that snapshot's trouble. */
async function headDamage(dataset: DatasetView): Promise<string | null> {
  try {
    await assertSound(dataset.head_state_id);
    return null;
  } catch (error) {
    if (!(error instanceof DamagedObjectError)) throw error;
    return `The current data fails its check: ${error.message}. Restore a sound snapshot.`;
  }
}
