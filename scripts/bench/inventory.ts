/** The inventory over many datasets: until it is painted, until a search is answered, and all of it scrolled through. */
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";

type Record = (name: string, times: number[], extra?: { [name: string]: unknown }) => void;

/**
 * Makes datasets beside one that is there: as clones of it in the database, each with a name, a snapshot, an owner and a cover
 * of its own. Through the worker a thousand would take minutes.
 */
export async function addDatasets(like: string, count: number): Promise<void> {
  const { db } = await import("@/lib/db");
  const numbers = Array.from({ length: count }, (_, index) => index);
  const [ids, snapshots] = [numbers.map(() => randomUUID()), numbers.map(() => randomUUID())];
  await db.$executeRaw`
    WITH made AS (SELECT * FROM unnest(${ids}::uuid[], ${snapshots}::uuid[], ${numbers}::int[]) AS m (id, snapshot_id, n)),
    pictures AS (SELECT sha256, row_number() OVER () - 1 AS n, count(*) OVER () AS total FROM media),
    datasets AS (
      INSERT INTO dataset (id, lineage_id, display_name, description, status, head_state_id, created_by, created_at, cover_sha256)
      SELECT made.id, d.lineage_id, 'Collection ' || made.n, 'The **quays** at dawn, number ' || made.n || '.',
        (ARRAY['READY', 'PARTIAL_INDEX'])[1 + made.n % 2]::dataset_status, d.head_state_id, d.created_by,
        d.created_at - make_interval(hours => made.n), p.sha256
      FROM made JOIN dataset d ON d.id = ${like}::uuid JOIN pictures p ON p.n = made.n % p.total
    ),
    kept AS (
      INSERT INTO snapshot (id, dataset_id, name, reason, state_id, created_by)
      SELECT made.snapshot_id, made.id, 'Loaded', 'manual', d.head_state_id, d.created_by FROM made JOIN dataset d ON d.id = ${like}::uuid
    )
    INSERT INTO membership_grant (dataset_id, user_id, role)
    SELECT made.id, m.user_id, m.role FROM made JOIN membership_grant m ON m.dataset_id = ${like}::uuid`;
}

interface Paints {
  /** Until the first byte of the document. */
  readonly answered: number;
  readonly first: number;
  /** When the largest picture or text of the page was there. */
  readonly largest: number;
}

const paints = (page: Page): Promise<Paints> =>
  page.evaluate(async () => {
    // Either may be yet to come when the page has loaded.
    const seen = (type: string) =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          observer.disconnect();
          resolve(list.getEntries().at(-1)!.startTime);
        });
        observer.observe({ type, buffered: true });
      });
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return {
      answered: navigation!.responseStart,
      first: await seen("paint"),
      largest: await seen("largest-contentful-paint"),
    };
  });

export async function measureInventory(page: Page, record: Record, datasets: number, rounds: number): Promise<void> {
  // Settings, which read next to nothing, tell what of it is the machine's and every page's.
  for (const [name, path] of [
    ["settings", "/settings"],
    ["cards", "/datasets?layout=cards"],
    ["list", "/datasets?layout=list"],
  ] as const) {
    const seen: Paints[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.goto(path, { waitUntil: "load" });
      seen.push(await paints(page));
    }
    record(
      `${name}: first byte`,
      seen.map(({ answered }) => answered),
    );
    record(
      `${name}: first paint`,
      seen.map(({ first }) => first),
    );
    record(
      `${name}: largest paint`,
      seen.map(({ largest }) => largest),
    );
  }
  const search = page.getByRole("searchbox", { name: "Search datasets" });
  const searched: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const wanted = `Collection ${datasets - 2 - round}`;
    const started = performance.now();
    await search.fill(wanted);
    await page.getByRole("row", { name: wanted, exact: true }).waitFor();
    searched.push(performance.now() - started);
  }
  // Typing rests for 200 ms before anything is asked.
  record("search, from the last key", searched, { datasets });

  await page.goto("/datasets?layout=cards");
  await page.evaluate(() => {
    const tasks: number[] = [];
    (window as unknown as { longTasks: number[] }).longTasks = tasks;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => tasks.push(entry.duration))).observe({
      type: "longtask",
    });
  });
  await page.mouse.move(700, 600);
  const started = performance.now();
  const last = page.getByRole("listitem", { name: `Collection ${datasets - 2}`, exact: true });
  while ((await last.count()) === 0) {
    await page.mouse.wheel(0, 1_200);
    await page.waitForTimeout(16);
  }
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  record("all of it scrolled through", [performance.now() - started], {
    tasks_over_50_ms: tasks.length,
    longest_task_ms: Math.round(Math.max(0, ...tasks)),
  });
}
