import * as api from "@/lib/api/comparing";
import { compareSnapshots } from "@/lib/comparing/service";
import { route } from "@/lib/http";

export const GET = route(api.compareSnapshots, ({ user, params, query }) =>
  compareSnapshots(user, params.datasetId, params.snapshotId, params.otherId, query),
);
