import * as api from "@/lib/api/snapshots";
import { route } from "@/lib/http";
import { compareSnapshots } from "@/lib/snapshots/service";

export const GET = route(api.compareSnapshots, ({ user, params }) =>
  compareSnapshots(user, params.datasetId, params.snapshotId, params.otherId),
);
