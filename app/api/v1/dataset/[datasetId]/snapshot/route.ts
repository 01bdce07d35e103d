import * as api from "@/lib/api/snapshots";
import { route } from "@/lib/http";
import { createSnapshot, listAllSnapshots, listSnapshotPage } from "@/lib/snapshots/service";

/** The documented bare array; with any parameter, a page of catalog entries. */
export const GET = route(api.listSnapshots, async ({ user, params, query }) =>
  Object.keys(query).length > 0
    ? listSnapshotPage(user, params.datasetId, query)
    : await listAllSnapshots(user, params.datasetId),
);

export const POST = route(api.createSnapshot, ({ user, params, body }) => createSnapshot(user, params.datasetId, body));
