import { accepted, parseBody, route } from "@/lib/http";
import { mergeInput } from "@/lib/items/schema";
import { startMerge } from "@/lib/merging/service";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  accepted((await startMerge(user, params.datasetId, await parseBody(request, mergeInput))).task_id),
);
