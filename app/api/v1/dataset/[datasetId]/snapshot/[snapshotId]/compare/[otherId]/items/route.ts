import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { compareItems } from "@/lib/items/compare";

export const GET = route(api.compareItems, ({ user, params, query }) =>
  compareItems(user, params.datasetId, params.snapshotId, params.otherId, query),
);
