import { accepted, parseBody, route } from "@/lib/http";
import { receiveMultipart } from "@/lib/pipeline/multipart";
import { startImportInput } from "@/lib/pipeline/schema";
import { startImport } from "@/lib/pipeline/service";

/** Adds media: multipart with `files` or an `archive`, or JSON that names files staged before. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const multipart = request.headers.get("content-type")?.startsWith("multipart/form-data");
  const { upload_id, ...options } = multipart ? await receiveMultipart(user, params.datasetId, request) : await parseBody(request, startImportInput);
  return accepted((await startImport(user, params.datasetId, { upload_id }, options)).task_id);
});
