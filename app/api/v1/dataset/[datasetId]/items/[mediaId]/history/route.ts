import { parseQuery, route } from "@/lib/http";
import { historyQuery } from "@/lib/items/schema";
import { getItemHistory } from "@/lib/items/history";

export const GET = route<{ datasetId: string; mediaId: string }>(async (request, { user, params }) =>
  Response.json(await getItemHistory(user, params.datasetId, params.mediaId, parseQuery(request, historyQuery))),
);
