import { empty, route } from "@/lib/http";
import { undeleteDataset } from "@/lib/datasets/service";

export const POST = route<{ datasetId: string }>(async (_request, { user, params }) => {
  await undeleteDataset(user, params.datasetId);
  return empty();
});
