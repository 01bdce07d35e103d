import * as api from "@/lib/api/comparing";
import { compareItems } from "@/lib/comparing/items";
import { route } from "@/lib/http";

export const GET = route(api.compareItems, ({ user, params, query }) =>
  compareItems(user, params.datasetId, params.snapshotId, params.otherId, query),
);
