import { listModels } from "@/lib/enrichment/service";
import { route } from "@/lib/http";

export const GET = route<{ datasetId: string }>(async (_request, { user, params }) =>
  Response.json(await listModels(user, params.datasetId)),
);
