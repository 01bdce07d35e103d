import { parseQuery, route } from "@/lib/http";
import { facetsQuery } from "@/lib/items/schema";
import { getFacets } from "@/lib/items/facets";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await getFacets(user, params.datasetId, parseQuery(request, facetsQuery))),
);
