import { NotFoundError } from "@/lib/errors";
import { route } from "@/lib/http";
import { undoEdit } from "@/lib/edits/undo";

export const POST = route<{ datasetId: string; edit: string }>(async (_request, { user, params }) => {
  if (!/^\d{1,18}$/.test(params.edit)) throw new NotFoundError("Edit");
  return Response.json(await undoEdit(user, params.datasetId, params.edit));
});
