import { route } from "@/lib/http";
import { refreshMetrics } from "@/lib/statistics/refresh";

/** 202 with the task's Location where files are read again. */
export const POST = route<{ datasetId: string }>(async (_request, { user, params }) => {
  const refreshed = await refreshMetrics(user, params.datasetId);
  return refreshed.task_id === null
    ? Response.json(refreshed)
    : Response.json(refreshed, { status: 202, headers: { location: `/api/v1/tasks/${refreshed.task_id}` } });
});
