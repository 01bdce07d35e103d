import * as api from "@/lib/api/datasets";
import { patchDataset } from "@/lib/covers/service";
import { deleteDataset, getDataset, purgeDataset } from "@/lib/datasets/service";
import { route } from "@/lib/http";

export const GET = route(api.getDataset, ({ user, params }) => getDataset(user, params.datasetId));

export const PATCH = route(api.updateDataset, ({ user, params, body }) => patchDataset(user, params.datasetId, body));

/** Into the trash; with `forever=true`, out of it for good. */
export const DELETE = route(api.deleteDataset, ({ user, params, query }) =>
  (query.forever === "true" ? purgeDataset : deleteDataset)(user, params.datasetId),
);
