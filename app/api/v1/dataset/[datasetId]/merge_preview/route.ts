import * as api from "@/lib/api/models";
import { route } from "@/lib/http";
import { previewMerge } from "@/lib/merging/service";

export const POST = route(api.previewMerge, ({ user, params, body }) => previewMerge(user, params.datasetId, body));
