import * as api from "@/lib/api/metadata";
import { route } from "@/lib/http";
import { createMetadataTask } from "@/lib/metadata-import/service";

/** Makes a task for one field; its values are sent to it next. */
export const POST = route(api.createMetadataTask, ({ user, params, body }) =>
  createMetadataTask(user, params.datasetId, body),
);
