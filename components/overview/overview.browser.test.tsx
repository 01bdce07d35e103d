import { page, userEvent } from "vitest/browser";
import { afterEach, expect, it } from "vitest";
import { expectNoSidewaysScroll } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { datasetWith, LONG_NAME, taskWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import {
  CHARTS,
  type Chart,
  type ChartRows,
  type MetricsDto,
  type StatisticsDto,
  type StatisticsRow,
} from "@/lib/statistics/schema";
import { Overview } from "./overview";
import { RefreshMetricsDialog } from "./refresh-metrics-dialog";

const dataset = datasetWith();
const root = `/dataset/${dataset.id}`;
const SNAPSHOT = "51111111-1111-4111-8111-111111111111";

const row = (value: string, items: number, q: string, more: Partial<StatisticsRow> = {}): StatisticsRow => ({
  value,
  group: null,
  from: null,
  to: null,
  items,
  objects: null,
  groups: null,
  q,
  ...more,
});
const some = (...rows: StatisticsRow[]): ChartRows => ({ rows, complete: true });

const statisticsWith = (
  charts: Partial<Record<Chart, ChartRows>> = {},
  totals: Partial<StatisticsDto["totals"]> = {},
  more: Partial<StatisticsDto> = {},
): StatisticsDto => ({
  dataset_id: dataset.id,
  snapshot_id: null,
  state_id: dataset.state_id,
  computed_at: "2026-05-04T10:00:00.000Z",
  totals: {
    items: 60,
    images: 60,
    videos: 0,
    objects: 9,
    labels: 2,
    object_labels: 1,
    unlabelled: 12,
    without_objects: 55,
    without_split: 60,
    with_issues: 0,
    exact_duplicates: 2,
    near_duplicates: 4,
    unindexed: 0,
    unread: 0,
    ...totals,
  },
  charts: { ...(Object.fromEntries(CHARTS.map((chart) => [chart, some()])) as Record<Chart, ChartRows>), ...charts },
  growth: {
    rows: [
      {
        snapshot_id: SNAPSHOT,
        name: "First",
        created_at: "2026-05-04T10:00:00.000Z",
        items: 40,
        images: 40,
        videos: 0,
      },
      { snapshot_id: null, name: "Current data", created_at: null, items: 60, images: 60, videos: 0 },
    ],
    complete: true,
  },
  ...more,
});

const LABELS = some(row("sea", 30, "label:sea"), row('a "b"', 18, String.raw`label:"a \"b\""`));
const serve = (answer: StatisticsDto) => server.on(`GET ${root}/statistics`, () => answer);
const show = (snapshotId: string | null = null) => render(<Overview dataset={dataset} snapshotId={snapshotId} />);
const addressOf = (name: string | RegExp) =>
  page.getByRole("link", typeof name === "string" ? { name, exact: true } : { name });

afterEach(() => page.viewport(1280, 800));

it("shows numbers that lead to the items that they count, in the version that is looked at", async () => {
  serve(statisticsWith({}, {}, { snapshot_id: SNAPSHOT }));
  await show(SNAPSHOT);
  await expect
    .element(addressOf("Unlabelled: 12"))
    .toHaveAttribute("href", `/datasets/${dataset.id}?q=-has%3Alabel&snapshot=${SNAPSHOT}`);
  // Nothing is behind a zero.
  await expect.element(page.getByRole("link", { name: /^Videos/ })).not.toBeInTheDocument();
  await expect.element(page.getByText("First")).toBeVisible();
  await expect.element(addressOf(/^First, .*: 40 items$/)).toHaveAttribute("aria-current", "true");
});

it("draws bars that lead to what they count; arrow keys go from one to the next, Tab past them", async () => {
  serve(statisticsWith({ labels: LABELS }));
  await show();
  const sea = addressOf("sea: 30 items");
  await expect.element(sea).toHaveAttribute("href", `/datasets/${dataset.id}?q=label%3Asea`);
  const other = addressOf('a "b": 18 items');
  await expect.element(other).toHaveAttribute("href", `/datasets/${dataset.id}?q=label%3A%22a+%5C%22b%5C%22%22`);
  (sea.element() as SVGAElement).focus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(other).toHaveFocus();
  await userEvent.keyboard("{Home}");
  await expect.element(sea).toHaveFocus();
  await userEvent.keyboard("{Tab}");
  await expect.element(page.getByRole("button", { name: "Labels as a table" })).toHaveFocus();
});

it("draws a bar in parts, each with a name and the way to its items", async () => {
  serve(
    statisticsWith({
      object_kinds: some(
        row("boat", 3, "box:boat", { group: "box", objects: 5 }),
        row("boat", 2, "rotated_box:boat", { group: "rotated_box", objects: 4 }),
      ),
    }),
  );
  await show();
  await expect
    .element(addressOf("boat, Rotated box: 4 objects, 2 items"))
    .toHaveAttribute("href", `/datasets/${dataset.id}?q=rotated_box%3Aboat`);
  await expect.element(page.getByRole("listitem").filter({ hasText: /^Rotated box$/ })).toBeVisible();
});

it("has a table of each chart, of the first hundred rows and then of all, and its data as files", async () => {
  const many = Array.from({ length: 150 }, (_, index) => row(`label-${index}`, 150 - index, `label:label-${index}`));
  serve(statisticsWith({ labels: { rows: many, complete: false } }));
  await show();
  await expect.element(page.getByText(/The 8 largest of 150 and more/)).toBeVisible();
  await page.getByRole("button", { name: "Labels as a table" }).click();
  const table = page.getByRole("table", { name: "Labels" });
  await expect.element(table.getByRole("columnheader", { name: "Items" })).toBeVisible();
  expect(table.getByRole("row").elements()).toHaveLength(101);
  await page.getByRole("button", { name: "Show all 150" }).click();
  expect(table.getByRole("row").elements()).toHaveLength(151);
  await expect
    .element(addressOf("label-149: 1 item"))
    .toHaveAttribute("href", `/datasets/${dataset.id}?q=label%3Alabel-149`);
  await expect
    .element(addressOf("Download Labels as CSV"))
    .toHaveAttribute("href", `/api/v1${root}/statistics/labels?format=csv&state_id=${dataset.state_id}`);
  await page.getByRole("button", { name: "Labels as a chart" }).click();
  await expect.element(table).not.toBeInTheDocument();
});

it("draws ranges in their order, with those of which nothing is known last", async () => {
  serve(
    statisticsWith(
      {
        brightness: some(
          row("0–16", 4, "brightness>=0 brightness<16", { from: 0, to: 16 }),
          row("16–32", 50, "brightness>=16 brightness<32", { from: 16, to: 32 }),
          row("", 6, "-brightness>=0"),
        ),
      },
      { unread: 6 },
    ),
  );
  await show();
  const bars = page.getByRole("group", { name: "Brightness, chart" }).getByRole("link");
  await expect.element(bars.first()).toBeInTheDocument();
  expect(bars.elements().map((bar) => bar.getAttribute("aria-label"))).toEqual([
    "0–16: 4 items",
    "16–32: 50 items",
    "Not read: 6 items",
  ]);
  await expect.element(page.getByText(/The files of 6 items were not read/)).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Refresh Metrics" })).toBeVisible();
});

it("says how far a first count is, and then shows it", async () => {
  let asked = 0;
  server.on(`GET ${root}/statistics`, () => {
    asked += 1;
    return asked < 2
      ? Response.json({ state_id: dataset.state_id, progress_percentage: 40, doing: "Widths" }, { status: 202 })
      : statisticsWith({ labels: LABELS });
  });
  await show();
  await expect.element(page.getByText("Counting: Widths")).toBeVisible();
  await expect.element(page.getByRole("progressbar", { name: "Counting" })).toHaveAttribute("aria-valuenow", "40");
  await expect.element(addressOf("sea: 30 items")).toBeInTheDocument();
});

it("says what to do about a version without items", async () => {
  serve(statisticsWith({}, { items: 0 }));
  await show();
  await expect.element(page.getByText(/this version has no items/)).toBeVisible();
  await expect.element(page.getByText("Nothing to show yet")).not.toBeInTheDocument();
});

it("names what there is nothing of", async () => {
  serve(statisticsWith({ labels: LABELS }));
  await show();
  await expect.element(page.getByText("Splits: no item is in a split yet.")).toBeVisible();
  await expect.element(page.getByRole("region", { name: "Splits", exact: true })).not.toBeInTheDocument();
});

it("fits a phone, with names as long as they may be", async () => {
  await page.viewport(390, 844);
  serve(
    statisticsWith({
      labels: some(row(LONG_NAME, 30, `label:${LONG_NAME}`), row("sea", 3, "label:sea")),
      width: some(
        ...Array.from({ length: 12 }, (_, index) =>
          row(`${index * 200}–${index * 200 + 199}`, index, `width>=${index * 200} width<${index * 200 + 200}`),
        ),
      ),
    }),
  );
  await show();
  await expect.element(addressOf("sea: 3 items")).toBeInTheDocument();
  expectNoSidewaysScroll();
});

const METRICS: MetricsDto = {
  state_id: dataset.state_id,
  items: 60,
  counts: {
    current: true,
    kept: { n_items: 60, n_images: 60, n_videos: 0, n_unindexed: 0, n_objects: 9 },
    counted: { n_items: 60, n_images: 60, n_videos: 0, n_unindexed: 0, n_objects: 9 },
  },
  readings: { current: 44, older: 16, unreadable: 0, older_items: [{ media_id: "m", file_name: "old.jpg" }] },
  statistics: { head: "current", older_snapshots: 0 },
};

it("Refresh Metrics says what is stale, and after it what was read again and what was current", async () => {
  const taskId = "71111111-1111-4111-8111-111111111111";
  let isOver = false;
  server.on(`GET ${root}`, () => dataset);
  server.on(`GET ${root}/metrics`, () => METRICS);
  server.on(`POST ${root}/metrics/refresh`, () =>
    Response.json(
      {
        items: 60,
        counts: "current",
        readings: { current: 44, older: 16, unreadable: 0 },
        statistics: "after_reading",
        older_snapshots: 0,
        task_id: taskId,
      },
      { status: 202 },
    ),
  );
  server.on(`GET /tasks/${taskId}`, () =>
    taskWith({ task_type: "REINDEX", status: isOver ? "COMPLETED" : "RUNNING", progress_percentage: 30 }),
  );
  await render(<RefreshMetricsDialog dataset={dataset} onClose={() => undefined} />);
  await expect.element(page.getByText(/16 items were read by an older indexer \(old.jpg, 15 more\)/)).toBeVisible();
  await page.getByRole("button", { name: "Update status" }).click();
  await expect.element(page.getByText("they are being read again", { exact: false })).toBeVisible();
  isOver = true;
  await expect
    .element(page.getByText("Readings: 16 items were read by an older indexer, now re-read."), { timeout: 5_000 })
    .toBeVisible();
  await expect.element(page.getByText("Counts of 60 items: current.")).toBeVisible();
});

it("Refresh Metrics lets Viewers look, and says who may update", async () => {
  const reason = "This needs the Editor or Owner role on the dataset; yours is Viewer";
  const seen = datasetWith({ role: "VIEWER", can: { reindex: reason } });
  server.on(`GET ${root}`, () => seen);
  server.on(`GET ${root}/metrics`, () => METRICS);
  await render(<RefreshMetricsDialog dataset={seen} onClose={() => undefined} />);
  await expect.element(page.getByText("Counts of 60 items: current.")).toBeVisible();
  await expect.element(page.getByText(reason)).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Update status" })).toBeDisabled();
});
