import { parseBody, route } from "@/lib/http";
import { createMetadataTaskInput } from "@/lib/operations/custom-metadata";
import { createMetadataTask } from "@/lib/metadata-import/service";

/** Makes a task for one field; its values are sent to it next. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await createMetadataTask(user, params.datasetId, await parseBody(request, createMetadataTaskInput))),
);
