import { parseQuery, route } from "@/lib/http";
import { similarQuery } from "@/lib/items/schema";
import { findSimilarTo } from "@/lib/items/similar";

/** The body is an image; it is compared and not kept. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  return Response.json(await findSimilarTo(user, params.datasetId, request.body, parseQuery(request, similarQuery)));
});
