import * as api from "@/lib/api/statistics";
import { route } from "@/lib/http";
import { getMetrics } from "@/lib/statistics/refresh";

export const GET = route(api.getMetrics, ({ user, params }) => getMetrics(user, params.datasetId));
