import { parseBody, route } from "@/lib/http";
import { previewMetadataInput } from "@/lib/metadata-import/schema";
import { previewMetadata } from "@/lib/metadata-import/service";

/** What a staged file holds, before anything is imported. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await previewMetadata(user, params.datasetId, await parseBody(request, previewMetadataInput))),
);
