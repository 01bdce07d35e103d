import { route } from "@/lib/http";
import { listTaskFilters } from "@/lib/tasks/service";

export const GET = route(async (_request, { user }) => Response.json(await listTaskFilters(user)));
