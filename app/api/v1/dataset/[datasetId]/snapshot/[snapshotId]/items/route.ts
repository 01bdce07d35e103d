import { parseQuery, route } from "@/lib/http";
import { listItemsQuery } from "@/lib/items/schema";
import { listItems } from "@/lib/items/service";

/** Browses a snapshot without restoring it. */
export const GET = route<{ datasetId: string; snapshotId: string }>(async (request, { user, params }) =>
  Response.json(
    await listItems(user, params.datasetId, { ...parseQuery(request, listItemsQuery), snapshot_id: params.snapshotId }),
  ),
);
