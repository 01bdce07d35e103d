import * as api from "@/lib/api/activity";
import { revertEvent } from "@/lib/edits/undo";
import { NotFoundError } from "@/lib/errors";
import { route } from "@/lib/http";

export const POST = route(api.revertChange, ({ user, params, body }) => {
  if (!/^\d{1,18}$/.test(params.event)) throw new NotFoundError("Change");
  return revertEvent(user, params.datasetId, params.event, body);
});
