import * as api from "@/lib/api/edits";
import { setField } from "@/lib/edits/set-field";
import { route } from "@/lib/http";

export const POST = route(api.setField, ({ user, params, body }) => {
  const { field, value, type, seen_state_id, ...selection } = body;
  return setField(user, params.datasetId, selection, { field, value, type, seen_state_id });
});
