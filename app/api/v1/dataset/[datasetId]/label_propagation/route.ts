import * as api from "@/lib/api/models";
import { route } from "@/lib/http";
import { startPropagation } from "@/lib/propagation/service";

export const POST = route(api.propagateLabels, ({ user, params, body }) =>
  startPropagation(user, params.datasetId, body),
);
