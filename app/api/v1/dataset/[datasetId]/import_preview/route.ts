import { isMultipart, parseBody, route } from "@/lib/http";
import { previewImport } from "@/lib/pipeline/preview";
import { PREVIEW_FORM, receiveMultipart } from "@/lib/pipeline/receive-form";
import { importPreviewInput } from "@/lib/pipeline/schema";

/** What files hold, before anything of them is imported; the same body as for importing them. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const input = isMultipart(request)
    ? await receiveMultipart(user, params.datasetId, request, PREVIEW_FORM)
    : await parseBody(request, importPreviewInput);
  return Response.json(await previewImport(user, params.datasetId, input));
});
