import { route } from "@/lib/http";
import { listShares } from "@/lib/datasets/service";

export const GET = route<{ datasetId: string }>(async (_request, { user, params }) =>
  Response.json(await listShares(user, params.datasetId)),
);
