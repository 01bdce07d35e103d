import { parseBody, route } from "@/lib/http";
import { propagationInput } from "@/lib/operations/label-propagation";
import { previewPropagation } from "@/lib/propagation/service";

/** What a propagation would change. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await previewPropagation(user, params.datasetId, await parseBody(request, propagationInput))),
);
