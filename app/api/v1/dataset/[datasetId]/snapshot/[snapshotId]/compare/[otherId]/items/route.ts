import { parseQuery, route } from "@/lib/http";
import { compareItems } from "@/lib/items/compare";
import { compareItemsQuery } from "@/lib/snapshots/schema";

export const GET = route<{ datasetId: string; snapshotId: string; otherId: string }>(
  async (request, { user, params }) =>
    Response.json(
      await compareItems(
        user,
        params.datasetId,
        params.snapshotId,
        params.otherId,
        parseQuery(request, compareItemsQuery),
      ),
    ),
);
