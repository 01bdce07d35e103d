import { appliedModelsQuery } from "@/lib/applied-models/schema";
import { getAppliedModels } from "@/lib/enrichment/service";
import { parseQuery, route } from "@/lib/http";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await getAppliedModels(user, params.datasetId, parseQuery(request, appliedModelsQuery))),
);
