/**
 * `npm run bench:index -- [--items N]`: an index run over N items whose files were read before, in a scratch database:
 * time, peak memory, and what adding 1 % more costs. Descriptors lie around those of drawn scenes.
 */
import { createHash, randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { commitChange } from "./bench/commit-change";
import { withScratch } from "./bench/scratch";

const { values } = parseArgs({ options: { items: { type: "string", default: "100000" } } });
const ITEMS = Number(values.items);
const seconds = (started: number): number => Math.round((performance.now() - started) / 100) / 10;

const main = () => withScratch({}, run);

async function run(): Promise<void> {
  const { copyRows } = await import("@/lib/bulk-copy");
  const { insertUser } = await import("@/lib/auth/repository");
  const { createDataset } = await import("@/lib/datasets/service");
  const { db } = await import("@/lib/db");
  const { inputFrom, runIndex } = await import("@/lib/indexing/run");
  const { INDEX_MODEL, INDEXER_VERSION } = await import("@/lib/media/reading");
  const { changeOfAdditions, recordItems } = await import("@/lib/pipeline/record-items");
  const { openState } = await import("@/lib/states/service");
  const { makeDescriptors } = await import("./bench/index-quality");
  const user = await insertUser({ id: randomUUID(), email: "bench@test.example", name: "Bench", passwordHash: "none" });
  const { dataset_id: id } = await createDataset(user, { name: "Bench" });
  const { lineageId } = await db.dataset.findUniqueOrThrow({ where: { id } });
  const extra = Math.ceil(ITEMS / 100);
  const descriptors = await makeDescriptors(ITEMS + extra);

  const load = async (from: number, to: number) => {
    const files = Array.from({ length: to - from }, (_, at) => ({
      path: `photo-${from + at}.jpg`,
      sha256: createHash("sha256")
        .update(`index ${from + at}`)
        .digest("hex"),
      sets: ["kind:image", `label:class-${(from + at) % 20}`],
    }));
    await copyRows([
      {
        table: "media",
        columns: ["sha256", "kind", "mime", "size", "width", "height", "stats", "indexer_version"],
        rows: files.map(({ sha256 }) => [
          `\\x${sha256}`,
          "image",
          "image/jpeg",
          100_000,
          1920,
          1080,
          "{}",
          INDEXER_VERSION,
        ]),
      },
      {
        table: "media_reading",
        columns: ["media_sha256", "model", "result", "vector"],
        rows: files.map(({ sha256 }, at) => [
          `\\x${sha256}`,
          INDEX_MODEL,
          `{"mean": 120, "sharpness": ${((from + at) % 100) * 20}}`,
          `\\x${Buffer.from(descriptors[from + at]!.buffer).toString("hex")}`,
        ]),
      },
    ]);
    const { additions } = await recordItems(lineageId, randomUUID(), files);
    await commitChange(user, id, { kind: "add_media", detail: {} }, (head) => changeOfAdditions(head, additions));
  };
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const index = async (what: string) => {
    const { headStateId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    const started = performance.now();
    const marks: [string, number][] = [];
    const run = await runIndex(await inputFrom(await openState(headStateId), false), async (_share, message) => {
      const phase = message.split(" ")[0]!;
      if (marks.at(-1)?.[0] !== phase) marks.push([phase, performance.now()]);
    });
    await commitChange(user, id, { kind: "reindex", detail: {} }, () => ({ sets: run.sets, columns: run.columns }));
    console.log(
      `${what}: ${seconds(started)} s, ${marks.map(([phase, at], place) => `${phase.toLowerCase()} ${Math.round(((marks[place + 1]?.[1] ?? performance.now()) - at) / 100) / 10} s`).join(", ")}`,
      run.summary,
    );
  };
  await load(0, ITEMS);
  console.log(`memory before the run ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB`);
  await index(`${ITEMS.toLocaleString("en")} items`);
  await load(ITEMS, ITEMS + extra);
  await index(`1 % more (${extra.toLocaleString("en")} items)`);
  clearInterval(watch);
  console.log(
    `peak memory ${Math.round(peak / 1024 / 1024)} MB, with ${Math.round((descriptors.length * descriptors[0]!.length) / 1024 / 1024)} MB of test data`,
  );
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
