import { parseQuery, route } from "@/lib/http";
import { getObjectFacets } from "@/lib/items/object-facets";
import { objectFacetsQuery } from "@/lib/items/schema";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await getObjectFacets(user, params.datasetId, parseQuery(request, objectFacetsQuery))),
);
