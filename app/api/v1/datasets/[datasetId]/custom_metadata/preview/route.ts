import * as api from "@/lib/api/metadata";
import { route } from "@/lib/http";
import { previewMetadata } from "@/lib/metadata-import/service";

/** What a staged file holds, before anything is imported. */
export const POST = route(api.previewMetadata, ({ user, params, body }) =>
  previewMetadata(user, params.datasetId, body),
);
