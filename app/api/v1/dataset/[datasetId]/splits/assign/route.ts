import { parseBody, route } from "@/lib/http";
import { assignSplitsInput } from "@/lib/splits/schema";
import { assignAllSplits } from "@/lib/splits/service";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await assignAllSplits(user, params.datasetId, await parseBody(request, assignSplitsInput))),
);
