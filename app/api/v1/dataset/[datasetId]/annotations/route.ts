import * as api from "@/lib/api/import";
import { route } from "@/lib/http";
import { ANNOTATION_FORM, receiveMultipart } from "@/lib/pipeline/receive-form";
import { startAnnotationImport } from "@/lib/pipeline/service";

/** Gives items what annotation files say of them: multipart with `files` or an `archive`, or JSON that names files staged before. */
export const POST = route(api.importAnnotations, async ({ request, user, params, body }) =>
  startAnnotationImport(
    user,
    params.datasetId,
    body ?? (await receiveMultipart(user, params.datasetId, request, ANNOTATION_FORM)),
  ),
);
