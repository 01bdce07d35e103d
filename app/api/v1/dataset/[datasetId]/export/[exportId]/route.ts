import { downloadExport } from "@/lib/exports/service";
import { publicRoute } from "@/lib/http";

/** The file of an export, for whoever holds a signed link; with range requests. */
export const GET = publicRoute<{ datasetId: string; exportId: string }>(async (request, { datasetId, exportId }) =>
  downloadExport(request, datasetId, exportId),
);
