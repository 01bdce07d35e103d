import * as api from "@/lib/api/models";
import { route } from "@/lib/http";
import { startMerge } from "@/lib/merging/service";

export const POST = route(api.mergeDataset, ({ user, params, body }) => startMerge(user, params.datasetId, body));
