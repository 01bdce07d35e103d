import * as api from "@/lib/api/snapshots";
import { route } from "@/lib/http";
import { sizeOfSnapshot } from "@/lib/retention/service";

export const GET = route(api.getSnapshotSize, ({ user, params }) =>
  sizeOfSnapshot(user, params.datasetId, params.snapshotId),
);
