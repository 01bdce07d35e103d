import * as api from "@/lib/api/datasets";
import type { DatasetDto, DatasetPage, TrashedDatasetDto } from "@/lib/datasets/schema";
import { listDatasetPage, listDatasets, listTrashedDatasets } from "@/lib/datasets/service";
import { route } from "@/lib/http";

/** The plain list of all, a page of what is asked for, or the trash. */
export const GET = route(
  api.listDatasets,
  ({ user, query: { trash, ...query } }): Promise<DatasetDto[] | DatasetPage | TrashedDatasetDto[]> => {
    if (trash === "true") return listTrashedDatasets(user);
    return Object.keys(query).length > 0 ? listDatasetPage(user, query) : listDatasets(user);
  },
);
