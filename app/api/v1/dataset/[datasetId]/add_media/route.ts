import * as api from "@/lib/api/import";
import { route } from "@/lib/http";
import { MEDIA_FORM, receiveMultipart } from "@/lib/pipeline/receive-form";
import { startImport } from "@/lib/pipeline/service";

/** Adds media: multipart with `files`, an `archive` or `s3_uri`, or JSON that names files staged before or `s3_uri`. */
export const POST = route(api.addMedia, async ({ request, user, params, body }) => {
  const { upload_id, s3_uri, ...options } =
    body ?? (await receiveMultipart(user, params.datasetId, request, MEDIA_FORM));
  const source = s3_uri === undefined ? { upload_id: upload_id! } : { s3_uri };
  return startImport(user, params.datasetId, source, options);
});
