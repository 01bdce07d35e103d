import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { z } from "zod";
import { BadRequestError } from "@/lib/errors";
import { parseQuery, route } from "@/lib/http";
import { getUpload } from "@/lib/uploads/resumable";
import { stageFile } from "@/lib/uploads/service";

const query = z.strictObject({ path: z.string().min(1) });

/** What has arrived so far: what a sender still has to send after it was interrupted. */
export const GET = route<{ datasetId: string; uploadId: string }>(async (_request, { user, params }) =>
  Response.json(await getUpload(user, params.datasetId, params.uploadId)),
);

/** One file as the request's body, streamed to disk. */
export const PUT = route<{ datasetId: string; uploadId: string }>(async (request, { user, params }) => {
  const { path } = parseQuery(request, query);
  if (!request.body) throw new BadRequestError("Send the file as the body of the request");
  const body = Readable.fromWeb(request.body as ReadableStream);
  return Response.json(await stageFile(user, params.datasetId, params.uploadId, path, body));
});
