import { Readable } from "node:stream";
import * as api from "@/lib/api/comparing";
import { exportComparison } from "@/lib/comparing/export";
import { route } from "@/lib/http";

export const GET = route(api.exportComparison, async ({ user, params, query }) => {
  const { datasetId, snapshotId, otherId } = params;
  const { fileName, mime, pieces } = await exportComparison(user, datasetId, snapshotId, otherId, query);
  return new Response(Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream, {
    headers: {
      "content-type": mime,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "cache-control": "no-store",
    },
  });
});
