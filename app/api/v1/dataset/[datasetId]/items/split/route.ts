import { parseBody, route } from "@/lib/http";
import { setSplitInput } from "@/lib/splits/schema";
import { setSplit } from "@/lib/splits/service";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { split, ...selection } = await parseBody(request, setSplitInput);
  return Response.json(await setSplit(user, params.datasetId, selection, split));
});
