import { route } from "@/lib/http";
import { getTask } from "@/lib/tasks/service";

export const GET = route<{ taskId: string }>(async (_request, { user, params }) =>
  Response.json(await getTask(user, params.taskId)),
);
