import { parseQuery, route } from "@/lib/http";
import { similarQuery } from "@/lib/items/schema";
import { findSimilar } from "@/lib/items/similar";

export const GET = route<{ datasetId: string; mediaId: string }>(async (request, { user, params }) =>
  Response.json(await findSimilar(user, params.datasetId, params.mediaId, parseQuery(request, similarQuery))),
);
