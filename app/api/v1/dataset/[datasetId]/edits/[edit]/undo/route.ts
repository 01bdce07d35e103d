import * as api from "@/lib/api/edits";
import { undoEdit } from "@/lib/edits/undo";
import { NotFoundError } from "@/lib/errors";
import { route } from "@/lib/http";

export const POST = route(api.undoEdit, ({ user, params }) => {
  if (!/^\d{1,18}$/.test(params.edit)) throw new NotFoundError("Edit");
  return undoEdit(user, params.datasetId, params.edit);
});
