import * as api from "@/lib/api/exports";
import { exportStatus } from "@/lib/exports/service";
import { route } from "@/lib/http";

export const GET = route(api.getExportStatus, ({ user, params, query }) =>
  exportStatus(user, params.datasetId, query.export_task_id),
);
