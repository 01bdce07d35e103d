import { availableParallelism } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { drawScene, planScenes, randomFrom } from "@/prisma/scenes";

type Size = readonly [width: number, height: number];

/** Photos of 4–8 megapixels with grain, as a camera's are. */
export const makePhotos = (count: number, folder: string): Promise<void> =>
  makePictures(count, folder, [
    [2400, 1800],
    [3000, 2000],
    [3264, 2448],
  ]);

/** Of the size that most datasets have. */
export const makeSmallPictures = (count: number, folder: string): Promise<void> =>
  makePictures(count, folder, [[640, 480]]);

/** Crops of what the project draws, with grain. */
async function makePictures(count: number, folder: string, sizes: readonly Size[]): Promise<void> {
  const random = randomFrom(9);
  const noise = Int8Array.from({ length: 1_000_003 }, () => Math.round((random() + random() + random() - 1.5) * 14));
  const wide = await Promise.all(
    planScenes(12, 5).map(async (scene) =>
      sharp(await drawScene(scene))
        .resize(4200, 3200, { fit: "fill" })
        .removeAlpha()
        .raw()
        .toBuffer(),
    ),
  );
  const jobs = Array.from({ length: count }, (_, index) => ({
    index,
    size: sizes[index % sizes.length]!,
    left: random(),
    top: random(),
    start: Math.floor(random() * 1_000_000),
  }));
  const lane = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const [width, height] = job.size;
      const crop = await sharp(wide[job.index % wide.length]!, { raw: { width: 4200, height: 3200, channels: 3 } })
        .extract({
          left: Math.floor(job.left * (4200 - width)),
          top: Math.floor(job.top * (3200 - height)),
          width,
          height,
        })
        .raw()
        .toBuffer();
      for (let at = 0, from = job.start; at < crop.length; at += 1, from = from + 1 === noise.length ? 0 : from + 1)
        crop[at] = Math.max(0, Math.min(255, crop[at]! + noise[from]!));
      await sharp(crop, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 90 })
        .toFile(path.join(folder, `photo-${String(job.index).padStart(5, "0")}.jpg`));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}
