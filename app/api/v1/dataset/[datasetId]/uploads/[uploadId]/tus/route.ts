import { route } from "@/lib/http";
import { handleResumable } from "@/lib/uploads/resumable";

/** Begins a file by the tus protocol, 1.0.0: https://tus.io/protocols/resumable-upload */
const handle = route<{ datasetId: string; uploadId: string }>((request, { user, params }) =>
  handleResumable(user, params.datasetId, params.uploadId, request),
);

export { handle as OPTIONS, handle as POST };
