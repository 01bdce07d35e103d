/** A version in numbers: what is counted, how it is told, and what can be stale of it. Safe for the browser. */
import { z } from "zod";
import { countField, timeField, uuidField } from "@/lib/validation";

/** Raise it when what is counted changes: what an older one counted is then counted again. */
export const STATISTICS_VERSION = 2;

/** What a version's items are counted by; each can be drawn, read as a table, and downloaded. */
export const CHARTS = [
  "kinds",
  "labels",
  "objects",
  "object_kinds",
  "objects_per_item",
  "splits",
  "split_labels",
  "width",
  "height",
  "ratio",
  "brightness",
  "sharpness",
  "issues",
  "duplicates",
] as const;
export type Chart = (typeof CHARTS)[number];

/** One count: a bar of the chart, a line of the table. */
export const statisticsRow = z.strictObject({
  value: z.string().describe("What it is of: a label, a split, a range. Empty for the items that have none."),
  group: z
    .string()
    .nullable()
    .describe("The second thing that it is counted by: the kind of geometry, or the split, empty for none."),
  from: z
    .number()
    .nullable()
    .describe("Of a range: every v with from ≤ v < to, or v = from where both are the same; null: no limit."),
  to: z.number().nullable(),
  items: countField,
  objects: countField.nullable().describe("Where objects are counted: how many."),
  groups: countField.nullable().describe("Of duplicates: how many groups of them."),
  q: z.string().describe("The search that finds exactly these items."),
});
export type StatisticsRow = Readonly<z.infer<typeof statisticsRow>>;

export const chartRows = z.strictObject({
  rows: z.array(statisticsRow).readonly(),
  complete: z.boolean().describe("False where there are more rows than are listed: these are the largest then."),
});
export type ChartRows = Readonly<z.infer<typeof chartRows>>;

export const totals = z.strictObject({
  items: countField,
  images: countField,
  videos: countField,
  objects: countField,
  labels: countField.describe("Different labels of items."),
  object_labels: countField.describe("Different labels of objects."),
  unlabelled: countField,
  without_objects: countField,
  without_split: countField,
  with_issues: countField,
  exact_duplicates: countField.describe("Items whose very file is there again."),
  near_duplicates: countField.describe("Items that look like another one."),
  unindexed: countField.describe("Items that no index run covers."),
  unread: countField.describe("Items whose file the present version of the indexer has not read."),
});
export type Totals = Readonly<z.infer<typeof totals>>;

const counted = { totals, charts: z.record(z.enum(CHARTS), chartRows) };
/** What follows from a state, and from what the indexer has read. */
export interface Counted {
  readonly totals: Totals;
  readonly charts: Readonly<Record<Chart, ChartRows>>;
}

/** How many items a version has. */
export const growthRow = z.strictObject({
  snapshot_id: uuidField.nullable().describe("Null for the current data."),
  name: z.string(),
  created_at: timeField.nullable().describe("Null for the current data."),
  items: countField,
  images: countField,
  videos: countField,
});
export type GrowthRow = Readonly<z.infer<typeof growthRow>>;

export const statisticsDto = z.strictObject({
  dataset_id: uuidField,
  snapshot_id: uuidField.nullable().describe("Null for the current data."),
  state_id: uuidField,
  computed_at: timeField,
  ...counted,
  growth: z
    .strictObject({ rows: z.array(growthRow).readonly(), complete: z.boolean() })
    .describe("The versions, the oldest first, the current data last; where there are more than 1,000, the latest."),
});
export type StatisticsDto = Readonly<z.infer<typeof statisticsDto>>;

/** While a version is counted for the first time. */
export const countingDto = z.strictObject({
  state_id: uuidField,
  progress_percentage: z.number().min(0).max(100),
  doing: z.string().describe("What is being counted."),
});
export type CountingDto = Readonly<z.infer<typeof countingDto>>;

export const isCounted = (answer: StatisticsDto | CountingDto): answer is StatisticsDto => "totals" in answer;

const version = { snapshot_id: uuidField.optional(), state_id: uuidField.optional() };
export const statisticsQuery = z.strictObject(version);
export type StatisticsQuery = z.infer<typeof statisticsQuery>;

export const DOWNLOADS = [...CHARTS, "growth"] as const;
export type Download = (typeof DOWNLOADS)[number];
export const DOWNLOAD_FORMATS = ["csv", "json"] as const;
export const downloadQuery = z.strictObject({ ...version, format: z.enum(DOWNLOAD_FORMATS).default("json") });
export type DownloadQuery = z.infer<typeof downloadQuery>;

// ── What can be stale ───────────────────────────────────────────────────────

/** The counts that are kept beside a state. */
export const stateCounts = z.strictObject({
  n_items: countField,
  n_images: countField,
  n_videos: countField,
  n_unindexed: countField.nullable(),
  n_objects: countField.nullable(),
});
export type Counts = Readonly<z.infer<typeof stateCounts>>;

const readings = {
  current: countField.describe("Items whose file the present version of the indexer has read."),
  older: countField.describe("Items that an older version read: a re-index reads them again."),
  unreadable: countField.describe("Items without anything to read, such as videos that gave no picture."),
};

export const metricsDto = z.strictObject({
  state_id: uuidField,
  items: countField,
  counts: z
    .strictObject({ current: z.boolean(), kept: stateCounts, counted: stateCounts })
    .describe("The counts that are kept, and the same counted now, past everything that is kept."),
  readings: z.strictObject({
    ...readings,
    older_items: z
      .array(z.strictObject({ media_id: uuidField, file_name: z.string() }))
      .describe("The first of those that an older version read."),
  }),
  statistics: z.strictObject({
    head: z.enum(["current", "older", "missing"]).describe("Missing where nobody looked at them yet."),
    older_snapshots: countField.describe("Snapshots whose statistics an older version of this server counted."),
  }),
});
export type MetricsDto = Readonly<z.infer<typeof metricsDto>>;

/** What was stale when it was asked for, and what was done about it. */
export const refreshedDto = z.strictObject({
  items: countField,
  counts: z.enum(["current", "recounted"]),
  readings: z.strictObject(readings),
  statistics: z
    .enum(["current", "recounted", "after_reading"])
    .describe("`after_reading`: counted again once the task has read the files."),
  older_snapshots: countField,
  task_id: uuidField.nullable().describe("The re-index that reads files again; null where nothing had to be."),
});
export type RefreshedDto = Readonly<z.infer<typeof refreshedDto>>;
