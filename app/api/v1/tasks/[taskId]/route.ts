import * as api from "@/lib/api/tasks";
import { route } from "@/lib/http";
import { getTask } from "@/lib/tasks/service";

export const GET = route(api.getTask, ({ user, params }) => getTask(user, params.taskId));
