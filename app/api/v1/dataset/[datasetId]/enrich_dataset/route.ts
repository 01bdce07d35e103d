import * as api from "@/lib/api/models";
import { startEnrichment } from "@/lib/enrichment/service";
import { route, taskAddress } from "@/lib/http";

/** Enriches in place: the answer names the same dataset, and where its task can be followed. */
export const POST = route(api.enrichDataset, async ({ user, params, body, headers }) => {
  const { task_id } = await startEnrichment(user, params.datasetId, body);
  headers.set("location", taskAddress(task_id));
  return { dataset_id: params.datasetId };
});
