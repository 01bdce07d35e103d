import * as api from "@/lib/api/tasks";
import { route } from "@/lib/http";
import { retryTask } from "@/lib/worker/retry";

/** Starts it again as a new task. */
export const POST = route(api.retryTask, ({ user, params }) => retryTask(user, params.taskId));
