import { Readable } from "node:stream";
import { exportItems } from "@/lib/exports/selected-items";
import { parseBody, route } from "@/lib/http";
import { exportInput } from "@/lib/items/schema";

export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const { format, snapshot_id, ...selection } = await parseBody(request, exportInput);
  const { fileName, mime, pieces } = await exportItems(user, params.datasetId, selection, { format, snapshot_id });
  return new Response(Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream, {
    headers: {
      "content-type": mime,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "cache-control": "no-store",
    },
  });
});
