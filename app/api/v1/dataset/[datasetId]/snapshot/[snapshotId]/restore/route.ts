import * as api from "@/lib/api/snapshots";
import { route } from "@/lib/http";
import { restoreSnapshot } from "@/lib/snapshots/service";

export const POST = route(api.restoreSnapshot, ({ user, params, body }) =>
  restoreSnapshot(user, params.datasetId, params.snapshotId, body),
);
