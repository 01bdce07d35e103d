/** A version in numbers: what is counted, how it is told, and what can be stale of it. Safe for the browser. */
import { z } from "zod";
import { uuidField } from "@/lib/validation";

/** Raise it when what is counted changes: what an older one counted is then counted again. */
export const STATISTICS_VERSION = 1;

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
export interface StatisticsRow {
  /** What it is of: a label, a split, a range. Empty for the items that have none. */
  readonly value: string;
  /** The second thing that it is counted by: the kind of geometry, or the split, empty for none; null elsewhere. */
  readonly group: string | null;
  /** Of a range: every v with from ≤ v < to, or v = from where both are the same; null where it has no limit. */
  readonly from: number | null;
  readonly to: number | null;
  readonly items: number;
  /** Where objects are counted: how many. */
  readonly objects: number | null;
  /** Of duplicates: how many groups of them. */
  readonly groups: number | null;
  /** The search that finds exactly these items. */
  readonly q: string;
}

/** Rows of a chart. There can be more than are listed: these are the largest then. */
export interface ChartRows {
  readonly rows: readonly StatisticsRow[];
  readonly complete: boolean;
}

export interface Totals {
  readonly items: number;
  readonly images: number;
  readonly videos: number;
  readonly objects: number;
  /** Different labels of items, and of objects. */
  readonly labels: number;
  readonly object_labels: number;
  readonly unlabelled: number;
  readonly without_objects: number;
  readonly without_split: number;
  readonly with_issues: number;
  /** Items that are there more than once: with the very same file, or one that looks the same. */
  readonly exact_duplicates: number;
  readonly near_duplicates: number;
  /** Items that no index run covers, and items whose file its present version has not read. */
  readonly unindexed: number;
  readonly unread: number;
}

/** What follows from a state, and from what the indexer has read. */
export interface Counted {
  readonly totals: Totals;
  readonly charts: Readonly<Record<Chart, ChartRows>>;
}

/** How many items a version has. */
export interface GrowthRow {
  /** Null for the current data. */
  readonly snapshot_id: string | null;
  readonly name: string;
  /** Null for the current data. */
  readonly created_at: string | null;
  readonly items: number;
  readonly images: number;
  readonly videos: number;
}

export interface StatisticsDto extends Counted {
  readonly dataset_id: string;
  /** Null for the current data. */
  readonly snapshot_id: string | null;
  readonly state_id: string;
  readonly computed_at: string;
  /** The versions of the dataset, the oldest first, the current data last; where there are more than 1,000, the latest. */
  readonly growth: { readonly rows: readonly GrowthRow[]; readonly complete: boolean };
}

/** While a version is counted for the first time. */
export interface CountingDto {
  readonly state_id: string;
  readonly progress_percentage: number;
  /** What is being counted. */
  readonly doing: string;
}

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
export interface Counts {
  readonly n_items: number;
  readonly n_images: number;
  readonly n_videos: number;
  readonly n_unindexed: number | null;
  readonly n_objects: number | null;
}

export interface ReadingsDto {
  /** Items whose file the present version of the indexer has read. */
  readonly current: number;
  /** Items that an older version read: a re-index reads them again. */
  readonly older: number;
  /** Items without anything to read, such as videos that gave no picture. */
  readonly unreadable: number;
  /** The first of those that an older version read. */
  readonly older_items: readonly { readonly media_id: string; readonly file_name: string }[];
}

export interface MetricsDto {
  readonly state_id: string;
  readonly items: number;
  /** The counts that are kept, and the same counted now, past everything that is kept. */
  readonly counts: { readonly current: boolean; readonly kept: Counts; readonly counted: Counts };
  readonly readings: ReadingsDto;
  /** Of the current data: how its statistics stand; `missing` where nobody looked at them yet. */
  readonly statistics: {
    readonly head: "current" | "older" | "missing";
    /** Snapshots whose statistics an older version of this server counted; they are counted again when somebody looks. */
    readonly older_snapshots: number;
  };
}

/** What was stale when it was asked for, and what was done about it. */
export interface RefreshedDto {
  readonly items: number;
  readonly counts: "current" | "recounted";
  readonly readings: Omit<ReadingsDto, "older_items">;
  /** `after_reading`: counted again once the task has read the files. */
  readonly statistics: "current" | "recounted" | "after_reading";
  readonly older_snapshots: number;
  /** The re-index that reads again what an older version of the indexer read; null where nothing was. */
  readonly task_id: string | null;
}

/** A search that finds the items which the present indexer has not read. */
export const UNREAD_SEARCH = "-has:reading";
