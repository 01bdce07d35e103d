import { exportQuery } from "@/lib/exports/schema";
import { startExport } from "@/lib/exports/service";
import { parseQuery, route } from "@/lib/http";

/** Starts an export; `export_status` tells when its file can be downloaded. */
export const GET = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { task_id } = await startExport(user, params.datasetId, parseQuery(request, exportQuery));
  return Response.json({ id: task_id, status: "INITIALIZING" });
});
