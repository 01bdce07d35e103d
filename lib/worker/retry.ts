import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { ConflictError } from "@/lib/errors";
import { requireTask } from "@/lib/tasks/service";
import { operations } from "./operations";

/** Starts a failed or aborted task again, as a new task under today's checks. */
export async function retryTask(user: CurrentUser, id: string): Promise<{ task_id: string }> {
  const task = await requireTask(user, id);
  if (task.status !== "FAILED" && task.status !== "ABORTED")
    throw new ConflictError("Only a failed or aborted task can be retried");
  const operation = operations.get(task.type);
  if (!operation)
    throw new ConflictError("This kind of task cannot be retried; start it again from the dataset's page");
  return operation.retry(user, task.dataset_id, task.input);
}
