import * as api from "@/lib/api/models";
import { listModels } from "@/lib/enrichment/service";
import { route } from "@/lib/http";

export const GET = route(api.listModels, ({ user, params }) => listModels(user, params.datasetId));
