import * as api from "@/lib/api/import";
import { route } from "@/lib/http";
import { previewImport } from "@/lib/pipeline/preview";
import { PREVIEW_FORM, receiveMultipart } from "@/lib/pipeline/receive-form";

/** What files hold, before anything of them is imported; the same body as for importing them. */
export const POST = route(api.previewImport, async ({ request, user, params, body }) =>
  previewImport(
    user,
    params.datasetId,
    body ?? (await receiveMultipart(user, params.datasetId, request, PREVIEW_FORM)),
  ),
);
