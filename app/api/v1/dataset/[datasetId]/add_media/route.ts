import { accepted, parseBody, route } from "@/lib/http";
import { receiveMultipart } from "@/lib/pipeline/receive-form";
import { startImportInput } from "@/lib/operations/add-media";
import { startImport } from "@/lib/pipeline/service";

/** Adds media: multipart with `files`, an `archive` or `s3_uri`, or JSON that names files staged before or `s3_uri`. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const multipart = request.headers.get("content-type")?.startsWith("multipart/form-data");
  const { upload_id, s3_uri, ...options } = multipart
    ? await receiveMultipart(user, params.datasetId, request)
    : await parseBody(request, startImportInput);
  return accepted(
    (await startImport(user, params.datasetId, s3_uri === undefined ? { upload_id: upload_id! } : { s3_uri }, options))
      .task_id,
  );
});
