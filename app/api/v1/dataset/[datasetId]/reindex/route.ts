import * as api from "@/lib/api/models";
import { route } from "@/lib/http";
import { startReindex } from "@/lib/pipeline/service";

export const POST = route(api.reindex, ({ user, params, body }) => startReindex(user, params.datasetId, body));
