import * as api from "@/lib/api/snapshots";
import { route } from "@/lib/http";
import { undeleteSnapshot } from "@/lib/snapshots/service";

export const POST = route(api.undeleteSnapshot, ({ user, params }) =>
  undeleteSnapshot(user, params.datasetId, params.snapshotId),
);
