import * as api from "@/lib/api/models";
import { getAppliedModels } from "@/lib/enrichment/service";
import { route } from "@/lib/http";

export const GET = route(api.getAppliedModels, ({ user, params, query }) =>
  getAppliedModels(user, params.datasetId, query),
);
