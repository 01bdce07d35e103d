import { route } from "@/lib/http";
import { compareSnapshots } from "@/lib/snapshots/service";

export const GET = route<{ datasetId: string; snapshotId: string; otherId: string }>(
  async (_request, { user, params }) =>
    Response.json(await compareSnapshots(user, params.datasetId, params.snapshotId, params.otherId)),
);
