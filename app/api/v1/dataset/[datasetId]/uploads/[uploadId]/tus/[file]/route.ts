import * as api from "@/lib/api/import";
import { route } from "@/lib/http";
import { handleResumable } from "@/lib/uploads/resumable";

/** How much of a file has arrived. */
export const HEAD = route(api.tusHead, ({ request, user, params }) =>
  handleResumable(user, params.datasetId, params.uploadId, request),
);

/** The next part of it. */
export const PATCH = route(api.tusPatch, ({ request, user, params }) =>
  handleResumable(user, params.datasetId, params.uploadId, request),
);

/** Its end. */
export const DELETE = route(api.tusDelete, ({ request, user, params }) =>
  handleResumable(user, params.datasetId, params.uploadId, request),
);
