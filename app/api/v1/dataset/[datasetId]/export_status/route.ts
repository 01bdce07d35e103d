import { exportStatusQuery } from "@/lib/exports/schema";
import { exportStatus } from "@/lib/exports/service";
import { parseQuery, route } from "@/lib/http";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { export_task_id } = parseQuery(request, exportStatusQuery);
  return Response.json(await exportStatus(user, params.datasetId, export_task_id));
});
