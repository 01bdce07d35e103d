import { route } from "@/lib/http";
import { retryTask } from "@/lib/tasks/retry";

export const POST = route<{ taskId: string }>(async (_request, { user, params }) => Response.json(await retryTask(user, params.taskId), { status: 202 }));
