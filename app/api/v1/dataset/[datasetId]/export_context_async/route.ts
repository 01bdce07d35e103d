import * as api from "@/lib/api/exports";
import { startExport } from "@/lib/exports/service";
import { route } from "@/lib/http";

const started = ({ task_id }: { readonly task_id: string }) => ({ id: task_id, status: "INITIALIZING" as const });

/** Starts an export; `export_status` tells when its file can be downloaded. */
export const GET = route(api.startExport, async ({ user, params, query }) =>
  started(await startExport(user, params.datasetId, query)),
);

/** The same of selected items. */
export const POST = route(api.startSelectedExport, async ({ user, params, body }) =>
  started(await startExport(user, params.datasetId, body)),
);
