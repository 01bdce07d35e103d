import { describeItems } from "@/lib/items/describe";
import { describeQuery } from "@/lib/items/schema";
import { parseQuery, route } from "@/lib/http";

/** Items that a description fits, best first. */
export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await describeItems(user, params.datasetId, parseQuery(request, describeQuery))),
);
