import * as api from "@/lib/api/tasks";
import { route } from "@/lib/http";
import { listTasks } from "@/lib/tasks/service";

export const GET = route(api.listTasks, ({ user, query }) => listTasks(user, query));
