import * as api from "@/lib/api/statistics";
import { NotFoundError } from "@/lib/errors";
import { route } from "@/lib/http";
import { DOWNLOADS } from "@/lib/statistics/schema";
import { downloadChart } from "@/lib/statistics/service";

export const GET = route(api.downloadChart, async ({ user, params, query }) => {
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
