import { parseBody, parseQuery, route } from "@/lib/http";
import { createSnapshotInput, listSnapshotsQuery } from "@/lib/snapshots/schema";
import { createSnapshot, listAllSnapshots, listSnapshotPage } from "@/lib/snapshots/service";

type Params = { datasetId: string };

/** The documented bare array; with any parameter, a page of catalog entries. */
export const GET = route<Params>(async (request, { user, params }) => {
  const query = parseQuery(request, listSnapshotsQuery);
  const paged = Object.keys(query).length > 0;
  return Response.json(
    paged ? await listSnapshotPage(user, params.datasetId, query) : await listAllSnapshots(user, params.datasetId),
  );
});

export const POST = route<Params>(async (request, { user, params }) =>
  Response.json(await createSnapshot(user, params.datasetId, await parseBody(request, createSnapshotInput))),
);
