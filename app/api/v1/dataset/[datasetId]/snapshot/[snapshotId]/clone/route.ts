import { empty, route } from "@/lib/http";
import { cloneSnapshot } from "@/lib/snapshots/service";

export const POST = route<{ datasetId: string; snapshotId: string }>(async (_request, { user, params }) => {
  await cloneSnapshot(user, params.datasetId, params.snapshotId);
  return empty(202);
});
