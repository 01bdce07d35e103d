import { exportQuery, selectedExportInput } from "@/lib/exports/schema";
import { startExport } from "@/lib/exports/service";
import { parseBody, parseQuery, route } from "@/lib/http";

const started = ({ task_id }: { readonly task_id: string }) => Response.json({ id: task_id, status: "INITIALIZING" });

/** Starts an export; `export_status` tells when its file can be downloaded. */
export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  started(await startExport(user, params.datasetId, parseQuery(request, exportQuery))),
);

/** The same of selected items. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  started(await startExport(user, params.datasetId, await parseBody(request, selectedExportInput))),
);
