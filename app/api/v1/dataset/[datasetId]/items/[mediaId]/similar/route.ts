import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { findSimilar } from "@/lib/items/similar";

export const GET = route(api.findSimilar, ({ user, params, query }) =>
  findSimilar(user, params.datasetId, params.mediaId, query),
);
