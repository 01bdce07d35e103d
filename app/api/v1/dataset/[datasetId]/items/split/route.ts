import * as api from "@/lib/api/edits";
import { route } from "@/lib/http";
import { setSplit } from "@/lib/splits/service";

export const POST = route(api.setSplit, ({ user, params, body }) => {
  const { split, ...selection } = body;
  return setSplit(user, params.datasetId, selection, split);
});
