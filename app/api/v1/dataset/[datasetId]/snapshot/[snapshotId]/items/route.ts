import * as api from "@/lib/api/items";
import { route } from "@/lib/http";
import { listItems } from "@/lib/items/service";

/** Browses a snapshot without restoring it. */
export const GET = route(api.listSnapshotItems, ({ user, params, query }) =>
  listItems(user, params.datasetId, { ...query, snapshot_id: params.snapshotId }),
);
