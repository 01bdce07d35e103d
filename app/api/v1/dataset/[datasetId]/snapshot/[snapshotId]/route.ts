import * as api from "@/lib/api/snapshots";
import { route } from "@/lib/http";
import { getSnapshot, removeSnapshot, updateSnapshot } from "@/lib/snapshots/service";

export const GET = route(api.getSnapshot, ({ user, params }) => getSnapshot(user, params.datasetId, params.snapshotId));

export const PATCH = route(api.updateSnapshot, ({ user, params, body }) =>
  updateSnapshot(user, params.datasetId, params.snapshotId, body),
);

export const DELETE = route(api.removeSnapshot, ({ user, params }) =>
  removeSnapshot(user, params.datasetId, params.snapshotId),
);
