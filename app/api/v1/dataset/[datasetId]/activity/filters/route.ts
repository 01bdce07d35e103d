import * as api from "@/lib/api/activity";
import { listActivityFilters } from "@/lib/activity/service";
import { route } from "@/lib/http";

export const GET = route(api.listActivityFilters, ({ user, params }) => listActivityFilters(user, params.datasetId));
