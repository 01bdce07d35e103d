/** Tasks whose dataset is gone: there is nothing to lock, and nothing that could disagree with them. */
import "server-only";
import type { NewTask, TaskEnd } from "./effects";
import * as repository from "./repository";

export async function endOrphan(task: { readonly id: string; readonly attempt: number }, end: TaskEnd): Promise<void> {
  await repository.endOrphanedTask(task.id, task.attempt, end);
}

/** False when it is over already. */
export const abortOrphan = (taskId: string, message: string): Promise<boolean> =>
  repository.endOrphanedTask(taskId, null, { status: "ABORTED", message });

/** Records a task that failed before it held anything. */
export const recordFailedTask = (task: NewTask, message: string, error: string): Promise<void> =>
  repository.insertEndedTask(task, { status: "FAILED", message, error });
