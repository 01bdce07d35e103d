import { parseQuery, route } from "@/lib/http";
import { snapshotQuery } from "@/lib/items/schema";
import { getExif } from "@/lib/items/exif";

export const GET = route<{ datasetId: string; mediaId: string }>(async (request, { user, params }) =>
  Response.json(await getExif(user, params.datasetId, params.mediaId, parseQuery(request, snapshotQuery))),
);
