import { parseQuery, route } from "@/lib/http";
import { clustersQuery } from "@/lib/items/schema";
import { getClusters } from "@/lib/items/clusters";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await getClusters(user, params.datasetId, parseQuery(request, clustersQuery))),
);
