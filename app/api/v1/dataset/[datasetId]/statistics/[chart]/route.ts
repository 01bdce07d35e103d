import { NotFoundError } from "@/lib/errors";
import { parseQuery, route } from "@/lib/http";
import { downloadQuery, DOWNLOADS } from "@/lib/statistics/schema";
import { downloadChart } from "@/lib/statistics/service";

/** One chart's rows as a file. */
export const GET = route<{ datasetId: string; chart: string }>(async (request, { user, params }) => {
  const query = parseQuery(request, downloadQuery);
  const chart = DOWNLOADS.find((name) => name === params.chart);
  if (!chart) throw new NotFoundError("Chart");
  const { fileName, mime, text } = await downloadChart(user, params.datasetId, chart, query);
  return new Response(text, {
    headers: {
      "content-type": mime,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "cache-control": "no-store",
    },
  });
});
