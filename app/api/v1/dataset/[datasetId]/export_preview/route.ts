import { exportQuery } from "@/lib/exports/schema";
import { previewExport } from "@/lib/exports/service";
import { parseQuery, route } from "@/lib/http";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await previewExport(user, params.datasetId, parseQuery(request, exportQuery))),
);
