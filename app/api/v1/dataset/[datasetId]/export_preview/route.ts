import * as api from "@/lib/api/exports";
import { previewExport } from "@/lib/exports/service";
import { route } from "@/lib/http";

export const GET = route(api.previewExport, ({ user, params, query }) => previewExport(user, params.datasetId, query));

/** The same of selected items. */
export const POST = route(api.previewSelectedExport, ({ user, params, body }) =>
  previewExport(user, params.datasetId, body),
);
