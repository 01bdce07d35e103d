/**
 * `npm run bench:import -- [--files N] [FOLDER]`: imports photos through the product and compares with what bare sharp
 * does with the same files in the same run: one decode, the same two thumbnails, one lane per core. Without a FOLDER it
 * makes N photos of several megapixels.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { makePhotos } from "./bench/photos";
import { withScratch } from "./bench/scratch";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: "string", default: "1000" }, json: { type: "string" } },
});

/** The yardstick: decode once, make the two thumbnails, keep nothing else. */
async function bareSharp(files: readonly string[]): Promise<number> {
  const { THUMBNAILS, WEBP_EFFORT } = await import("@/lib/media/decode");
  const queue = [...files];
  const started = performance.now();
  const lane = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const inside = (side: number) => ({
        width: side,
        height: side,
        fit: "inside" as const,
        withoutEnlargement: true,
      });
      const large = await sharp(await readFile(file))
        .autoOrient()
        .resize(inside(THUMBNAILS.large.side))
        .raw()
        .toBuffer({ resolveWithObject: true });
      const raw = { raw: { width: large.info.width, height: large.info.height, channels: large.info.channels } };
      await Promise.all([
        sharp(large.data, raw).webp({ quality: THUMBNAILS.large.quality, effort: WEBP_EFFORT }).toBuffer(),
        sharp(large.data, raw)
          .resize(inside(THUMBNAILS.small.side))
          .webp({ quality: THUMBNAILS.small.quality, effort: WEBP_EFFORT })
          .toBuffer(),
      ]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return (performance.now() - started) / 1000;
}

const main = () =>
  withScratch({ UV_THREADPOOL_SIZE: "12" }, async ({ folder: scratch }) => {
    const folder = positionals[0] ?? path.join(scratch, "photos");
    if (!positionals[0]) {
      await mkdir(folder);
      console.log(`Making ${values.files} photos`);
      await makePhotos(Number(values.files), folder);
    }
    const files = (await readdir(folder)).map((name) => path.join(folder, name));
    const { createDataset } = await import("@/lib/datasets/service");
    const { insertUser } = await import("@/lib/auth/repository");
    const { importFolder } = await import("@/prisma/factories");
    const owner = await insertUser({
      id: randomUUID(),
      email: "bench@test.example",
      name: "Bench",
      passwordHash: "none",
    });
    await bareSharp(files.slice(0, 50)); // warms the page cache and the libraries
    // Halves before and after, so that a machine that slows down does so for both.
    const before = await bareSharp(files);
    const { dataset_id } = await createDataset(owner, { name: "Bench" });
    const started = performance.now();
    await importFolder(owner, dataset_id, folder);
    const product = (performance.now() - started) / 1000;
    const after = await bareSharp(files);
    const bare = (before + after) / 2;
    const rate = (seconds: number) => Math.round((files.length / seconds) * 10) / 10;
    const result = {
      files: files.length,
      cores: availableParallelism(),
      bare_per_s: rate(bare),
      product_per_s: rate(product),
      ratio: Math.round((bare / product) * 1000) / 1000,
    };
    console.table([result]);
    if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  });

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
