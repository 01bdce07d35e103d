import { Readable } from "node:stream";
import * as api from "@/lib/api/items";
import { exportItems } from "@/lib/exports/selected-items";
import { route } from "@/lib/http";

export const POST = route(api.exportItems, async ({ user, params, body }) => {
  const { format, snapshot_id, ...selection } = body;
  const { fileName, mime, pieces } = await exportItems(user, params.datasetId, selection, { format, snapshot_id });
  return new Response(Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream, {
    headers: {
      "content-type": mime,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "cache-control": "no-store",
    },
  });
});
