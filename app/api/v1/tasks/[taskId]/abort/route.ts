import * as api from "@/lib/api/tasks";
import { route } from "@/lib/http";
import { abortTask, getTask } from "@/lib/tasks/service";

export const POST = route(api.abortTask, async ({ user, params }) => {
  await abortTask(user, params.taskId);
  return getTask(user, params.taskId);
});
