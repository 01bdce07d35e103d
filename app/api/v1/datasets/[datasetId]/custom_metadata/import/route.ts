import { accepted, parseBody, route } from "@/lib/http";
import { importMetadataInput } from "@/lib/operations/custom-metadata";
import { startMetadataImport } from "@/lib/metadata-import/service";

/** Imports columns of a staged file as fields. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) =>
  accepted((await startMetadataImport(user, params.datasetId, await parseBody(request, importMetadataInput))).task_id),
);
