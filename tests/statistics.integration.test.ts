/**
 * Versions in numbers: whatever was done to a dataset, they are what counting its items one by one says, in the current data, in
 * snapshots and in clones; each search finds exactly what its row counts; and a refresh finds what is stale.
 */
import fc from "fast-check";
import Papa from "papaparse";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { listItemsQuery, patchItemInput, type ItemDto } from "@/lib/items/schema";
import { listItems } from "@/lib/items/service";
import { INDEXER_VERSION } from "@/lib/media/reading";
import type { ItemObject } from "@/lib/objects/model";
import { createSnapshot } from "@/lib/snapshots/service";
import { getMetrics, refreshMetrics } from "@/lib/statistics/refresh";
import { isCounted, type Chart, type StatisticsDto, type StatisticsRow } from "@/lib/statistics/schema";
import { getStatistics } from "@/lib/statistics/service";
import { countStatistics } from "@/lib/statistics/count";
import { count, waitForCount } from "@/lib/statistics/kept";
import { itemsThatDiffer, sumsFromJson, sumsToJson } from "@/lib/statistics/sums";
import { openState } from "@/lib/states/service";
import { runTaskHere } from "@/prisma/factories";
import { allItems, asAdmin, call, cloneOf, giveRole, headOf, newDataset, newUser, numbersOf } from "./world";

let owner: CurrentUser;
let base: string;

beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 8, "Counted", 31);
  // Three items with the same file, and two with another one: an import skips such files, and the database refuses changes.
  const hashes = (await allItems(owner, base)).map(({ sha256 }) => sha256);
  for (const [at, like] of [
    [5, 4],
    [6, 4],
    [7, 3],
  ] as const)
    await asAdmin(`SET session_replication_role = replica;
      UPDATE revision SET media_sha256 = '\\x${hashes[like]}' WHERE media_sha256 = '\\x${hashes[at]}'`);
});

async function statisticsOf(datasetId: string, snapshot_id?: string): Promise<StatisticsDto> {
  for (;;) {
    const answer = await getStatistics(owner, datasetId, { snapshot_id });
    if (isCounted(answer)) return answer;
  }
}

const OBJECTS = {
  box: { label: "boat", col_x: 1, row_y: 1, width: 5, height: 5 },
  other: { label: "night bus", col_x: 2, row_y: 2, width: 5, height: 5 },
  polygon: { label: "boat", polygon: [[[1, 1, 9, 1, 9, 9]]] },
} as const;
type ObjectName = keyof typeof OBJECTS;

type Step =
  | { readonly do: "label" | "unlabel"; readonly item: number; readonly word: string }
  | { readonly do: "split"; readonly item: number; readonly split: string | null }
  | { readonly do: "objects"; readonly item: number; readonly objects: readonly ObjectName[] }
  | { readonly do: "delete"; readonly item: number };

const item = fc.nat(7);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom("label" as const, "unlabel" as const), item, word: fc.constantFrom("sea", 'a "b"') }),
  fc.record({ do: fc.constant("split" as const), item, split: fc.constantFrom("train", "val", null) }),
  fc.record({
    do: fc.constant("objects" as const),
    item,
    objects: fc.array(fc.constantFrom(...(Object.keys(OBJECTS) as ObjectName[])), { maxLength: 7 }),
  }),
  fc.record({ do: fc.constant("delete" as const), item }),
);

async function take(datasetId: string, taken: Step): Promise<void> {
  const items = await allItems(owner, datasetId);
  const chosen = items[taken.item];
  if (!chosen) return;
  const selection = { item_ids: [chosen.media_id] };
  const patch = (input: object) => patchItem(owner, datasetId, chosen.media_id, patchItemInput.parse(input), null);
  switch (taken.do) {
    case "label":
    case "unlabel":
      await editWords(owner, datasetId, "label", taken.do === "label" ? "add" : "remove", selection, [taken.word]);
      return;
    case "split":
      await patch({ split: taken.split });
      return;
    case "objects":
      await patch({ objects: taken.objects.length === 0 ? null : taken.objects.map((name) => OBJECTS[name]) });
      return;
    case "delete":
      await deleteItems(owner, datasetId, selection);
  }
}

// The same by looking at every item --------------------------------------------------

type Counts = Record<string, number>;
const tally = (values: readonly string[]): Counts => {
  const counts: Counts = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
const kindsOf = (object: ItemObject): string[] => [
  object.type,
  ...(object.polygon && object.type !== "polygon" ? ["polygon"] : []),
];

function naive(items: readonly ItemDto[]) {
  const objects = items.flatMap((one) => one.objects);
  const shared = Object.values(tally(items.map(({ sha256 }) => sha256))).filter((count) => count > 1);
  const sharing = shared.reduce((sum, count) => sum + count, 0);
  return {
    labels: tally(items.flatMap((one) => one.labels)),
    splits: tally(items.map((one) => one.split ?? "")),
    split_labels: tally(
      items.some((one) => one.split)
        ? items.flatMap((one) => one.labels.map((label) => `${label} ${one.split ?? ""}`))
        : [],
    ),
    objects: tally(objects.map(({ label }) => label)),
    object_kinds: tally(objects.flatMap((object) => kindsOf(object).map((kind) => `${object.label} ${kind}`))),
    object_items: tally(items.flatMap((one) => [...new Set(one.objects.map(({ label }) => label))])),
    issues: tally(items.flatMap((one) => one.issues)),
    exact: sharing > 0 ? { items: sharing, groups: shared.length } : undefined,
    totals: {
      items: items.length,
      objects: objects.length,
      unlabelled: items.filter((one) => one.labels.length === 0).length,
      without_objects: items.filter((one) => one.objects.length === 0).length,
      without_split: items.filter((one) => one.split === null).length,
      with_issues: items.filter((one) => one.issues.length > 0).length,
      exact_duplicates: sharing,
    },
  };
}

const told = (rows: readonly StatisticsRow[], of: "items" | "objects" = "items"): Counts =>
  Object.fromEntries(rows.map((row) => [row.group === null ? row.value : `${row.value} ${row.group}`, row[of]!]));

const HISTOGRAMS = {
  width: (one: ItemDto) => one.width!,
  height: (one: ItemDto) => one.height!,
  ratio: (one: ItemDto) => one.width! / one.height!,
  brightness: (one: ItemDto) => one.statistics.mean as number,
  sharpness: (one: ItemDto) => one.statistics.sharpness as number,
  objects_per_item: (one: ItemDto) => one.objects.length,
} satisfies Partial<Record<Chart, (one: ItemDto) => number>>;

const countAfresh = async (stateId: string) => countStatistics(await openState(stateId), () => undefined);

/** Counts one version from another one, as it is kept, and from nothing. */
async function expectSameFrom(baseId: string, stateId: string): Promise<void> {
  const [before, open] = [await openState(baseId), await openState(stateId)];
  const kept = sumsFromJson(JSON.parse(JSON.stringify(sumsToJson((await countAfresh(baseId)).sums))) as never);
  const differing = (await itemsThatDiffer(before, open, kept.unread))!;
  const told: string[] = [];
  const base = { ...kept, open: before, differing };
  const known = await countStatistics(open, (_share, doing) => told.push(doing), { base });
  const afresh = await countAfresh(stateId);
  expect(known.counted).toEqual(afresh.counted);
  expect(known.sums.tally).toEqual(afresh.sums.tally);
  expect([...known.sums.unread]).toEqual([...afresh.sums.unread]);
  expect(told).not.toContain("Objects");
}

async function expectCounted(datasetId: string, snapshotId?: string): Promise<void> {
  const { totals, charts, state_id } = await statisticsOf(datasetId, snapshotId);
  expect({ totals, charts }).toEqual((await countAfresh(state_id)).counted);
  const items = await allItems(owner, datasetId, snapshotId);
  const expected = naive(items);
  expect(totals).toMatchObject(expected.totals);
  for (const chart of ["labels", "splits", "split_labels", "issues"] as const)
    expect([chart, told(charts[chart].rows)]).toEqual([chart, expected[chart]]);
  expect(told(charts.objects.rows, "objects")).toEqual(expected.objects);
  expect(told(charts.objects.rows)).toEqual(expected.object_items);
  expect(told(charts.object_kinds.rows, "objects")).toEqual(expected.object_kinds);
  const exact = charts.duplicates.rows.find(({ value }) => value === "exact");
  expect(exact && { items: exact.items, groups: exact.groups }).toEqual(expected.exact);
  for (const [chart, valueOf] of Object.entries(HISTOGRAMS)) {
    const rows = charts[chart as Chart].rows;
    expect(rows.reduce((sum, row) => sum + row.items, 0)).toBe(items.length);
    for (const { from, to, items: count } of rows) {
      const inside = items
        .map(valueOf)
        .filter((value) =>
          from === to ? value === from : (from === null || value >= from) && (to === null || value < to),
        );
      expect([chart, from, to, count]).toEqual([chart, from, to, inside.length]);
    }
  }
  // Each search finds exactly what its row counts.
  for (const [chart, { rows }] of Object.entries(charts))
    for (const { q, items: count } of rows) {
      const { total } = await listItems(
        owner,
        datasetId,
        listItemsQuery.parse({ q, snapshot_id: snapshotId, limit: 1 }),
      );
      expect([chart, q, total]).toEqual([chart, q, count]);
    }
}

it("whatever was done, a version in numbers is what counting its items says, from whichever version it is counted, and each search finds what its row counts", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 8 }),
      fc.array(step, { maxLength: 4 }),
      async (first, then) => {
        const id = await cloneOf(owner, base);
        const states = [await headOf(owner, id)];
        for (const taken of first) await take(id, taken);
        states.push(await headOf(owner, id));
        const { snapshot_id } = await createSnapshot(owner, id, {});
        await expectCounted(id);
        for (const taken of then) await take(id, taken);
        states.push(await headOf(owner, id));
        await expectCounted(id);
        for (const from of states) for (const to of states) await expectSameFrom(from, to);
        await expectCounted(id, snapshot_id);
        await expectCounted(await cloneOf(owner, id));
      },
    ),
    { numRuns: 3 },
  );
}, 120_000);

describe("a version in numbers", () => {
  it("is kept: asked for again it is the same count, also by another process", async () => {
    const id = await cloneOf(owner, base);
    const first = await statisticsOf(id);
    expect((await statisticsOf(id)).computed_at).toBe(first.computed_at);
    const [row] = await asAdmin<{ version: number; unread: number }>(
      "SELECT version, unread FROM state_statistics WHERE state_id = $1",
      [first.state_id],
    );
    expect(row).toEqual({ version: 2, unread: 0 });
  });

  it("tells how the dataset grew, by its versions", async () => {
    const id = await cloneOf(owner, base);
    await deleteItems(owner, id, await numbersOf(owner, id, 0, 1));
    const { snapshot_id } = await createSnapshot(owner, id, { name: "Fewer" });
    await deleteItems(owner, id, await numbersOf(owner, id, 0));
    const { growth } = await statisticsOf(id, snapshot_id);
    expect(growth.rows.map(({ name, items }) => [name, items]).slice(-2)).toEqual([
      ["Fewer", 6],
      ["Current data", 5],
    ]);
    expect(growth.rows[0]!.items).toBe(8);
  });

  it("comes as a file, with the search of each row; a name like a formula is text", async () => {
    const id = await cloneOf(owner, base);
    await editWords(owner, id, "label", "add", await numbersOf(owner, id, 0), ["=1+1"]);
    const csv = await (await call(`/dataset/${id}/statistics/labels?format=csv`, { user: owner })).text();
    const rows = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;
    expect(rows.find(({ value }) => value === "'=1+1")).toEqual({ value: "'=1+1", items: "1", q: "label:=1+1" });
    const response = await call(`/dataset/${id}/statistics/growth`, { user: owner });
    expect(response.headers.get("content-disposition")).toContain("growth.json");
    expect(await response.json()).toContainEqual(expect.objectContaining({ name: "Current data", items: 8 }));
    expect((await call(`/dataset/${id}/statistics/colours`, { user: owner })).status).toBe(404);
    expect((await call(`/dataset/${id}/statistics?colour=1`, { user: owner })).status).toBe(422);
  });

  it("of nothing is nothing", async () => {
    const id = await cloneOf(owner, base);
    await deleteItems(owner, id, { q: "" });
    const { totals, charts } = await statisticsOf(id);
    expect(Object.values(totals).every((total) => total === 0)).toBe(true);
    expect(Object.values(charts).flatMap(({ rows }) => rows)).toEqual([]);
  });
});

/** As an older version of the indexer left it: its readings, and none of the present one. The database refuses that to everybody else. */
async function readByAnOlderIndexer(datasetId: string, places: readonly number[]): Promise<void> {
  const hashes = (await allItems(owner, datasetId))
    .filter((_one, at) => places.includes(at))
    .map(({ sha256 }) => sha256);
  const list = hashes.map((hash) => `'\\x${hash}'`).join(", ");
  await asAdmin(`SET session_replication_role = replica;
    UPDATE media SET indexer_version = ${INDEXER_VERSION - 1} WHERE sha256 IN (${list});
    UPDATE media_reading SET model = 'index@${INDEXER_VERSION - 1}' WHERE model = 'index@${INDEXER_VERSION}' AND media_sha256 IN (${list})`);
}

describe("Refresh Metrics", () => {
  it("finds nothing to do where all is current, and says so", async () => {
    const id = await cloneOf(owner, base);
    await statisticsOf(id);
    expect(await getMetrics(owner, id)).toMatchObject({
      items: 8,
      counts: { current: true },
      readings: { current: 8, older: 0, unreadable: 0, older_items: [] },
      statistics: { head: "current", older_snapshots: 0 },
    });
    expect(await refreshMetrics(owner, id)).toEqual({
      items: 8,
      counts: "current",
      readings: { current: 8, older: 0, unreadable: 0 },
      statistics: "current",
      older_snapshots: 0,
      task_id: null,
    });
  });

  it("reads again what an older indexer read, by a re-index with its revision, and counts what comes out", async () => {
    const id = await newDataset(owner, 5, "Stale", 77);
    await readByAnOlderIndexer(id, [1, 3]);
    const before = await statisticsOf(id);
    expect(before.totals.unread).toBe(2);
    const items = await allItems(owner, id);
    const metrics = await getMetrics(owner, id);
    expect(metrics.readings).toEqual({
      current: 3,
      older: 2,
      unreadable: 0,
      older_items: [items[1]!, items[3]!].map(({ media_id, file_name }) => ({ media_id, file_name })),
    });
    const refreshed = await refreshMetrics(owner, id);
    expect(refreshed).toMatchObject({ counts: "current", readings: { older: 2 }, statistics: "after_reading" });
    // While it runs nobody can start another one.
    const again = await call(`/dataset/${id}/metrics/refresh`, { method: "POST", user: owner });
    expect([again.status, ((await again.json()) as { detail: string }).detail]).toEqual([
      409,
      expect.stringContaining("REINDEX task is running"),
    ]);
    await runTaskHere(owner, refreshed.task_id!);
    const after = await statisticsOf(id);
    expect(after.totals.unread).toBe(0);
    expect({ totals: after.totals, charts: after.charts }).toEqual((await countAfresh(after.state_id)).counted);
    expect(after.charts.brightness.rows.reduce((sum, row) => sum + row.items, 0)).toBe(5);
    expect(after.charts.brightness.rows.some(({ value }) => value === "")).toBe(false);
    expect((await getMetrics(owner, id)).readings).toMatchObject({ current: 5, older: 0 });
    expect(after.growth.rows.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^Before re-index/));
  });

  it("counts again what an older version of the server counted, of the head and of snapshots", async () => {
    const id = await cloneOf(owner, base);
    await statisticsOf(id);
    const { snapshot_id } = await createSnapshot(owner, id, {});
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0), ["x"]);
    await statisticsOf(id, snapshot_id);
    const state = await headOf(owner, id);
    await statisticsOf(id);
    await asAdmin("UPDATE state_statistics SET version = 99");
    expect((await getMetrics(owner, id)).statistics).toMatchObject({ head: "older", older_snapshots: 1 });
    expect(await refreshMetrics(owner, id)).toMatchObject({ statistics: "recounted", older_snapshots: 1 });
    expect(await asAdmin("SELECT version FROM state_statistics WHERE state_id = $1", [state])).toEqual([
      { version: 2 },
    ]);
    expect((await getMetrics(owner, id)).statistics).toEqual({ head: "current", older_snapshots: 0 });
  });

  it("sets right counts that do not fit, and the database lets nothing else of a state be changed", async () => {
    const id = await newDataset(owner, 3, "Miscounted", 78);
    const state = await headOf(owner, id);
    await asAdmin(`SET session_replication_role = replica;
      UPDATE state SET n_items = 7, n_images = 7, n_objects = NULL, cover_sha256 = NULL WHERE id = '${state}'`);
    expect((await getMetrics(owner, id)).counts).toMatchObject({
      current: false,
      kept: { n_items: 7, n_objects: null },
      counted: { n_items: 3, n_objects: 0 },
    });
    expect(await refreshMetrics(owner, id)).toMatchObject({ items: 3, counts: "recounted", statistics: "recounted" });
    const [row] = await asAdmin(
      "SELECT n_items, n_images, n_objects, cover_sha256 IS NOT NULL AS cover FROM state WHERE id = $1",
      [state],
    );
    expect(row).toEqual({ n_items: 3, n_images: 3, n_objects: 0, cover: true });
    await expect(asAdmin("UPDATE state SET n_items = 9 WHERE id = $1", [state])).rejects.toThrow(/immutable/);
    await expect(
      asAdmin(
        `SELECT set_config('stillframe.recounts', '${state}', false); UPDATE state SET root = '' WHERE id = '${state}'`,
      ),
    ).rejects.toThrow(/immutable/);
  });

  it("is for Editors; a Viewer may look", async () => {
    const id = await cloneOf(owner, base);
    const viewer = await newUser("viewer");
    await giveRole(owner, id, viewer, "VIEWER");
    expect((await getMetrics(viewer, id)).items).toBe(8);
    await expect(refreshMetrics(viewer, id)).rejects.toThrow(/Editor or Owner/);
  });
});

describe("a count", () => {
  afterEach(() => void vi.useRealTimers());

  it("tells how far it is", async () => {
    const told: [number, string][] = [];
    await countStatistics(await openState(await headOf(owner, base)), (share, doing) => told.push([share, doing]));
    expect(told[0]).toEqual([0, "Labels, splits and issues"]);
    expect(told.map(([, doing]) => doing)).toContain("Brightness and sharpness");
    const shares = told.map(([share]) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it("is shared by all who ask, and made from the last one where little differs", async () => {
    const id = await cloneOf(owner, base);
    await statisticsOf(id);
    await editWords(owner, id, "label", "add", await numbersOf(owner, id, 0), ["shared"]);
    const open = await openState(await headOf(owner, id));
    const first = count(open);
    expect(count(open)).toBe(first);
    await first.result;
    expect(first.progress.doing).toBe("Near duplicates");
  });

  it("is given up once nobody asks any more, and not while somebody waits", async () => {
    const id = await cloneOf(owner, base);
    await editWords(owner, id, "label", "add", await numbersOf(owner, id, 0), ["given up"]);
    const open = await openState(await headOf(owner, id));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const left = count(open);
    vi.advanceTimersByTime(14_000);
    expect(count(open)).toBe(left);
    vi.advanceTimersByTime(16_000);
    await expect(left.result).rejects.toThrow(/abort/i);
    const waiting = waitForCount(open);
    vi.advanceTimersByTime(60_000);
    expect((await waiting).counted.totals.items).toBe(8);
  });
});
