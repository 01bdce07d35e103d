import * as edits from "@/lib/api/edits";
import * as api from "@/lib/api/facets";
import { renameCluster } from "@/lib/edits/rename-cluster";
import { route } from "@/lib/http";
import { getClusters } from "@/lib/items/clusters";

export const GET = route(api.getClusters, ({ user, params, query }) => getClusters(user, params.datasetId, query));

export const PATCH = route(edits.renameCluster, ({ user, params, body }) =>
  renameCluster(user, params.datasetId, body),
);
