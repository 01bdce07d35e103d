import * as api from "@/lib/api/statistics";
import { route } from "@/lib/http";
import { isCounted } from "@/lib/statistics/schema";
import { getStatistics } from "@/lib/statistics/service";

export const GET = route(api.getStatistics, async ({ user, params, query }) => {
  const answer = await getStatistics(user, params.datasetId, query);
  return isCounted(answer)
    ? Response.json(answer)
    : Response.json(answer, { status: 202, headers: { "retry-after": "1" } });
});
