/** Draws the pictures of the sign-in page, one scene at three times of the day: `npx tsx scripts/sign-in-pictures.ts`. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { drawScene } from "../prisma/scenes";

const SEED = 20_260_504;
const folder = path.resolve("public/sign-in");

await mkdir(folder, { recursive: true });
for (const light of ["day", "sunset", "night"] as const) {
  const drawn = await drawScene({ seed: SEED, place: "sea", light, defect: null, shift: 0 });
  await writeFile(path.join(folder, `${light}.webp`), await sharp(drawn).webp({ quality: 82 }).toBuffer());
}
