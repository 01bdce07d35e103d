/** A version in numbers. */
import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import Papa from "papaparse";
import type { CurrentUser } from "@/lib/auth/service";
import type { DatasetView } from "@/lib/access/service";
import { openForRead } from "@/lib/items/service";
import { listVersions } from "@/lib/snapshots/service";
import { openState, type OpenState } from "@/lib/states/service";
import { count, findStatistics, waitForCount, type Kept } from "./kept";
import type {
  CountingDto,
  Download,
  DownloadQuery,
  GrowthRow,
  StatisticsDto,
  StatisticsQuery,
  StatisticsRow,
} from "./schema";

/** So long an answer waits for a count before it says how far that is. */
const PATIENCE_MS = 1_000;

/** What a version holds, counted; or, while that takes longer than a moment, how far the count is. */
export async function getStatistics(
  user: CurrentUser,
  datasetId: string,
  query: StatisticsQuery,
): Promise<StatisticsDto | CountingDto> {
  const { dataset, open } = await openForRead(user, datasetId, query);
  const known = await findStatistics(open);
  if (known) return present(dataset, open, query, known);
  const counting = count(open);
  const patience = new AbortController();
  const counted = await Promise.race([
    counting.result,
    delay(PATIENCE_MS, null, { signal: patience.signal }).catch(() => null),
  ]).finally(() => patience.abort());
  return counted ? present(dataset, open, query, counted) : { state_id: open.id, ...counting.progress };
}

async function present(
  dataset: DatasetView,
  open: OpenState,
  query: StatisticsQuery,
  { counted, computed_at }: Kept,
): Promise<StatisticsDto> {
  return {
    dataset_id: dataset.id,
    snapshot_id: query.snapshot_id ?? null,
    state_id: open.id,
    computed_at,
    ...counted,
    growth: await growthOf(dataset),
  };
}

const MAX_VERSIONS = 1_000;

async function growthOf(dataset: DatasetView): Promise<StatisticsDto["growth"]> {
  const [versions, head] = await Promise.all([
    dataset.snapshots_enabled ? listVersions(dataset.id, { limit: MAX_VERSIONS }) : [],
    openState(dataset.head_state_id),
  ]);
  const rows = versions.slice(0, MAX_VERSIONS).map((version): GrowthRow => ({
    snapshot_id: version.id,
    name: version.name,
    created_at: version.created_at,
    items: version.n_images + version.n_videos,
    images: version.n_images,
    videos: version.n_videos,
  }));
  const now: GrowthRow = {
    snapshot_id: null,
    name: "Current data",
    created_at: null,
    items: head.n_items,
    images: head.n_images,
    videos: head.n_videos,
  };
  return { rows: [...rows.reverse(), now], complete: versions.length <= MAX_VERSIONS };
}

/** The columns of each chart's table, as files have them. */
const CROSSED = ["value", "group", "items", "objects"] as const;
const RANGES = ["value", "from", "to", "items"] as const;
const COLUMNS: Record<Exclude<Download, "growth">, readonly (keyof StatisticsRow)[]> = {
  kinds: ["value", "items"],
  labels: ["value", "items"],
  objects: ["value", "objects", "items"],
  object_kinds: CROSSED,
  objects_per_item: RANGES,
  splits: ["value", "items"],
  split_labels: ["value", "group", "items"],
  width: RANGES,
  height: RANGES,
  ratio: RANGES,
  brightness: RANGES,
  sharpness: RANGES,
  issues: ["value", "items"],
  duplicates: ["value", "groups", "items"],
};
const GROWTH_COLUMNS = ["snapshot_id", "name", "created_at", "items", "images", "videos"] as const;

/** A chart's rows as a file; waits for the count. */
export async function downloadChart(
  user: CurrentUser,
  datasetId: string,
  chart: Download,
  { format, ...query }: DownloadQuery,
): Promise<{ fileName: string; mime: string; text: string }> {
  const { dataset, open } = await openForRead(user, datasetId, query);
  let rows: readonly (StatisticsRow | GrowthRow)[];
  let columns: readonly string[];
  if (chart === "growth") {
    ({ rows } = await growthOf(dataset));
    columns = GROWTH_COLUMNS;
  } else {
    const { counted } = (await findStatistics(open)) ?? (await waitForCount(open));
    ({ rows } = counted.charts[chart]);
    columns = [...COLUMNS[chart], "q"];
  }
  const table = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column, (row as unknown as Record<string, unknown>)[column] ?? null])),
  );
  return {
    fileName: `${dataset.display_name} ${chart}.${format}`,
    mime: format === "csv" ? "text/csv; charset=utf-8" : "application/json",
    text:
      format === "csv"
        ? // A name that begins like a formula is one to spreadsheets.
          `${Papa.unparse(table, { columns: [...columns], escapeFormulae: true, newline: "\r\n" })}\r\n`
        : `${JSON.stringify(table, null, 2)}\n`,
  };
}
