import * as api from "@/lib/api/tasks";
import { route } from "@/lib/http";
import { listTaskFilters } from "@/lib/tasks/service";

export const GET = route(api.listTaskFilters, ({ user }) => listTaskFilters(user));
