import { empty, parseBody, route } from "@/lib/http";
import { updateDatasetInput } from "@/lib/datasets/schema";
import { deleteDataset, getDataset, updateDataset } from "@/lib/datasets/service";

type Params = { datasetId: string };

export const GET = route<Params>(async (_request, { user, params }) =>
  Response.json(await getDataset(user, params.datasetId)),
);

export const PATCH = route<Params>(async (request, { user, params }) =>
  Response.json(await updateDataset(user, params.datasetId, await parseBody(request, updateDatasetInput))),
);

export const DELETE = route<Params>(async (_request, { user, params }) => {
  await deleteDataset(user, params.datasetId);
  return empty();
});
