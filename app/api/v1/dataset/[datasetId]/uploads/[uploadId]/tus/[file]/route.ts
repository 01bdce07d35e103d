import { route } from "@/lib/http";
import { handleResumable } from "@/lib/uploads/resumable";

/** How much of a file has arrived, the next part of it, or its end. */
const handle = route<{ datasetId: string; uploadId: string; file: string }>((request, { user, params }) =>
  handleResumable(user, params.datasetId, params.uploadId, request),
);

export { handle as DELETE, handle as HEAD, handle as PATCH };
