import * as api from "@/lib/api/sharing";
import { route } from "@/lib/http";
import { transferOwnership } from "@/lib/sharing/service";

export const POST = route(api.transferOwnership, ({ user, params, body }) =>
  transferOwnership(user, params.datasetId, body),
);
