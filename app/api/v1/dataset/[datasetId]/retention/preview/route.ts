import * as api from "@/lib/api/retention";
import { route } from "@/lib/http";
import { previewRetention } from "@/lib/retention/service";

export const POST = route(api.previewRetention, ({ user, params, body }) =>
  previewRetention(user, params.datasetId, body),
);
