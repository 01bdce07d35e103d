import { accepted, route } from "@/lib/http";
import { restoreSnapshot } from "@/lib/snapshots/service";

export const POST = route<{ datasetId: string; snapshotId: string }>(async (_request, { user, params }) => {
  const { task_id } = await restoreSnapshot(user, params.datasetId, params.snapshotId);
  return accepted(task_id);
});
