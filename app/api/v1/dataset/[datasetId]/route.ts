import { empty, parseBody, parseQuery, route } from "@/lib/http";
import { patchDataset } from "@/lib/covers/service";
import { deleteDatasetQuery, updateDatasetInput } from "@/lib/datasets/schema";
import { deleteDataset, getDataset, purgeDataset } from "@/lib/datasets/service";

type Params = { datasetId: string };

export const GET = route<Params>(async (_request, { user, params }) =>
  Response.json(await getDataset(user, params.datasetId)),
);

export const PATCH = route<Params>(async (request, { user, params }) => {
  const input = await parseBody(request, updateDatasetInput);
  return Response.json(await patchDataset(user, params.datasetId, input));
});

/** Into the trash; with `forever=true`, out of it for good. */
export const DELETE = route<Params>(async (request, { user, params }) => {
  const { forever } = parseQuery(request, deleteDatasetQuery);
  await (forever === "true" ? purgeDataset : deleteDataset)(user, params.datasetId);
  return empty();
});
