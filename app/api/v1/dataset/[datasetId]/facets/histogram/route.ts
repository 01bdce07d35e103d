import { parseQuery, route } from "@/lib/http";
import { histogramQuery } from "@/lib/items/schema";
import { getHistogram } from "@/lib/items/facets";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await getHistogram(user, params.datasetId, parseQuery(request, histogramQuery))),
);
