import { accepted, isMultipart, parseBody, route } from "@/lib/http";
import { annotationImportInput } from "@/lib/operations/annotation-import";
import { ANNOTATION_FORM, receiveMultipart } from "@/lib/pipeline/receive-form";
import { startAnnotationImport } from "@/lib/pipeline/service";

/** Gives items what annotation files say of them: multipart with `files` or an `archive`, or JSON that names files staged before. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const input = isMultipart(request)
    ? await receiveMultipart(user, params.datasetId, request, ANNOTATION_FORM)
    : await parseBody(request, annotationImportInput);
  return accepted((await startAnnotationImport(user, params.datasetId, input)).task_id);
});
