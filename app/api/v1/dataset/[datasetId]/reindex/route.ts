import { accepted, parseBody, route } from "@/lib/http";
import { reindexInput } from "@/lib/operations/reindex";
import { startReindex } from "@/lib/pipeline/service";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  accepted((await startReindex(user, params.datasetId, await parseBody(request, reindexInput))).task_id),
);
