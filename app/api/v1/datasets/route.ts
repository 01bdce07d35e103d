import * as api from "@/lib/api/datasets";
import { listDatasets, listTrashedDatasets } from "@/lib/datasets/service";
import { route } from "@/lib/http";

export const GET = route(
  api.listDatasets,
  ({ user, query }): Promise<Awaited<ReturnType<typeof listDatasets | typeof listTrashedDatasets>>> =>
    query.trash === "true" ? listTrashedDatasets(user) : listDatasets(user),
);
