import { parseBody, route } from "@/lib/http";
import { setFieldInput } from "@/lib/items/schema";
import { setField } from "@/lib/edits/set-field";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { field, value, type, seen_state_id, ...selection } = await parseBody(request, setFieldInput);
  return Response.json(await setField(user, params.datasetId, selection, { field, value, type, seen_state_id }));
});
