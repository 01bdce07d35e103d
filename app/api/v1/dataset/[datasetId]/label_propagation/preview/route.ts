import * as api from "@/lib/api/models";
import { route } from "@/lib/http";
import { previewPropagation } from "@/lib/propagation/service";

/** What a propagation would change. */
export const POST = route(api.previewPropagation, ({ user, params, body }) =>
  previewPropagation(user, params.datasetId, body),
);
