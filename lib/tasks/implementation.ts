/** What an operation does in the worker, beside its declaration. */
import type { z } from "zod";
import { findDataset, type DatasetView } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import type { Effects } from "@/lib/commits/effects";
import type { TaskType } from "@/lib/operations/declarations";
import { taskTypeOf, type OperationDeclaration, type TaskDeclaration } from "@/lib/operations/define";
import type { TaskRow } from "./repository";

export type { TaskRow } from "./repository";

export interface OperationContext {
  readonly task: TaskRow;
  /** Reports progress in percent. @throws TaskLostError when the task was aborted or taken over */
  progress(percent: number, message: string): Promise<void>;
  /** @throws TaskLostError */
  throwIfLost(): Promise<void>;
}

/** The task is not this attempt's any more; everything it did so far is unreachable and will be collected. */
export class TaskLostError extends Error {}

/** The dataset that a task holds, as it is now. @throws TaskLostError when it is gone */
export async function requireHeld(task: TaskRow): Promise<DatasetView> {
  const dataset = await findDataset(task.dataset_id, task.created_by_id);
  if (!dataset) throw new TaskLostError();
  return dataset;
}

/** How a task ends: what happens to the dataset that it holds, and what is told of it. */
export interface Outcome {
  readonly effects: Omit<Effects, "endsTask">;
  readonly message: string;
  readonly result?: object;
}

/** Decides the outcome on the dataset as it is when the task ends. Everything that takes time was done before. */
export type Finish = (dataset: DatasetView) => Promise<Outcome> | Outcome;

export interface OperationDefinition {
  readonly type: TaskType;
  run(context: OperationContext): Promise<Finish>;
  /** Starts it again as a new task, under today's checks. */
  retry(user: CurrentUser, datasetId: string, input: unknown): Promise<{ task_id: string }>;
  /** Frees what only this task used; called once it is over, however it ended. */
  cleanUp?(task: TaskRow): Promise<void>;
}

type WithTask = OperationDeclaration & { readonly task: TaskDeclaration };

/** Ties what an operation does to its declaration: its input is parsed before anything reads it. */
export function implement<const D extends WithTask>(
  declaration: D,
  does: {
    run(context: OperationContext, input: z.output<D["task"]["input"]>): Promise<Finish>;
    retry(user: CurrentUser, datasetId: string, input: z.output<D["task"]["input"]>): Promise<{ task_id: string }>;
    /** @param input null when what is on record cannot be read */
    cleanUp?(task: TaskRow, input: z.output<D["task"]["input"]> | null): Promise<void>;
  },
): OperationDefinition {
  const parse = (input: unknown) => declaration.task.input.parse(input) as z.output<D["task"]["input"]>;
  const { cleanUp } = does;
  return {
    type: taskTypeOf(declaration.name) as TaskType,
    run: (context) => does.run(context, parse(context.task.input)),
    retry: async (user, datasetId, input) => does.retry(user, datasetId, parse(input)),
    ...(cleanUp && {
      cleanUp: (task: TaskRow) => {
        const parsed = declaration.task.input.safeParse(task.input);
        return cleanUp(task, parsed.success ? (parsed.data as z.output<D["task"]["input"]>) : null);
      },
    }),
  };
}
