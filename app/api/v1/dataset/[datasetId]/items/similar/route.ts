import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { findSimilarTo } from "@/lib/items/similar";

/** The body is an image; it is compared and not kept. */
export const POST = route(api.findSimilarTo, ({ request, user, params, query }) =>
  findSimilarTo(user, params.datasetId, request.body, query),
);
