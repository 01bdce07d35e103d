/**
 * `npm run bench:export -- [--items N] [--photos M] [--rounds N] [--json FILE]`: exports as they are downloaded, each beside its yardstick of the same
 * run. A zip with M photos beside the bytes of the same files through the same HTTP server; COCO of N items with 5 boxes each beside
 * serialising the same objects. The server is started anew for each, so that it
 * knows no more of an export before the first byte than what the worker left on disk.
 */
import { fork } from "node:child_process";
import { createHash, randomInt, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { CurrentUser } from "@/lib/auth/service";
import { boxesOf, BOXES, loadBoxes } from "./bench/boxes";
import { benchFile, loadFiles } from "./bench/dataset";
import { makePhotos } from "./bench/photos";
import { withScratch } from "./bench/scratch";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "100000" },
    photos: { type: "string", default: "200" },
    rounds: { type: "string", default: "3" },
    json: { type: "string" },
  },
});
const ITEMS = Number(values.items);
const PHOTOS = Number(values.photos);
const ROUNDS = 5;
const COCO_ROUNDS = Number(values.rounds);
const MB = 1024 * 1024;
/** How much of the end of a large file is asked for again. */
const RESUMED_BYTES = 64 * MB;

const rows: Record<string, string | number>[] = [];
function record(row: Record<string, string | number>): void {
  rows.push(row);
  console.log(
    `  ${Object.entries(row)
      .map(([name, value]) => `${name} ${value}`)
      .join("   ")}`,
  );
}
const round = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;
const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
const secondsSince = (started: number) => (performance.now() - started) / 1000;

/** Memory of a process in MB. Peaks are counted from the last reset. */
async function memoryOf(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)![1]) / 1024;
}
/** Processor time of a process so far, in seconds: the kernel counts in hundredths. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}
const resetPeak = (pid: number) => writeFile(`/proc/${pid}/clear_refs`, "5");

interface Read {
  readonly first_s: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly sha256: string;
  /** The last bytes. */
  readonly tail: Buffer;
}
async function read(url: string, headers: Record<string, string> = {}): Promise<Read> {
  const started = performance.now();
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  const hash = createHash("sha256");
  const last: Buffer[] = [];
  let [first_s, bytes, kept] = [0, 0, 0];
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    if (bytes === 0) first_s = secondsSince(started);
    bytes += chunk.byteLength;
    hash.update(chunk);
    last.push(Buffer.from(chunk));
    for (kept += chunk.byteLength; kept - last[0]!.byteLength > RESUMED_BYTES;) kept -= last.shift()!.byteLength;
  }
  return { first_s, seconds: secondsSince(started), bytes, sha256: hash.digest("hex"), tail: Buffer.concat(last) };
}

interface Server {
  readonly pid: number;
  readonly origin: string;
}

/** @param files what it answers with for the bytes alone */
async function withServer(files: readonly string[], work: (server: Server) => Promise<void>): Promise<void> {
  const list = path.join(process.env.STILLFRAME_DATA_DIR!, "bench-files.txt");
  await writeFile(list, files.join("\n"));
  const server = fork(path.resolve(import.meta.dirname, "bench/export-server.ts"), [list], {
    execArgv: ["--import", "tsx", "--disable-warning=ExperimentalWarning"],
    env: { ...process.env, MALLOC_ARENA_MAX: "2", NODE_ENV: "production" },
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.once("message", (message) => resolve(Number(message)));
      server.once("exit", (code) => reject(new Error(`The server ended (${code})`)));
    });
    await work({ pid: server.pid!, origin: `http://127.0.0.1:${port}` });
  } finally {
    server.disconnect();
  }
}

/** Starts an export and runs its task here. @returns the path of its file */
async function exported(
  user: CurrentUser,
  id: string,
  options: Record<string, unknown>,
): Promise<{ link: string; task_s: number }> {
  const { exportQuery } = await import("@/lib/exports/schema");
  const { exportStatus, startExport } = await import("@/lib/exports/service");
  const { runTaskHere } = await import("@/prisma/factories");
  const started = performance.now();
  const { task_id } = await startExport(user, id, exportQuery.parse(options));
  await runTaskHere(user, task_id);
  return { link: (await exportStatus(user, id, task_id)).download_uri!, task_s: secondsSince(started) };
}

/** The rest of a file from a random byte on is what the whole file has there. */
async function resumes(url: string, { bytes, tail }: Read): Promise<string> {
  const from = bytes - randomInt(1, tail.byteLength);
  const rest = await read(url, { range: `bytes=${from}-` });
  return rest.tail.equals(tail.subarray(tail.byteLength - (bytes - from))) ? "same" : "OTHER BYTES";
}

async function benchZip(user: CurrentUser, folder: string): Promise<void> {
  const { createDataset } = await import("@/lib/datasets/service");
  const { blobPath } = await import("@/lib/media/blob-store");
  const { insertMedia } = await import("@/lib/media/repository");
  const { storeMedia } = await import("@/lib/media/store-media");
  const photos = path.join(folder, "photos");
  await mkdir(photos);
  console.log(`Making ${PHOTOS} photos`);
  await makePhotos(PHOTOS, photos);
  const hashes: string[] = [];
  for (const name of await readdir(photos)) {
    const file = path.join(photos, name);
    const { sha256, row } = await storeMedia({ file, size: (await stat(file)).size, owned: false });
    if (row) await insertMedia([row]);
    hashes.push(sha256);
  }
  const { dataset_id: id } = await createDataset(user, { name: "Photos" });
  await loadFiles(
    user,
    id,
    hashes.map((hash, index) => benchFile(index, hash, () => 0.5)),
    () => 0.5,
  );
  const blobs = hashes.map(blobPath);
  const { link } = await exported(user, id, { export_format: "json", include_images: "true" });
  await withServer(blobs, async ({ pid, origin }) => {
    await read(`${origin}/cat`);
    const idle = await memoryOf(pid, "VmRSS");
    await resetPeak(pid);
    const first = await read(`${origin}${link}`);
    const rate: Record<"cat" | "zip", number[]> = { cat: [], zip: [] };
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      const bare = await read(`${origin}/cat`);
      rate.cat.push(bare.bytes / MB / bare.seconds);
      const zip = await read(`${origin}${link}`);
      if (zip.sha256 !== first.sha256) throw new Error("Two downloads are not the same bytes");
      rate.zip.push(zip.bytes / MB / zip.seconds);
    }
    const [plain, zip] = [median(rate.cat), median(rate.zip)];
    record({
      name: "zip",
      photos: PHOTOS,
      mb: round(first.bytes / MB),
      cat_mb_per_s: round(plain),
      zip_mb_per_s: round(zip),
      of_cat: round(zip / plain, 2),
      first_byte_s: round(first.first_s, 3),
      peak_mb_above_idle: round((await memoryOf(pid, "VmHWM")) - idle),
      resumed: await resumes(`${origin}${link}`, first),
    });
  });
}

/**
 * The yardstick: what the file says as text, from objects that are in memory: its annotations, and its images too.
 * @returns seconds
 */
function serialised(): { annotations: number; all: number } {
  const STEP = 500;
  let [ofAnnotations, ofImages] = [0, 0];
  const time = (elements: readonly object[]) => {
    const started = performance.now();
    Buffer.byteLength(elements.map((one) => `,\n${JSON.stringify(one)}`).join(""));
    return secondsSince(started);
  };
  for (let start = 0; start < ITEMS; start += STEP) {
    const places = Array.from({ length: Math.min(STEP, ITEMS - start) }, (_none, at) => start + at);
    ofAnnotations += time(
      places.flatMap((place) =>
        boxesOf(place).map(({ object_id, label, col_x, row_y, width, height }, box) => ({
          id: place * BOXES + box + 1,
          image_id: place + 1,
          category_id: Number(label.slice(6)) + 1,
          bbox: [col_x, row_y, width, height],
          area: width * height,
          iscrowd: 0,
          object_id,
        })),
      ),
    );
    ofImages += time(
      places.map((place) => ({
        id: place + 1,
        file_name: `images/${benchFile(place, "", () => 0.5).path}`,
        width: 640,
        height: 480,
        split: "train",
      })),
    );
  }
  return { annotations: ofAnnotations, all: ofAnnotations + ofImages };
}

/** Another yardstick: the objects of all items out of the database, a thousand rows at a time, and as text again. */
async function readAndSerialised(): Promise<number> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const started = performance.now();
  await client.query("BEGIN");
  await client.query("DECLARE objects CURSOR FOR SELECT payload FROM revision WHERE facet = 'objects'");
  for (;;) {
    const { rows: found } = await client.query<{ payload: unknown[] }>("FETCH 1000 FROM objects");
    if (found.length === 0) break;
    for (const { payload } of found) for (const one of payload) Buffer.byteLength(JSON.stringify(one));
  }
  await client.end();
  return secondsSince(started);
}

async function benchCoco(user: CurrentUser, folder: string): Promise<void> {
  console.log(`Loading ${ITEMS} items with ${BOXES} boxes each`);
  const id = await loadBoxes(user, folder, ITEMS);
  const { link, task_s } = await exported(user, id, { export_format: "coco" });
  await withServer([], async ({ pid, origin }) => {
    await read(`${origin}/cat`);
    const idle = await memoryOf(pid, "VmRSS");
    await resetPeak(pid);
    const first = await read(`${origin}${link}`);
    // In turn, so that a machine that slows down does so for all.
    const taken: Record<"download" | "cpu" | "annotations" | "all" | "again", number[]> = {
      ...{ download: [], cpu: [], annotations: [], all: [], again: [] },
    };
    for (let turn = 0; turn < COCO_ROUNDS; turn += 1) {
      const bare = serialised();
      taken.annotations.push(bare.annotations);
      taken.all.push(bare.all);
      const before = await cpuOf(pid);
      const whole = await read(`${origin}${link}`);
      if (whole.sha256 !== first.sha256) throw new Error("Two downloads are not the same bytes");
      taken.download.push(whole.seconds);
      taken.cpu.push((await cpuOf(pid)) - before);
      taken.again.push(await readAndSerialised());
    }
    const peak = (await memoryOf(pid, "VmHWM")) - idle;
    const [seconds, bare, all] = [median(taken.download), median(taken.annotations), median(taken.all)];
    record({
      name: "coco",
      items: ITEMS,
      mb: round(first.bytes / MB),
      task_s: round(task_s),
      first_byte_s: round(first.first_s, 3),
      first_download_s: round(first.seconds),
      seconds: round(seconds, 2),
      cpu_s: round(median(taken.cpu), 2),
      serialised_s: round(bare, 3),
      serialised_with_images_s: round(all, 3),
      read_and_serialised_s: round(median(taken.again), 2),
      of_serialised: round(seconds / bare, 2),
      of_serialised_with_images: round(seconds / all, 2),
      of_read_and_serialised: round(seconds / median(taken.again), 2),
      peak_mb_above_idle: round(peak),
      resumed: await resumes(`${origin}${link}`, first),
    });
  });
}

const main = () =>
  withScratch({ UV_THREADPOOL_SIZE: "12" }, async ({ folder }) => {
    const { insertUser } = await import("@/lib/auth/repository");
    const user = await insertUser({
      id: randomUUID(),
      email: "bench@test.example",
      name: "Bench",
      passwordHash: "none",
    });
    console.log(`${availableParallelism()} cores`);
    if (PHOTOS > 0) await benchZip(user, folder);
    if (ITEMS > 0) await benchCoco(user, folder);
    if (values.json) await writeFile(values.json, `${JSON.stringify({ rows }, null, 2)}\n`);
  });

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
