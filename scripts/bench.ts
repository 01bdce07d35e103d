/**
 * `npm run bench -- --items N [--json FILE]`: loads N items through the product's own bulk path into a scratch database
 * and times what people wait for. Two yardsticks of the same run and server make the numbers comparable between machines:
 * the floor (one durable single-row transaction through the same client) and a deep copy of the items.
 */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import pg from "pg";
import type { Bitmap } from "@/lib/versioning/bitmap";
import { commitChange } from "./bench/commit-change";
import { benchFile, loadFiles } from "./bench/dataset";
import { withScratch } from "./bench/scratch";

const { values } = parseArgs({ options: { items: { type: "string", default: "100000" }, json: { type: "string" } } });
const ITEMS = Number(values.items);

interface Row {
  name: string;
  p50_ms: number;
  p95_ms: number;
  n: number;
  [extra: string]: string | number;
}
const rows: Row[] = [];
const round = (value: number, digits = 2) => Math.round(value * 10 ** digits) / 10 ** digits;
const at = (sorted: readonly number[], quantile: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))]!;

function record(name: string, times: number[], extra: Record<string, string | number> = {}): Row {
  const sorted = [...times].sort((a, b) => a - b);
  const row = { name, p50_ms: round(at(sorted, 0.5)), p95_ms: round(at(sorted, 0.95)), n: times.length, ...extra };
  rows.push(row);
  console.log(
    `  ${name.padEnd(24)} p50 ${String(row.p50_ms).padStart(9)} ms   p95 ${String(row.p95_ms).padStart(9)} ms   n ${row.n}`,
  );
  return row;
}

async function measure(
  name: string,
  n: number,
  work: (run: number) => Promise<unknown>,
  extra: Record<string, string | number> = {},
): Promise<Row> {
  const times: number[] = [];
  for (let run = 0; run < n; run += 1) {
    const started = performance.now();
    await work(run);
    times.push(performance.now() - started);
  }
  return record(name, times, extra);
}

const main = () =>
  withScratch({ AUTH_TRUST_HOST: "1" }, async ({ adminUrl }) => {
    const stop: (() => Promise<unknown>)[] = [];
    try {
      const owner = new pg.Client({ connectionString: adminUrl });
      await owner.connect();
      stop.push(() => owner.end());
      await run(owner, stop);
    } finally {
      for (const end of stop.reverse()) await end();
    }
  });

async function run(admin: pg.Client, stop: (() => Promise<unknown>)[]): Promise<void> {
  const { createHash } = await import("node:crypto");
  const { copyRows } = await import("@/lib/bulk-copy");
  const { insertUser } = await import("@/lib/auth/repository");
  const { createApiKey } = await import("@/lib/auth/service");
  const { createDataset } = await import("@/lib/datasets/service");
  const { findDataset } = await import("@/lib/access/service");
  const { db } = await import("@/lib/db");
  const { deleteItems } = await import("@/lib/edits/delete-items");
  const { editWords } = await import("@/lib/edits/edit-words");
  const { getFacets } = await import("@/lib/items/facets");
  const { listItems } = await import("@/lib/items/service");
  const { compareItems } = await import("@/lib/comparing/items");
  const { listItemsQuery } = await import("@/lib/items/schema");
  const { compareSnapshots } = await import("@/lib/comparing/service");
  const { cloneSnapshot, createSnapshot, listAllSnapshots, restoreSnapshot } = await import("@/lib/snapshots/service");
  const { previewRetention } = await import("@/lib/retention/service");
  const { cloneOperation, restoreOperation } = await import("@/lib/snapshots/operations");
  const { merge: mergeOperation } = await import("@/lib/merging/operations");
  const { previewMergeBack, startMergeBack } = await import("@/lib/merging/merge-back");
  const { mergeBackInput } = await import("@/lib/merging/schema");
  const { claimTask, isMine, reportProgress } = await import("@/lib/tasks/repository");
  const { completeTask, runTask } = await import("@/lib/worker/runner");
  const { replaceRevisions, writeFacet } = await import("@/lib/revisions/write-revisions");
  const { bitmapOfSet, loadSets, openState } = await import("@/lib/states/service");
  const { bitmapImplementation, bitmapOf } = await import("@/lib/versioning/bitmap");
  const { randomFrom } = await import("@/prisma/scenes");
  const random = randomFrom(1);
  const user = await insertUser({ id: randomUUID(), email: "bench@test.example", name: "Bench", passwordHash: "none" });
  console.log(
    `${ITEMS.toLocaleString("en")} items, bitmaps ${bitmapImplementation}, ${cpus().length} × ${cpus()[0]!.model}`,
  );

  // ── The index: reading files beside bare decoding, neighbours beside exact search ─
  const { makeDescriptors, measureReading, measureRecall } = await import("./bench/index-quality");
  const reading = await measureReading();
  record("index-throughput", [reading.index_ms], {
    photos_per_s: round((reading.photos / reading.index_ms) * 1000, 1),
    of_bare_decode: round(reading.bare_ms / reading.index_ms),
  });
  const neighbours = measureRecall(await makeDescriptors(20_000));
  record("knn", [neighbours.query_ms], {
    vectors: 20_000,
    recall_at_10: round(neighbours.recall, 3),
    build_ms: Math.round(neighbours.build_ms),
  });

  // ── Load ──────────────────────────────────────────────────────────────────
  const { dataset_id: id } = await createDataset(user, { name: "Bench" });
  const { lineageId } = await db.dataset.findUniqueOrThrow({ where: { id } });
  const files = Array.from({ length: ITEMS }, (_, index) =>
    benchFile(index, createHash("sha256").update(`bench ${index}`).digest("hex"), random),
  );
  function* mediaRows() {
    for (const [index, file] of files.entries()) {
      const video = file.sets[0] === "kind:video";
      yield [
        `\\x${file.sha256}`,
        video ? "video" : "image",
        video ? "video/mp4" : "image/jpeg",
        100_000 + ((index * 7_919) % 4_000_000),
        1920,
        1080,
        `{"mean": ${index % 255}}`,
        1,
      ] as const;
    }
  }
  await copyRows([
    {
      table: "media",
      columns: ["sha256", "kind", "mime", "size", "width", "height", "stats", "indexer_version"],
      rows: mediaRows(),
    },
  ]);
  await admin.query("ANALYZE media");
  const loadStarted = performance.now();
  await loadFiles(user, id, files, random);
  const loadMs = performance.now() - loadStarted;
  // The same rows by bare COPY into tables with the same columns, keys and constraints.
  await admin.query(
    "CREATE TABLE bare_item (LIKE item INCLUDING ALL); CREATE TABLE bare_revision (LIKE revision INCLUDING ALL)",
  );
  await admin.query(
    "ALTER TABLE bare_item ADD FOREIGN KEY (lineage_id) REFERENCES lineage (id); ALTER TABLE bare_revision ADD FOREIGN KEY (lineage_id, item_no) REFERENCES bare_item (lineage_id, item_no), ADD FOREIGN KEY (media_sha256) REFERENCES media (sha256)",
  );
  await admin.query("GRANT INSERT, SELECT ON bare_item, bare_revision TO stillframe_app");
  const { Client } = pg;
  const bare = new Client({ connectionString: process.env.DATABASE_URL });
  await bare.connect();
  const dump = async (table: string) => {
    const { to } = await import("pg-copy-streams");
    const chunks: Buffer[] = [];
    for await (const chunk of admin.query(to(`COPY ${table} TO STDOUT`))) chunks.push(chunk as Buffer);
    return chunks;
  };
  const dumps = [await dump("item"), await dump("revision")];
  const { from } = await import("pg-copy-streams");
  const { pipeline } = await import("node:stream/promises");
  const { Readable } = await import("node:stream");
  const bareStarted = performance.now();
  await bare.query("BEGIN");
  for (const [index, table] of ["bare_item", "bare_revision"].entries())
    await pipeline(Readable.from(dumps[index]!), bare.query(from(`COPY ${table} FROM STDIN`)));
  await bare.query("COMMIT");
  const bareMs = performance.now() - bareStarted;
  await bare.end();
  await admin.query("DROP TABLE bare_revision, bare_item");
  dumps.length = 0;
  record("bulk-load", [loadMs], {
    items_per_s: Math.round((ITEMS / loadMs) * 1000),
    of_bare_copy: round(bareMs / loadMs),
  });
  await admin.query("VACUUM ANALYZE");

  // ── Yardsticks ────────────────────────────────────────────────────────────
  await admin.query(
    "CREATE TABLE bench_floor (id int PRIMARY KEY, n int); INSERT INTO bench_floor VALUES (1, 0); GRANT ALL ON bench_floor TO stillframe_app",
  );
  for (let warm = 0; warm < 20; warm += 1)
    await db.$transaction((tx) => tx.$executeRaw`UPDATE bench_floor SET n = n + 1`);
  const floor = await measure("floor", 60, () =>
    db.$transaction((tx) => tx.$executeRaw`UPDATE bench_floor SET n = n + 1`),
  );
  await measure("floor-driver", 60, async () => {
    await admin.query("BEGIN");
    await admin.query("UPDATE bench_floor SET n = n + 1");
    await admin.query("COMMIT");
  });
  await admin.query(
    "CREATE TABLE copied_item (LIKE item INCLUDING ALL); CREATE TABLE copied_revision (LIKE revision INCLUDING ALL)",
  );
  const deepCopy = await measure("deep-copy", 1, async () => {
    await admin.query(
      "BEGIN; INSERT INTO copied_item SELECT * FROM item; INSERT INTO copied_revision SELECT * FROM revision; COMMIT",
    );
  });
  await admin.query("DROP TABLE copied_item, copied_revision");
  const against = (row: Row) =>
    Object.assign(row, {
      of_floor: round(row.p50_ms / floor.p50_ms, 1),
      faster_than_copy: Math.round(deepCopy.p50_ms / row.p50_ms),
    });

  // ── Snapshots ─────────────────────────────────────────────────────────────
  const query = (text: Record<string, unknown>) => listItemsQuery.parse({ limit: 60, ...text });
  const commitOf = async (taskId: string, operation: typeof restoreOperation): Promise<number> => {
    const task = (await claimTask(taskId))!;
    const commit = await operation.run({
      task,
      progress: async (percent, message) => void (await reportProgress(task, percent, message)),
      throwIfLost: async () => void (await isMine(task)),
    });
    const started = performance.now();
    await completeTask(task, commit);
    return performance.now() - started;
  };
  const first = await createSnapshot(user, id, { name: "first" });
  const versions = [first.snapshot_id];
  // The first of everything warms caches and plans; 20 versions with 1 % of the items' tags changed between each.
  const sizeOf = async () =>
    Number(
      (
        await admin.query<{ bytes: string }>(
          "SELECT pg_total_relation_size('version_object') + pg_total_relation_size('state') + pg_total_relation_size('snapshot') AS bytes",
        )
      ).rows[0]!.bytes,
    );
  const payload = async () =>
    Number(
      (
        await admin.query<{ bytes: string }>(
          "SELECT coalesce((SELECT sum(length(bytes)) FROM version_object), 0) + (SELECT sum(length(root)) FROM state) AS bytes",
        )
      ).rows[0]!.bytes,
    );
  const sizeBefore = await sizeOf();
  const payloadBefore = await payload();
  const ids = async (count: number) =>
    (
      await admin.query<{ media_id: string }>(
        "SELECT media_id FROM item WHERE lineage_id = $1 AND item_no IN (SELECT (random() * $2)::int FROM generate_series(1, $3))",
        [lineageId, ITEMS - 1, count],
      )
    ).rows.map((row) => row.media_id);
  for (let version = 0; version < 20; version += 1) {
    for (let left = Math.ceil(ITEMS / 100); left > 0; left -= 10_000)
      await editWords(user, id, "tag", "add", { item_ids: await ids(Math.min(left, 10_000)) }, [`tag-${version + 20}`]);
    versions.push((await createSnapshot(user, id, { name: `version ${version}` })).snapshot_id);
  }
  const bytes_20 = (await sizeOf()) - sizeBefore;
  const bytesPerVersion = Math.round(((await payload()) - payloadBefore) / 20);
  against(await measure("create", 60, () => createSnapshot(user, id, {})));
  const restores: number[] = [];
  for (let n = 0; n < 60; n += 1) {
    // An edit before each, so that every restore saves its revision.
    await editWords(user, id, "tag", n % 2 ? "remove" : "add", { item_ids: await ids(1) }, ["touched"]);
    restores.push(
      await commitOf((await restoreSnapshot(user, id, versions[(n * 7) % versions.length]!)).task_id, restoreOperation),
    );
  }
  against(record("restore", restores));
  const clones: number[] = [];
  for (let n = 0; n < 40; n += 1)
    clones.push(
      await commitOf((await cloneSnapshot(user, id, versions[n % versions.length]!)).task_id, cloneOperation),
    );
  against(record("clone", clones));
  await commitOf((await restoreSnapshot(user, id, versions.at(-1)!)).task_id, restoreOperation);

  // ── Edits ─────────────────────────────────────────────────────────────────
  // About 10 % of the items, by how labels are drawn; the row tells how many it was.
  const TENTH = "label:class-2 OR label:class-3";
  const single = await ids(100);
  await measure("edit-one", 60, (n) =>
    editWords(user, id, "tag", "add", { item_ids: [single[n % single.length]!] }, ["single"]),
  ).then(against);
  await measure("tag-10pct", 6, (n) => editWords(user, id, "tag", "add", { q: TENTH }, [`bulk-${n}`]), {
    changed: (await listItems(user, id, query({ q: TENTH }))).total,
  });
  const bulk = await createSnapshot(user, id, { name: "bulk" });

  // ── Reads ─────────────────────────────────────────────────────────────────
  const page = (text: Record<string, unknown>) => listItems(user, id, query(text));
  const middle = async (text: Record<string, unknown>) => {
    // A cursor to the middle, made by the product: the page before it, found by one long page.
    const { total } = await page(text);
    let cursor: string | undefined;
    for (let left = Math.min(total, 6_000) / 2; left > 0; left -= 500)
      cursor = (await page({ ...text, cursor, limit: 500 })).next_cursor ?? undefined;
    return cursor;
  };
  await page({});
  await measure("page-order", 60, () => page({}));
  const cursor = Buffer.from(`${(await page({})).state_id} ${Math.floor(ITEMS / 2)}`).toString("base64url");
  await measure("page-order-middle", 60, () => page({ cursor }));
  const filter = "tag:tag-0 -label:class-0 kind:image";
  for (const [name, text] of Object.entries({
    "page-name": { sort: "name" },
    "page-uniqueness": { sort: "-uniqueness" },
  })) {
    const coldStarted = performance.now();
    await page(text);
    const first_ms = round(performance.now() - coldStarted);
    const inMiddle = await middle(text);
    await measure(name, 60, (n) => page(n % 2 ? text : { ...text, cursor: inMiddle }), { first_ms });
  }
  await measure("page-filter", 60, (n) => page({ q: filter, sort: ["added", "name", "-uniqueness"][n % 3]! }));
  await page({ q: "warming" });
  await measure("search-text", 60, (n) => page({ q: `street_${n}9` }));
  await measure("search-text-cached", 60, () => page({ q: "street_19" }));
  await getFacets(user, id, { q: "" });
  await measure("facets", 60, () => getFacets(user, id, { q: "" }));
  await measure("facets-filtered", 60, () => getFacets(user, id, { q: filter }));
  const old = versions[1]!;
  await getFacets(user, id, { q: "", snapshot_id: old });
  await measure("facets-old-version", 60, () => getFacets(user, id, { q: "", snapshot_id: old }));
  await page({ q: filter, snapshot_id: old });
  await measure("page-filter-old-version", 60, (n) =>
    page({ q: filter, snapshot_id: old, sort: ["added", "name", "-uniqueness"][n % 3]! }),
  );

  // ── Compare ───────────────────────────────────────────────────────────────
  await measure(
    "compare-1pct-counts",
    20,
    (n) => compareSnapshots(user, id, versions[n % 19]!, versions[(n % 19) + 1]!, { facets: "sets" }),
    { changed: (await compareSnapshots(user, id, versions[1]!, versions[2]!)).changed },
  );
  const sets = { facets: "sets" } as const;
  await measure(
    "compare-10pct-counts",
    20,
    () => compareSnapshots(user, id, versions.at(-1)!, bulk.snapshot_id, sets),
    {
      changed: (await compareSnapshots(user, id, versions.at(-1)!, bulk.snapshot_id)).changed,
    },
  );

  await measure("compare-10pct-page", 20, () =>
    compareItems(user, id, versions.at(-1)!, bulk.snapshot_id, { change: "changed", limit: 60 }),
  );

  // What the page of a comparison asks for, each time of two versions that nobody has compared yet.
  const compared = { change: "all", limit: 60 } as const;
  const pair = (n: number) => [versions[n % 18]!, bulk.snapshot_id] as const;
  await measure("compare-page-first", 18, async (n) => {
    await compareSnapshots(user, id, ...pair(n), { facets: "none" });
    return compareItems(user, id, ...pair(n), compared);
  });
  await measure("compare-page-search", 18, (n) => compareItems(user, id, ...pair(n), { ...compared, q: filter }));
  await measure("compare-page-sorted", 18, (n) =>
    compareItems(user, id, ...pair(n), { ...compared, sort: { by: "name", descending: true } }),
  );
  await measure("compare-page-facets", 18, (n) => compareSnapshots(user, id, ...pair(n), { facets: "all" }));
  // ── What changed, and taking it back ──────────────────────────────────────
  const { measureActivity } = await import("./bench/activity");
  const large = await editWords(user, id, "tag", "add", { q: TENTH }, ["taken back"]);
  await measureActivity(user, id, { edit: large.edit_id!, since: bulk.snapshot_id }, admin, measure);

  // ── Many snapshots, many labels ───────────────────────────────────────────
  await admin.query(
    "INSERT INTO snapshot (id, dataset_id, name, reason, state_id, created_by) SELECT gen_random_uuid(), dataset_id, 'copy ' || n, 'manual', state_id, created_by FROM snapshot, generate_series(1, 10000) n WHERE id = $1",
    [bulk.snapshot_id],
  );
  // As the database does by itself within a minute of such an insert.
  await admin.query("ANALYZE snapshot");
  await measure("list-10k-snapshots", 10, () => listAllSnapshots(user, id));
  // All but one of them go, and hold nothing alone; with the versions from before, which hold something, what that is is read.
  const rule = { automatic: { days: null, at_least: null }, named: { days: 1, at_least: 1 } };
  await admin.query("ALTER TABLE snapshot DISABLE TRIGGER snapshot_fixed");
  await admin.query("UPDATE snapshot SET created_at = created_at - interval '30 days' WHERE dataset_id = $1", [id]);
  await admin.query("ALTER TABLE snapshot ENABLE TRIGGER snapshot_fixed");
  await measure("retention-preview-10k", 5, () => previewRetention(user, id, rule));
  await admin.query("DELETE FROM snapshot WHERE name LIKE 'copy %'");
  const few = rows.find((row) => row.name === "facets")!;
  for (let n = 0; n < 2_000; n += 100)
    await editWords(
      user,
      id,
      "label",
      "add",
      { item_ids: await ids(20) },
      Array.from({ length: 100 }, (_, label) => `rare-${n + label}`),
    );
  await getFacets(user, id, { q: "" });
  const many = await measure("facets-2k-labels", 30, () => getFacets(user, id, { q: "" }));
  many.of_100_labels = round(many.p50_ms / few.p50_ms, 1);
  await measure("edit-one-2k-labels", 30, (n) =>
    editWords(user, id, "tag", "add", { item_ids: [single[n % single.length]!] }, ["single again"]),
  ).then(against);
  const deleted = await ids(Math.min(10_000, ITEMS / 10));
  await measure("delete-10k", 1, () => deleteItems(user, id, { item_ids: deleted }));

  // ── Merging back what a clone changed: captions and a tag of 100,000 items ─
  const { task_id: cloneTask, dataset_id: changedClone } = await cloneSnapshot(user, id, versions.at(-1)!);
  await runTask(cloneTask, new Map([[cloneOperation.type, cloneOperation]]));
  const merged = Math.min(100_000, ITEMS);
  const changeClone = async (round: number) => {
    const captions = new Map<number, unknown>();
    for (let item = 0; item < merged; item += 1) captions.set(item, { text: `in the clone, round ${round}: ${item}` });
    const { head_state_id } = (await findDataset(changedClone, user.id))!;
    const written = await writeFacet(await openState(head_state_id), "caption", captions);
    await commitChange(user, changedClone, { kind: "reindex", detail: {} }, async (head) => {
      const shown = await loadSets(head, ["rev:caption"]);
      const tag: [string, Bitmap] = [`tag:round-${round}`, bitmapOf(captions.keys())];
      return { sets: new Map([replaceRevisions((name) => bitmapOfSet(shown, name), written), tag]) };
    });
  };
  const mergeInput = mergeBackInput.parse({ source_dataset_id: changedClone, take_all: "theirs" });
  const [previews, merges]: [number[], number[]] = [[], []];
  for (let round = 0; round < 5; round += 1) {
    await changeClone(round);
    const began = performance.now();
    await previewMergeBack(user, id, mergeInput);
    previews.push(performance.now() - began);
    const started = performance.now();
    const { task_id } = await startMergeBack(user, id, mergeInput);
    await runTask(task_id, new Map([[mergeOperation.type, mergeOperation]]));
    merges.push(performance.now() - started);
  }
  record("merge-back-preview", previews, { items: merged });
  record("merge-back", merges, { items: merged });

  // ── After ten rounds of rewriting every caption, and with ten edited clones ─
  const reads: Record<string, () => Promise<unknown>> = {
    "page-order": () => page({}),
    "page-name": () => page({ sort: "name" }),
    "page-filter": () => page({ q: filter }),
    facets: () => getFacets(user, id, { q: "" }),
    "facets-old-version": () => getFacets(user, id, { q: "", snapshot_id: old }),
    "search-text-caption": () => page({ q: "caption:harbour" }),
  };
  const before = new Map<string, number>();
  for (const [name, read] of Object.entries(reads)) {
    await read();
    before.set(name, (await measure(`${name}-before`, 40, read)).p50_ms);
  }
  const rewrite = async (round: number) => {
    const words = ["harbour", "meadow", "street", "night", "crossing"];
    const captions = new Map<number, unknown>();
    for (let item = 0; item < ITEMS; item += 1)
      captions.set(item, {
        text: `round ${round}: a ${words[(item + round) % 5]} seen from ${words[(item * 7 + round) % 5]} ${item % 1_000}`,
      });
    const { head_state_id } = (await findDataset(id, user.id))!;
    const written = await writeFacet(await openState(head_state_id), "caption", captions);
    await commitChange(user, id, { kind: "reindex", detail: {} }, async (head) => {
      const shown = await loadSets(head, ["rev:caption"]);
      return { sets: new Map([replaceRevisions((name) => bitmapOfSet(shown, name), written)]) };
    });
  };
  await measure("rewrite-captions", 10, rewrite, { captions: ITEMS });
  for (let n = 0; n < 10; n += 1) {
    const { task_id, dataset_id } = await cloneSnapshot(user, id, versions[n * 2]!);
    await runTask(task_id, new Map([[cloneOperation.type, cloneOperation]]));
    for (let edit = 0; edit < 10; edit += 1)
      await editWords(user, dataset_id, "tag", "add", { item_ids: await ids(1_000) }, [`clone-${n}-${edit}`]);
  }
  await admin.query("VACUUM ANALYZE revision");
  for (const [name, read] of Object.entries(reads)) {
    const firstStarted = performance.now();
    await read();
    const first_ms = round(performance.now() - firstStarted);
    const row = await measure(`${name}-aged`, 40, read, { first_ms });
    row.of_before = round(row.p50_ms / before.get(name)!);
  }
  const rewritten = await createSnapshot(user, id, { name: "rewritten" });
  await measure("compare-captions-counts", 10, () =>
    compareSnapshots(user, id, bulk.snapshot_id, rewritten.snapshot_id, { facets: "sets" }),
  );
  against(await measure("create-aged", 40, () => createSnapshot(user, id, {})));
  await measure("edit-one-aged", 40, (n) =>
    editWords(user, id, "tag", "add", { item_ids: [single[n % single.length]!] }, ["aged"]),
  ).then(against);

  // ── A value for every item, from a CSV ────────────────────────────────────
  const { customMetadata } = await import("@/lib/metadata-import/operations");
  const { startMetadataImport } = await import("@/lib/metadata-import/service");
  const { openUpload, stageFile } = await import("@/lib/uploads/service");
  const { upload_id } = await openUpload(user, id, "custom_metadata");
  const mediaIds = (
    await admin.query<{ ids: string }>(
      "SELECT string_agg(media_id::text, ',' ORDER BY item_no) AS ids FROM item WHERE lineage_id = $1",
      [lineageId],
    )
  ).rows[0]!.ids.split(",");
  function* csv() {
    yield "media_id,weather,score\n";
    for (const [index, mediaId] of mediaIds.entries())
      yield `${mediaId},${["rain", "sun", "fog", "snow"][index % 4]},${index / 7}\n`;
  }
  await stageFile(user, id, upload_id, "values.csv", Readable.from(csv()));
  const importStarted = performance.now();
  await runTask(
    (
      await startMetadataImport(user, id, {
        upload_id,
        path: "values.csv",
        key: "media_id",
        key_column: "media_id",
        fields: [
          { column: "weather", field_name: "weather", field_type: "enum", is_multi: false },
          { column: "score", field_name: "score", field_type: "float", is_multi: false },
        ],
      })
    ).task_id,
    new Map([[customMetadata.type, customMetadata]]),
  );
  const importMs = performance.now() - importStarted;
  record("import-metadata", [importMs], { values: ITEMS * 2, values_per_s: Math.round((ITEMS * 2 * 1000) / importMs) });
  await measure("facets-with-metadata", 30, () => getFacets(user, id, { q: 'meta:"weather=rain"' }));

  // ── Five objects on every item ────────────────────────────────────────────
  const { measureObjects } = await import("./bench/objects");
  await measureObjects(user, id, ITEMS, random, measure);
  const { measureStatistics } = await import("./bench/statistics");
  await measureStatistics(user, id, admin, measure);

  // ── Over HTTP ─────────────────────────────────────────────────────────────
  const { buildOnce } = await import("./stack/build");
  const { supervise } = await import("./stack/supervise");
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
  stop.push(() => worker.stop());
  const web = await supervise("web", env);
  stop.push(() => web.stop());
  const key = await createApiKey(user, "bench");
  const { SignJWT } = await import("jose");
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256", kid: key.api_key })
    .setSubject(key.api_key)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(key.api_secret));
  const http = async (method: string, route: string) =>
    fetch(`http://127.0.0.1:${port}/api/v1${route}`, { method, headers: { authorization: `Bearer ${token}` } });
  for (const route of [
    "/facets?q=",
    "/items?limit=60",
    "/items?limit=60&sort=name",
    `/items?limit=60&q=${encodeURIComponent(filter)}`,
  ])
    await (await http("GET", `/dataset/${id}${route}`)).text();
  await measure("http-facets", 40, async () => (await http("GET", `/dataset/${id}/facets?q=`)).text());
  await measure("http-page", 40, async () => (await http("GET", `/dataset/${id}/items?limit=60`)).text());
  const restoreOverHttp = async (n: number) => {
    const response = await http("POST", `/dataset/${id}/snapshot/${versions[n % versions.length]}/restore`);
    const task = response.headers.get("location")!.replace("/api/v1", "");
    for (;;) {
      const { status } = (await (await http("GET", task)).json()) as { status: string };
      if (status === "COMPLETED") return;
      if (status === "FAILED") throw new Error("The restore failed");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  await restoreOverHttp(0);
  await measure("http-restore", 30, restoreOverHttp);
  const rss = async (pid: number) =>
    Math.round(
      Number(
        (await (await import("node:fs/promises")).readFile(`/proc/${pid}/status`, "utf8")).match(/VmRSS:\s+(\d+)/)![1],
      ) / 1024,
    );
  const memory =
    process.platform === "linux"
      ? { web_rss_mb: await rss(web.child().pid!), worker_rss_mb: await rss(worker.child().pid!) }
      : {};

  const sizes = { bytes_per_1pct_snapshot: bytesPerVersion, bytes_20_snapshots: bytes_20 };
  console.log("");
  console.table(Object.fromEntries(rows.map(({ name, ...rest }) => [name, rest])));
  console.log("sizes", sizes, "memory", memory);
  const result = {
    items: ITEMS,
    native: bitmapImplementation === "native",
    machine: { cpus: cpus().length, model: cpus()[0]!.model, node: process.version },
    rows,
    sizes,
    memory,
  };
  if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
