import { route } from "@/lib/http";
import { getMetadataTask } from "@/lib/metadata-import/service";

export const GET = route<{ datasetId: string; taskId: string }>(async (_request, { user, params }) =>
  Response.json(await getMetadataTask(user, params.datasetId, params.taskId)),
);
