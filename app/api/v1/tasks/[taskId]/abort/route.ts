import { route } from "@/lib/http";
import { abortTask, getTask } from "@/lib/tasks/service";

export const POST = route<{ taskId: string }>(async (_request, { user, params }) => {
  await abortTask(user, params.taskId);
  return Response.json(await getTask(user, params.taskId));
});
