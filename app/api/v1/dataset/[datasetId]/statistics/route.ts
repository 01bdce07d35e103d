import { parseQuery, route } from "@/lib/http";
import { isCounted, statisticsQuery } from "@/lib/statistics/schema";
import { getStatistics } from "@/lib/statistics/service";

/** 202 while the version is counted for the first time: ask again. */
export const GET = route<{ datasetId: string }>(async (request, { user, params }) => {
  const answer = await getStatistics(user, params.datasetId, parseQuery(request, statisticsQuery));
  return isCounted(answer)
    ? Response.json(answer)
    : Response.json(answer, { status: 202, headers: { "retry-after": "1" } });
});
