import { z } from "zod";
import { declare } from "@/lib/api-operation";
import {
  countingDto,
  downloadQuery,
  growthRow,
  metricsDto,
  refreshedDto,
  statisticsDto,
  statisticsQuery,
  statisticsRow,
} from "@/lib/statistics/schema";

const JSON_TYPE = "application/json";

export const getStatistics = declare({
  method: "GET",
  path: "/dataset/[datasetId]/statistics",
  tag: "Statistics",
  summary: "Get a version in numbers",
  description: "Of the current data, or at `snapshot_id` or `state_id`. Counted once and kept.",
  query: statisticsQuery,
  answers: {
    statuses: {
      200: { description: "Done", content: { [JSON_TYPE]: statisticsDto } },
      202: {
        description: "It is counted for the first time; ask again",
        content: { [JSON_TYPE]: countingDto },
        headers: { "Retry-After": "Seconds until it is worth asking again" },
      },
    },
  },
  refuses: [409],
});

export const downloadChart = declare({
  method: "GET",
  path: "/dataset/[datasetId]/statistics/[chart]",
  tag: "Statistics",
  summary: "Download the rows of a chart",
  description: "As a file; the charts are those of the version in numbers, and `growth`.",
  query: downloadQuery,
  answers: {
    statuses: {
      200: {
        description: "The file",
        content: {
          [JSON_TYPE]: z.array(z.union([statisticsRow.partial(), growthRow])),
          "text/csv": null,
        },
        headers: { "Content-Disposition": "The name of the file" },
      },
    },
  },
  refuses: [409],
});

export const getMetrics = declare({
  method: "GET",
  path: "/dataset/[datasetId]/metrics",
  tag: "Statistics",
  summary: "Tell what of a dataset's numbers is stale",
  description: "Everything is looked at, whatever is kept.",
  answers: metricsDto,
  refuses: [409],
});

export const refreshMetrics = declare({
  method: "POST",
  path: "/dataset/[datasetId]/metrics/refresh",
  tag: "Statistics",
  summary: "Recompute what is stale",
  description:
    "Says what was current already. Files that an older version of the indexer read are read again by a re-index; a revision is saved first.",
  answers: {
    statuses: {
      200: { description: "Done", content: { [JSON_TYPE]: refreshedDto } },
      202: {
        description: "Done, but for the files, which a task reads",
        content: { [JSON_TYPE]: refreshedDto },
        headers: { Location: "Where its task can be followed" },
      },
    },
  },
  refuses: [409],
});
