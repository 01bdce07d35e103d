import { enrichInput } from "@/lib/operations/enrichment";
import { startEnrichment } from "@/lib/enrichment/service";
import { parseBody, route } from "@/lib/http";

/** Enriches in place: the answer names the same dataset, and where its task can be followed. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { task_id } = await startEnrichment(user, params.datasetId, await parseBody(request, enrichInput));
  return Response.json({ dataset_id: params.datasetId }, { headers: { location: `/api/v1/tasks/${task_id}` } });
});
