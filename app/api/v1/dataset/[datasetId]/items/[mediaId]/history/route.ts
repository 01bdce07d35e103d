import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { getItemHistory } from "@/lib/items/history";

export const GET = route(api.getItemHistory, ({ user, params, query }) =>
  getItemHistory(user, params.datasetId, params.mediaId, query),
);
