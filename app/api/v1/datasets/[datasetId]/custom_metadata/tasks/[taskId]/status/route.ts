import * as api from "@/lib/api/metadata";
import { route } from "@/lib/http";
import { getMetadataTask } from "@/lib/metadata-import/service";

export const GET = route(api.getMetadataTask, ({ user, params }) =>
  getMetadataTask(user, params.datasetId, params.taskId),
);
