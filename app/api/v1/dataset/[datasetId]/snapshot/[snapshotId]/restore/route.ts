import { empty, route } from "@/lib/http";
import { restoreSnapshot } from "@/lib/snapshots/service";

export const POST = route<{ datasetId: string; snapshotId: string }>(async (_request, { user, params }) => {
  await restoreSnapshot(user, params.datasetId, params.snapshotId);
  return empty(202);
});
