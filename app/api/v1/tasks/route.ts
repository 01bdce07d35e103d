import { parseQuery, route } from "@/lib/http";
import { listTasksQuery } from "@/lib/tasks/schema";
import { listTasks } from "@/lib/tasks/service";

export const GET = route(async (request, { user }) =>
  Response.json(await listTasks(user, parseQuery(request, listTasksQuery))),
);
