import "server-only";
import { randomUUID } from "node:crypto";
import type { DatasetView } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { OPERATIONS, type Operation, type TaskType, type WorkerOperation } from "@/lib/operations/declarations";
import { taskTypeOf, type OperationDeclaration } from "@/lib/operations/define";
import { automaticSnapshot } from "./automatic-snapshot";
import { commit } from "./gate";

export interface StartedOperation {
  readonly input: Record<string, unknown>;
  readonly sourceSnapshotId?: string;
  /** A task that waited for its input, and gets it now. */
  readonly waitingTaskId?: string;
  /** Other datasets that the decision rests on. */
  readonly unchanged?: readonly DatasetView[];
}

/**
 * Holds the dataset for a task and queues its job. What it holds and whether an automatic snapshot is saved first is declared
 * with the operation. @param decide checks what only this operation asks for, and gives what the task will read
 */
export function startOperation(
  user: CurrentUser,
  datasetId: string,
  name: WorkerOperation,
  decide: (dataset: DatasetView) => Promise<StartedOperation> | StartedOperation,
): Promise<{ task_id: string }> {
  return commit(user, datasetId, name, async (dataset) => {
    const { input, sourceSnapshotId, waitingTaskId, unchanged } = await decide(dataset);
    return startedBy(user, dataset, name, { input, sourceSnapshotId, waitingTaskId, unchanged });
  });
}

/** The decision that starts an operation, for those that sometimes decide otherwise. */
export function startedBy(
  user: CurrentUser,
  dataset: DatasetView,
  name: WorkerOperation,
  {
    input,
    sourceSnapshotId,
    waitingTaskId,
    unchanged,
  }: { [K in keyof StartedOperation]: StartedOperation[K] | undefined },
) {
  const { task }: OperationDeclaration = OPERATIONS[name as Operation];
  const taskId = waitingTaskId ?? randomUUID();
  // A draft has nothing that could be saved.
  const saves = task!.savesFirst && dataset.snapshots_enabled && dataset.status !== "DRAFT";
  return {
    effects: {
      status: { to: task!.holds!, heldBy: { taskId, before: dataset.status } },
      ...(saves ? { snapshot: automaticSnapshot(dataset, task!.words.noun, user.email) } : {}),
      ...(waitingTaskId === undefined
        ? {
            task: {
              id: taskId,
              type: taskTypeOf(name) as TaskType,
              datasetId: dataset.id,
              datasetName: dataset.display_name,
              user,
              input: input ?? {},
              sourceSnapshotId,
            },
          }
        : { queuesTask: { id: waitingTaskId, input: input ?? {} } }),
      ...(unchanged ? { unchanged } : {}),
      tells: "status" as const,
    },
    answer: () => ({ task_id: taskId }),
  };
}
