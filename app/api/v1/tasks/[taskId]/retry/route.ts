import { accepted, route } from "@/lib/http";
import { retryTask } from "@/lib/worker/retry";

/** Starts it again as a new task. */
export const POST = route<{ taskId: string }>(async (_request, { user, params }) =>
  accepted((await retryTask(user, params.taskId)).task_id),
);
