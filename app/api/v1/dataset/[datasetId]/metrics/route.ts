import { route } from "@/lib/http";
import { getMetrics } from "@/lib/statistics/refresh";

export const GET = route<{ datasetId: string }>(async (_request, { user, params }) =>
  Response.json(await getMetrics(user, params.datasetId)),
);
