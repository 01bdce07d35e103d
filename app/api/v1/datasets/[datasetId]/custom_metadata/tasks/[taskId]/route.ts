import * as api from "@/lib/api/metadata";
import { route } from "@/lib/http";
import { sendMetadataValues } from "@/lib/metadata-import/service";
import { bodyOrFile } from "@/lib/uploads/receive-file";

/** The values of a task: a JSON list as the body, or multipart with a `file`. */
export const POST = route(api.sendMetadataValues, ({ request, user, params }) =>
  bodyOrFile(request, "values.json", (name, body) =>
    sendMetadataValues(user, params.datasetId, params.taskId, name, body),
  ),
);
