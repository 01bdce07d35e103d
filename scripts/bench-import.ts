/**
 * `npm run bench:import -- [--files N] [--annotations N] [FOLDER]`: imports pictures through the product and compares with what
 * bare sharp does with the same files in the same run: one decode to the size that the index looks at, the same thumbnail, one lane
 * per core. Without a FOLDER it makes N photos of several megapixels, and 4 N pictures of 640 × 480. With `--annotations` it also
 * imports a COCO file of as many outlines onto items that are there.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import type { CurrentUser } from "@/lib/auth/service";
import { loadPictures, picturesFor, writeCoco } from "./bench/coco";
import { makePhotos, makeSmallPictures } from "./bench/photos";
import { withScratch } from "./bench/scratch";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: "string", default: "1000" },
    annotations: { type: "string", default: "0" },
    json: { type: "string" },
  },
});

/** The index looks at pictures of this longer side. */
const INDEX_SIDE = 640;
/** Previews that are looked at. */
const VIEWS = 50;
const SAMPLE_MS = 100;
const round = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;
const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

/** The yardstick: decode once, make the thumbnail, keep nothing else. @returns seconds */
async function bareSharp(files: readonly string[]): Promise<number> {
  const { THUMBNAIL, WEBP_EFFORT } = await import("@/lib/media/decode");
  const queue = [...files];
  const started = performance.now();
  const inside = (side: number) => ({ width: side, height: side, fit: "inside" as const, withoutEnlargement: true });
  const lane = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const { data, info } = await sharp(await readFile(file))
        .autoOrient()
        .resize(inside(INDEX_SIDE))
        .raw()
        .toBuffer({ resolveWithObject: true });
      await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
        .resize(inside(THUMBNAIL.side))
        .webp({ quality: THUMBNAIL.quality, effort: WEBP_EFFORT })
        .toBuffer();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return (performance.now() - started) / 1000;
}

async function importPictures(owner: CurrentUser, name: string, folder: string) {
  const { createDataset } = await import("@/lib/datasets/service");
  const { importFolder } = await import("@/prisma/factories");
  const files = (await readdir(folder)).map((file) => path.join(folder, file));
  await bareSharp(files.slice(0, 50)); // warms the page cache and the libraries
  // Halves before and after, so that a machine that slows down does so for both.
  const before = await bareSharp(files);
  const { dataset_id } = await createDataset(owner, { name });
  const started = performance.now();
  await importFolder(owner, dataset_id, folder);
  const product = (performance.now() - started) / 1000;
  const bare = (before + (await bareSharp(files))) / 2;
  return {
    name,
    files: files.length,
    bare_per_s: round(files.length / bare),
    product_per_s: round(files.length / product),
    ratio: round(bare / product, 3),
    ...(await timePreviews(files)),
  };
}

/** How long a preview takes when it is first looked at, and then. */
async function timePreviews(files: readonly string[]) {
  const { hashFile } = await import("@/lib/media/blob-store");
  const { previewOf } = await import("@/lib/media/previews");
  const hashes = await Promise.all(files.slice(0, VIEWS).map(hashFile));
  const time = async () => {
    const times: number[] = [];
    for (const sha256 of hashes) {
      const started = performance.now();
      await readFile((await previewOf(sha256)).file);
      times.push(performance.now() - started);
    }
    return round(median(times));
  };
  return { first_view_ms: await time(), next_view_ms: await time() };
}

async function importAnnotations(owner: CurrentUser, folder: string, annotations: number) {
  const { createDataset } = await import("@/lib/datasets/service");
  const { importFolder } = await import("@/prisma/factories");
  await mkdir(folder);
  const file = path.join(folder, "instances.json");
  await writeCoco(file, annotations);
  const { dataset_id } = await createDataset(owner, { name: "Annotations" });
  await loadPictures(owner, dataset_id, picturesFor(annotations));
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  await importFolder(owner, dataset_id, folder);
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(sampling);
  return {
    name: "COCO outlines",
    annotations,
    file_mb: round((await stat(file)).size / 1e6, 0),
    per_s: round((annotations * 1000) / (performance.now() - started), 0),
    process_us_each: round((user + system) / annotations),
    peak_mb: round(peak / 1e6, 0),
    idle_mb: round(idle / 1e6, 0),
  };
}

const main = () =>
  withScratch({ UV_THREADPOOL_SIZE: "12" }, async ({ folder: scratch }) => {
    const { insertUser } = await import("@/lib/auth/repository");
    const owner = await insertUser({
      id: randomUUID(),
      email: "bench@test.example",
      name: "Bench",
      passwordHash: "none",
    });
    const [files, annotations] = [Number(values.files), Number(values.annotations)];
    const media: Awaited<ReturnType<typeof importPictures>>[] = [];
    if (positionals[0]) media.push(await importPictures(owner, "folder", positionals[0]));
    else if (files > 0) {
      const made = async (name: string, count: number, make: typeof makePhotos) => {
        const folder = path.join(scratch, name);
        await mkdir(folder);
        console.log(`Making ${count} pictures, ${name}`);
        await make(count, folder);
        media.push(await importPictures(owner, name, folder));
      };
      await made("photos", files, makePhotos);
      await made("640 × 480", 4 * files, makeSmallPictures);
    }
    console.log(`${availableParallelism()} cores`);
    if (media.length > 0) console.table(media);
    const read = annotations > 0 ? [await importAnnotations(owner, path.join(scratch, "coco"), annotations)] : [];
    if (read.length > 0) console.table(read);
    const result = { cores: availableParallelism(), rows: [...media, ...read] };
    if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  });

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
