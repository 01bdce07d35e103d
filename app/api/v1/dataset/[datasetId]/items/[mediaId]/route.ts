import { parseQuery, route } from "@/lib/http";
import { snapshotQuery } from "@/lib/items/schema";
import { getItem } from "@/lib/items/service";

export const GET = route<{ datasetId: string; mediaId: string }>(async (request, { user, params }) =>
  Response.json(await getItem(user, params.datasetId, params.mediaId, parseQuery(request, snapshotQuery).snapshot_id)),
);
