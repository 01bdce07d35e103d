/**
 * `npm run bench:browser -- --items N [--json FILE]`: the dataset page over N items in headless Chromium, against the built
 * web process. Items share the pictures of a few hundred drawn files, so that tiles load real thumbnails. With `--demo` on
 * the demo's dataset instead, with `--vitals` only how the page answers and what moves in it, and with `--datasets N` the
 * inventory of so many datasets.
 */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Locator, type Page } from "@playwright/test";
import { benchFile, BENCH_CLUSTERS, loadFiles } from "./bench/dataset";
import { addDatasets, measureInventory } from "./bench/inventory";
import { withScratch } from "./bench/scratch";
import { tour } from "./bench/tour";
import { watchVitals } from "./bench/vitals";
import { buildOnce } from "./stack/build";
import { findChromium } from "./stack/browser";
import { startProduct } from "./stack/product";
import { supervise } from "./stack/supervise";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "1000000" },
    demo: { type: "boolean", default: false },
    vitals: { type: "boolean", default: false },
    datasets: { type: "string" },
    json: { type: "string" },
  },
});
const PICTURES = 300;
const DATASETS = Number(values.datasets ?? 0);
const ITEMS = DATASETS > 0 ? PICTURES : Number(values.items);
const PASSWORD = "bench password";
const ROUNDS = 11;

const results: Record<string, unknown>[] = [];
function record(name: string, times: number[], extra: Record<string, unknown> = {}): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!);
  results.push({ name, p50_ms: at(0.5), p95_ms: at(0.95), n: times.length, first_ms: Math.round(times[0]!), ...extra });
  console.log(
    `  ${name.padEnd(28)} p50 ${String(at(0.5)).padStart(6)} ms   p95 ${String(at(0.95)).padStart(6)} ms   first ${String(Math.round(times[0]!)).padStart(6)} ms   n ${times.length}${Object.keys(extra).length > 0 ? `   ${JSON.stringify(extra)}` : ""}`,
  );
}

/** A dataset of ITEMS items, loaded by the product's own bulk path. */
async function load(folder: string): Promise<string> {
  const { hashPassword } = await import("@/lib/auth/passwords");
  const { insertUser } = await import("@/lib/auth/repository");
  const { createDataset } = await import("@/lib/datasets/service");
  const { insertMedia } = await import("@/lib/media/repository");
  const { storeMedia } = await import("@/lib/media/store-media");
  const { createSnapshot } = await import("@/lib/snapshots/service");
  const { drawInto } = await import("@/prisma/factories");
  const { planScenes, randomFrom } = await import("@/prisma/scenes");
  const { stat, mkdir } = await import("node:fs/promises");
  const random = randomFrom(1);
  const user = await insertUser({
    id: randomUUID(),
    email: "bench@test.example",
    name: "Bench",
    passwordHash: await hashPassword(PASSWORD),
  });
  const pictures = path.join(folder, "pictures");
  await mkdir(pictures, { recursive: true });
  const hashes: string[] = [];
  for (const { name } of await drawInto(pictures, planScenes(PICTURES, 3))) {
    const file = path.join(pictures, name);
    const { sha256, row } = await storeMedia({ file, size: (await stat(file)).size, owned: false });
    if (row) await insertMedia([row]);
    hashes.push(sha256);
  }
  const { dataset_id: id } = await createDataset(user, { name: "Bench" });
  const files = Array.from({ length: ITEMS }, (_, index) => {
    const file = benchFile(index, hashes[(index * 37) % hashes.length]!, random);
    return { ...file, sets: [...file.sets, `cluster:${Math.floor(random() * BENCH_CLUSTERS)}`] };
  });
  await loadFiles(user, id, files, random);
  await createSnapshot(user, id, { name: "loaded" });
  return id;
}

/** Runs in the page: resolves with the milliseconds until every tile in sight is there, first with its data, then with its picture. */
const untilTiles = (page: Page, act: string): Promise<{ data: number; pictures: number }> =>
  page.evaluate(
    (what) =>
      new Promise((resolve) => {
        const scroller = document.querySelector('[data-testid="grid-scroller"]')!;
        const before = document.querySelector('[data-testid="grid-scroller"] ul')!;
        const signature = () =>
          [...scroller.querySelectorAll("[data-place]")]
            .map((tile) => `${tile.getAttribute("data-place")} ${tile.getAttribute("aria-label")}`)
            .join();
        const old = signature();
        const counted = () => document.querySelector('aside[aria-label="Filters"]')!.textContent;
        const oldCounts = counted();
        const started = performance.now();
        let data = 0;
        const isCount = (0, eval)(what) as boolean;
        const look = () => {
          const list = document.querySelector('[data-testid="grid-scroller"] ul') ?? before;
          const box = scroller.getBoundingClientRect();
          const inSight = [...list.children].filter((tile) => {
            const at = tile.getBoundingClientRect();
            return at.bottom > box.top && at.top < box.bottom;
          });
          const isThere =
            inSight.length > 0 &&
            inSight.every((tile) => tile.getAttribute("aria-hidden") !== "true") &&
            list.getAttribute("aria-busy") === "false" &&
            signature() !== old &&
            (!isCount || counted() !== oldCounts);
          if (isThere && data === 0) data = performance.now() - started;
          const arePictured =
            isThere && inSight.every((tile) => [...tile.querySelectorAll("img")].every((image) => image.complete));
          if (arePictured) resolve({ data, pictures: performance.now() - started });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    act,
  );

const untilShown = (page: Page) =>
  page.waitForFunction(() => {
    const tiles = [
      ...document.querySelectorAll('[data-testid="grid-scroller"] [data-place] img'),
    ] as HTMLImageElement[];
    return (
      tiles.length > 10 &&
      tiles.every((image) => image.complete) &&
      /\d/.test(document.querySelector('aside[aria-label="Filters"]')?.textContent ?? "")
    );
  });

async function measure(page: Page, id: string): Promise<void> {
  const url = `/datasets/${id}`;
  const navigations: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto("/settings");
    const started = performance.now();
    await page.goto(url, { waitUntil: "commit" });
    await untilShown(page);
    navigations.push(performance.now() - started);
  }
  record("first page, pictures too", navigations);

  /** Presses on the scrubber at a share of its length. */
  const jump = (share: number) => `(() => {
    const track = document.querySelector('[role="slider"][aria-orientation="vertical"]');
    const box = track.getBoundingClientRect();
    const point = { bubbles: true, pointerId: 1, button: 0, clientX: box.left + 8, clientY: box.top + 18 + (box.height - 36) * ${share} };
    track.setPointerCapture = () => undefined;
    track.dispatchEvent(new PointerEvent("pointerdown", point));
    track.dispatchEvent(new PointerEvent("pointerup", point));
    return false;
  })()`;
  for (const [name, query] of [
    ["jump", ""],
    ["jump, by name", "?sort=name"],
    ["jump, filtered", "?q=label%3Aclass-1"],
    ["jump, shuffled", "?sort=random&seed=5"],
  ] as const) {
    await page.goto(url + query);
    await untilShown(page);
    const times: { data: number; pictures: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      times.push(await untilTiles(page, jump(round === 0 ? 0.5 : ((round * 37) % 97) / 100 + 0.01)));
    record(
      `${name}: tiles`,
      times.map(({ data }) => data),
    );
    record(
      `${name}: pictures`,
      times.map(({ pictures }) => pictures),
    );
  }

  await page.goto(url);
  await untilShown(page);
  const clicks: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const press = (name: string) =>
      `(() => { [...document.querySelectorAll('aside[aria-label="Filters"] button[aria-pressed]')].find((button) => button.textContent.startsWith("${name}")).click(); return true; })()`;
    clicks.push((await untilTiles(page, press(`class-${round}`))).data);
    // Let go again, so that the next one starts from everything.
    await untilTiles(page, press(`class-${round}`));
  }
  record("facet click: counts and tiles", clicks);

  // Folders and numbers are read off the revisions when somebody first opens them; then they are there for every search.
  const filters = page.getByRole("complementary", { name: "Filters" });
  for (const [section, there] of [
    ["Folders", (part: Locator) => part.getByRole("button", { name: /^batch-0 / })],
    ["File size", (part: Locator) => part.getByRole("img")],
    ["Uniqueness", (part: Locator) => part.getByRole("img")],
  ] as const) {
    const started = performance.now();
    await filters.getByRole("button", { name: section, exact: true }).click();
    await there(filters.getByRole("region", { name: section })).waitFor({ timeout: 60_000 });
    record(`${section}, opened first`, [performance.now() - started]);
  }
  const narrowed: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const press = `(() => { [...document.querySelectorAll('aside[aria-label="Filters"] button[aria-pressed]')].find((button) => button.textContent.startsWith("class-${round}")).click(); return true; })()`;
    narrowed.push((await untilTiles(page, press)).data);
    await untilTiles(page, press);
  }
  record("facet click with these open", narrowed);

  await page.goto(url);
  await untilShown(page);
  await page.evaluate(() => {
    const tasks: number[] = [];
    (window as unknown as { longTasks: number[] }).longTasks = tasks;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => tasks.push(entry.duration))).observe({
      type: "longtask",
    });
  });
  await page.mouse.move(900, 600);
  const started = performance.now();
  for (let step = 0; step < 200; step += 1) {
    await page.mouse.wheel(0, 240);
    await page.waitForTimeout(16);
  }
  const seconds = (performance.now() - started) / 1000;
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  const top = await page.evaluate(() =>
    document.querySelector('[role="slider"][aria-orientation="vertical"]')!.getAttribute("aria-valuenow"),
  );
  record("scrolling: longest task", [tasks.length === 0 ? 0 : Math.max(...tasks)], {
    tasks_over_50_ms: tasks.length,
    seconds: Math.round(seconds * 10) / 10,
    reached_item: Number(top),
  });

  // Bulk edits, each of a whole filter, until the tiles show them and until the server has confirmed.
  const bulkEdit = async (
    name: string,
    q: string,
    act: () => Promise<void>,
    shown: (() => Promise<unknown>) | null,
    confirmed: RegExp,
  ) => {
    await page.goto(`${url}?q=${encodeURIComponent(q)}`);
    await untilShown(page);
    const count = await page
      .getByText(/^[\d,]+ items$/)
      .first()
      .textContent();
    await page.keyboard.press("Control+a");
    await act();
    const begun = performance.now();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^(Tag|Set|Delete)$/ })
      .click();
    await shown?.();
    const seen = performance.now() - begun;
    await page.getByText(confirmed).first().waitFor({ timeout: 120_000 });
    record(name, [seen], { items: count, confirmed_ms: Math.round(performance.now() - begun) });
    const undone = performance.now();
    await page.getByRole("button", { name: "Undo" }).first().click();
    await page
      .getByText(/^Undone: /)
      .first()
      .waitFor({ timeout: 120_000 });
    record(`${name}: undo`, [performance.now() - undone]);
  };
  const grid = page.locator('[data-testid="grid-scroller"]');
  const choose = async (item: string) => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  const tag = async () => {
    await page.getByRole("button", { name: "Tag", exact: true }).click();
    await page.getByRole("combobox", { name: "Tag" }).fill("everything");
  };
  await bulkEdit("tag everything", "", tag, () => grid.getByText("everything").first().waitFor(), /items tagged/);
  const tenth = "label:class-1 OR label:class-2";
  await bulkEdit("tag a tenth", tenth, tag, () => grid.getByText("everything").first().waitFor(), /items tagged/);
  await bulkEdit(
    "delete a tenth",
    tenth,
    () => page.getByRole("button", { name: "Delete", exact: true }).click(),
    null,
    /items deleted$/,
  );
  await bulkEdit(
    "set a field of a tenth",
    tenth,
    async () => {
      await choose("Edit metadata");
      await page.getByRole("combobox", { name: "Field" }).fill("speed");
      await page.getByRole("combobox", { name: "Type" }).selectOption("float");
      await page.getByRole("combobox", { name: "Value" }).fill("12");
    },
    null,
    /^speed set on/,
  );

  // Another person's browser: from the request of an edit until the tile shows it.
  await page.goto(url);
  await untilShown(page);
  const first = await page.evaluate(
    async (path) =>
      ((await (await fetch(`/api/v1${path}/items?limit=1`)).json()) as { items: { item_no: number }[] }).items[0]!
        .item_no,
    `/dataset/${id}`,
  );
  const seen: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const word = `live-${round}`;
    const shown = page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const look = () =>
            // A tile shows the first few of its words; to a screen reader it tells all of them.
            document.querySelector(`[data-place][aria-description*="${wanted}"]`)
              ? resolve(Date.now())
              : requestAnimationFrame(look);
          look();
        }),
      word,
    );
    const sent = Date.now();
    // Not from another tab: the browser slows down the one behind.
    const answer = await page.request.post(`/api/v1/dataset/${id}/items/tag`, {
      data: { item_numbers: [[first, first]], tags: [word] },
    });
    if (!answer.ok()) throw new Error(`The edit was refused: ${await answer.text()}`);
    seen.push((await shown) - sent);
  }
  record("another's edit, until seen", seen);
}

/** Layout shift, interaction to next paint and long tasks, of each part of a tour through the page. */
async function measureVitals(page: Page, id: string): Promise<void> {
  await page.addInitScript(watchVitals);
  const phases = await tour(page, `/datasets/${id}`);
  const all = phases.flatMap(({ vitals }) => vitals.interactions_ms).sort((a, b) => a - b);
  const share = (times: readonly number[], of: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * of))];
  for (const { name, vitals } of phases) {
    const times = [...vitals.interactions_ms].sort((a, b) => a - b);
    const row = {
      name,
      layout_shift: Math.round(vitals.shift * 10_000) / 10_000,
      interactions: times.length,
      inp_p50_ms: share(times, 0.5) ?? null,
      inp_p95_ms: share(times, 0.95) ?? null,
      longest_task_ms: Math.round(Math.max(0, ...vitals.long_tasks_ms)),
      long_tasks: vitals.long_tasks_ms.length,
    };
    results.push({ ...row, shifted: vitals.shifted, slowest: vitals.slowest });
    console.log(
      `  ${name.padEnd(36)} shift ${row.layout_shift.toFixed(4)}   interactions ${String(row.interactions).padStart(3)}` +
        `   p50 ${String(row.inp_p50_ms ?? "").padStart(4)} ms   p95 ${String(row.inp_p95_ms ?? "").padStart(4)} ms` +
        `   tasks over 50 ms ${row.long_tasks}, longest ${row.longest_task_ms} ms`,
    );
    for (const line of vitals.shifted.slice(0, 3)) console.log(`      ${line}`);
    if ((row.inp_p95_ms ?? 0) > 100) for (const line of vitals.slowest) console.log(`      ${line}`);
  }
  const shift = Math.max(...phases.map(({ vitals }) => vitals.shift));
  console.log(
    `  all ${all.length} interactions: p50 ${share(all, 0.5)} ms, p95 ${share(all, 0.95)} ms, slowest ${all.at(-1)} ms; most shift ${shift.toFixed(4)}`,
  );
  results.push({
    name: "all interactions",
    interactions: all.length,
    inp_p50_ms: share(all, 0.5),
    inp_p95_ms: share(all, 0.95),
    slowest_ms: all.at(-1),
    layout_shift: shift,
  });
}

/** Runs `work` on a page of a browser that is signed in. */
async function inBrowser(baseURL: string, email: string, password: string, work: (page: Page) => Promise<void>) {
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  try {
    const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
    // What tsx calls around named functions does not travel into the page.
    await context.addInitScript("globalThis.__name = (work) => work");
    const { csrfToken } = (await (await context.request.get("/api/auth/csrf")).json()) as { csrfToken: string };
    await context.request.post("/api/auth/callback/credentials", {
      form: { csrfToken, email, password, json: "true" },
    });
    await work(await context.newPage());
  } finally {
    await browser.close();
  }
}

async function benchDemo(): Promise<void> {
  const product = await startProduct(".data-test/bench-demo");
  try {
    await inBrowser(product.url, "owner@stillframe.test", product.password, async (page) => {
      const datasets = (await (await page.request.get("/api/v1/datasets")).json()) as {
        id: string;
        display_name: string;
      }[];
      await measureVitals(page, datasets.find(({ display_name }) => display_name === "Landscapes")!.id);
    });
  } finally {
    await product.stop();
  }
}

async function benchItems(folder: string): Promise<void> {
  console.log(DATASETS > 0 ? `${DATASETS} datasets` : `${ITEMS.toLocaleString("en")} items`);
  const id = await load(folder);
  if (DATASETS > 0) await addDatasets(id, DATASETS - 1);
  await buildOnce((text) => console.log(`▸ ${text}`));
  const port = 20_000 + (process.pid % 20_000);
  const env = {
    DATABASE_URL: process.env.DATABASE_URL!,
    AUTH_SECRET: process.env.AUTH_SECRET!,
    STILLFRAME_DATA_DIR: process.env.STILLFRAME_DATA_DIR!,
    STILLFRAME_DEMO: "0",
    PORT: String(port),
    AUTH_TRUST_HOST: "1",
  };
  const worker = await supervise("worker", env);
  const web = await supervise("web", env);
  try {
    await inBrowser(`http://localhost:${port}`, "bench@test.example", PASSWORD, async (page) => {
      if (DATASETS > 0) return measureInventory(page, record, DATASETS, ROUNDS);
      if (!values.vitals) await measure(page, id);
      await measureVitals(page, id);
    });
  } finally {
    await web.stop();
    await worker.stop();
  }
}

if (values.demo) await benchDemo();
else await withScratch({ AUTH_TRUST_HOST: "1" }, ({ folder }) => benchItems(folder));
if (values.json)
  await writeFile(
    values.json,
    JSON.stringify(
      { ...(values.demo ? { demo: true } : DATASETS > 0 ? { datasets: DATASETS } : { items: ITEMS }), results },
      null,
      2,
    ),
  );
process.exit(0);
