import { parseQuery, route } from "@/lib/http";
import { stacksQuery } from "@/lib/items/schema";
import { listStacks } from "@/lib/items/facets";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await listStacks(user, params.datasetId, parseQuery(request, stacksQuery))),
);
