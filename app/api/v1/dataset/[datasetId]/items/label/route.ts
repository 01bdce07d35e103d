import { parseBody, route } from "@/lib/http";
import { labelInput } from "@/lib/items/schema";
import { editWords } from "@/lib/edits/edit-words";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { labels, ...selection } = await parseBody(request, labelInput);
  return Response.json(await editWords(user, params.datasetId, "label", "add", selection, labels));
});
