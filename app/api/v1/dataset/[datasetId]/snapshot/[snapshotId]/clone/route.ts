import * as api from "@/lib/api/snapshots";
import { route } from "@/lib/http";
import { cloneSnapshot } from "@/lib/snapshots/service";

export const POST = route(api.cloneSnapshot, ({ user, params }) =>
  cloneSnapshot(user, params.datasetId, params.snapshotId),
);
