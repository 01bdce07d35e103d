import * as api from "@/lib/api/import";
import { route } from "@/lib/http";
import { handleResumable } from "@/lib/uploads/resumable";

/** What the tus protocol, 1.0.0, can do here: https://tus.io/protocols/resumable-upload */
export const OPTIONS = route(api.tusOptions, ({ request, user, params }) =>
  handleResumable(user, params.datasetId, params.uploadId, request),
);

/** Begins a file. */
export const POST = route(api.tusCreate, ({ request, user, params }) =>
  handleResumable(user, params.datasetId, params.uploadId, request),
);
