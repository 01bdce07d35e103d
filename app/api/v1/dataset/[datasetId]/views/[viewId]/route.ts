import { empty, route } from "@/lib/http";
import { deleteView } from "@/lib/views/service";

export const DELETE = route<{ datasetId: string; viewId: string }>(async (_request, { user, params }) => {
  await deleteView(user, params.datasetId, params.viewId);
  return empty();
});
