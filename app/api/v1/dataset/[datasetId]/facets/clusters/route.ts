import { renameCluster } from "@/lib/edits/rename-cluster";
import { parseBody, parseQuery, route } from "@/lib/http";
import { clustersQuery, renameClusterInput } from "@/lib/items/schema";
import { getClusters } from "@/lib/items/clusters";

export const GET = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await getClusters(user, params.datasetId, parseQuery(request, clustersQuery))),
);

export const PATCH = route<{ datasetId: string }>(async (request, { user, params }) =>
  Response.json(await renameCluster(user, params.datasetId, await parseBody(request, renameClusterInput))),
);
