import { parseQuery, route } from "@/lib/http";
import { similarQuery } from "@/lib/items/schema";
import { findSimilarTo } from "@/lib/items/similar";

/** The body is an image; it is compared and not kept. */
export const POST = route<{ datasetId: string }>(async (request, { user, params }) => {
  const image = { size: Number(request.headers.get("content-length") ?? 0), read: async () => new Uint8Array(await request.arrayBuffer()) };
  return Response.json(await findSimilarTo(user, params.datasetId, image, parseQuery(request, similarQuery)));
});
