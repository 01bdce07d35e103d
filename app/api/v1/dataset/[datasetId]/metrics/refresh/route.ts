import * as api from "@/lib/api/statistics";
import { route, taskAddress } from "@/lib/http";
import { refreshMetrics } from "@/lib/statistics/refresh";

export const POST = route(api.refreshMetrics, async ({ user, params }) => {
  const refreshed = await refreshMetrics(user, params.datasetId);
  return refreshed.task_id === null
    ? Response.json(refreshed)
    : Response.json(refreshed, { status: 202, headers: { location: taskAddress(refreshed.task_id) } });
});
