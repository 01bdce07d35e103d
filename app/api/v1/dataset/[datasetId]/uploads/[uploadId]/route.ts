import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import * as api from "@/lib/api/import";
import { BadRequestError } from "@/lib/errors";
import { route } from "@/lib/http";
import { getUpload } from "@/lib/uploads/resumable";
import { stageFile } from "@/lib/uploads/service";

/** What has arrived so far: what a sender still has to send after it was interrupted. */
export const GET = route(api.getUpload, ({ user, params }) => getUpload(user, params.datasetId, params.uploadId));

/** One file as the request's body, streamed to disk. */
export const PUT = route(api.stageFile, ({ request, user, params, query }) => {
  if (!request.body) throw new BadRequestError("Send the file as the body of the request");
  const body = Readable.fromWeb(request.body as ReadableStream);
  return stageFile(user, params.datasetId, params.uploadId, query.path, body);
});
