import { empty, parseBody, route } from "@/lib/http";
import { updateSnapshotInput } from "@/lib/snapshots/schema";
import { getSnapshot, removeSnapshot, updateSnapshot } from "@/lib/snapshots/service";

type Params = { datasetId: string; snapshotId: string };

export const GET = route<Params>(async (_request, { user, params }) =>
  Response.json(await getSnapshot(user, params.datasetId, params.snapshotId)),
);

export const PATCH = route<Params>(async (request, { user, params }) =>
  Response.json(
    await updateSnapshot(user, params.datasetId, params.snapshotId, await parseBody(request, updateSnapshotInput)),
  ),
);

export const DELETE = route<Params>(async (_request, { user, params }) => {
  await removeSnapshot(user, params.datasetId, params.snapshotId);
  return empty();
});
