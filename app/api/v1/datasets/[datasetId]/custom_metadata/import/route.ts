import * as api from "@/lib/api/metadata";
import { route } from "@/lib/http";
import { startMetadataImport } from "@/lib/metadata-import/service";

/** Imports columns of a staged file as fields. */
export const POST = route(api.importMetadata, ({ user, params, body }) =>
  startMetadataImport(user, params.datasetId, body),
);
