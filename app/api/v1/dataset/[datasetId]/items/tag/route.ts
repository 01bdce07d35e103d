import { parseBody, route } from "@/lib/http";
import { tagInput } from "@/lib/items/schema";
import { editWords } from "@/lib/edits/edit-words";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { tags, ...selection } = await parseBody(request, tagInput);
  return Response.json(await editWords(user, params.datasetId, "tag", "add", selection, tags));
});
