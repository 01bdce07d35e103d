import { accepted, isMultipart, parseBody, route } from "@/lib/http";
import { MEDIA_FORM, receiveMultipart } from "@/lib/pipeline/receive-form";
import { startImportInput } from "@/lib/operations/add-media";
import { startImport } from "@/lib/pipeline/service";

/** Adds media: multipart with `files`, an `archive` or `s3_uri`, or JSON that names files staged before or `s3_uri`. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { upload_id, s3_uri, ...options } = isMultipart(request)
    ? await receiveMultipart(user, params.datasetId, request, MEDIA_FORM)
    : await parseBody(request, startImportInput);
  return accepted(
    (await startImport(user, params.datasetId, s3_uri === undefined ? { upload_id: upload_id! } : { s3_uri }, options))
      .task_id,
  );
});
