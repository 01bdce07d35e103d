/** Running a task: one worker claims it and reports on it, until it is over or somebody else has it. */
import "server-only";
import * as repository from "./repository";
import type { TaskRow } from "./repository";

/** Takes a task for an attempt of one's own; null when it is over. */
export const claimTask = (id: string): Promise<TaskRow | null> => repository.claimTask(id);
/** False when the task is no longer this attempt's to report on: aborted, or taken over by another worker. */
export const reportProgress = (task: TaskRow, percent: number, message: string): Promise<boolean> =>
  repository.reportProgress(task, percent, message);
export const isMine = (task: TaskRow): Promise<boolean> => repository.isMine(task);
/** Whether a task came to its end as it should; what it used can then go. */
export const isCompleted = (id: string): Promise<boolean> => repository.isCompleted(id);
