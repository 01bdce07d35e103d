import { parseQuery, route } from "@/lib/http";
import { listDatasetsQuery } from "@/lib/datasets/schema";
import { listDatasets, listTrashedDatasets } from "@/lib/datasets/service";

export const GET = route(async (request, { user }) => {
  const { trash } = parseQuery(request, listDatasetsQuery);
  return Response.json(trash === "true" ? await listTrashedDatasets(user) : await listDatasets(user));
});
