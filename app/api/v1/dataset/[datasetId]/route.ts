import { empty, route } from "@/lib/http";
import { deleteDataset, getDataset } from "@/lib/datasets/service";

type Params = { datasetId: string };

export const GET = route<Params>(async (_request, { user, params }) =>
  Response.json(await getDataset(user, params.datasetId)),
);

export const DELETE = route<Params>(async (_request, { user, params }) => {
  await deleteDataset(user, params.datasetId);
  return empty();
});
