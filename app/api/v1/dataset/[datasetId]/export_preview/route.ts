import { exportQuery, selectedExportInput } from "@/lib/exports/schema";
import { previewExport } from "@/lib/exports/service";
import { parseBody, parseQuery, route } from "@/lib/http";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await previewExport(user, params.datasetId, parseQuery(request, exportQuery))),
);

/** The same of selected items. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await previewExport(user, params.datasetId, await parseBody(request, selectedExportInput))),
);
