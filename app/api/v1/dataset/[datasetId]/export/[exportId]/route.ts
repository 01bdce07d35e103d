import * as api from "@/lib/api/exports";
import { downloadExport } from "@/lib/exports/service";
import { publicRoute } from "@/lib/http";

/** The file of an export, for whoever holds a signed link; with range requests. */
export const GET = publicRoute(api.downloadExport, ({ request, params }) =>
  downloadExport(request, params.datasetId, params.exportId),
);
