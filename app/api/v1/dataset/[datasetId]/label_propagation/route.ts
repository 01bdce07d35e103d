import { accepted, parseBody, route } from "@/lib/http";
import { propagationInput } from "@/lib/operations/label-propagation";
import { startPropagation } from "@/lib/propagation/service";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  accepted((await startPropagation(user, params.datasetId, await parseBody(request, propagationInput))).task_id),
);
