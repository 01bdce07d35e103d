/**
 * `npm run calibrate -- [--scenes N] [--seed S]`: draws labelled images, spoils and copies some on purpose, and tells how
 * well the index finds each: precision and recall, and how the scores of the two classes lie around the threshold.
 */
import { parseArgs } from "node:util";
import sharp from "sharp";
import { decodeMedia } from "@/lib/media/decode";
import { cosine } from "@/lib/media/pixels";
import { NEAR_DUPLICATE_SIMILARITY, qualityIssues } from "@/lib/indexing/rules";
import { drawScene, planScenes } from "@/prisma/scenes";

const { values } = parseArgs({
  options: { scenes: { type: "string", default: "300" }, seed: { type: "string", default: "7" } },
});

type Change = readonly [name: string, apply: (image: Buffer) => Promise<Buffer>];
const size = async (image: Buffer) => sharp(image).metadata();
/** What happens to pictures that stay the same picture. */
const COPIES: readonly Change[] = [
  ["recompressed", (image) => sharp(image).jpeg({ quality: 35 }).toBuffer()],
  [
    "half size",
    async (image) =>
      sharp(image)
        .resize(Math.round((await size(image)).width / 2))
        .jpeg()
        .toBuffer(),
  ],
  ["brighter", (image) => sharp(image).modulate({ brightness: 1.12 }).jpeg().toBuffer()],
  ["less colour", (image) => sharp(image).modulate({ saturation: 0.75 }).jpeg().toBuffer()],
  ["another format", (image) => sharp(image).png().toBuffer()],
  [
    "cropped 3 %",
    async (image) => {
      const { width, height } = await size(image);
      return sharp(image)
        .extract({
          left: Math.round(width * 0.015),
          top: Math.round(height * 0.015),
          width: Math.round(width * 0.97),
          height: Math.round(height * 0.97),
        })
        .jpeg()
        .toBuffer();
    },
  ],
  ["slightly softened", (image) => sharp(image).blur(0.8).jpeg().toBuffer()],
];
const SPOILED: readonly (readonly [issue: string, name: string, apply: (image: Buffer) => Promise<Buffer>])[] = [
  ["blur", "out of focus", (image) => sharp(image).blur(6).jpeg().toBuffer()],
  ["blur", "strongly out of focus", (image) => sharp(image).blur(14).jpeg().toBuffer()],
  ["dark", "no light", (image) => sharp(image).linear(0.015, 0).jpeg().toBuffer()],
  ["bright", "burnt out", (image) => sharp(image).linear(0.01, 254).jpeg().toBuffer()],
];

const round = (value: number) => Math.round(value * 1000) / 1000;
const quantile = (list: readonly number[], q: number) =>
  round([...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))] ?? NaN);

async function main(): Promise<void> {
  const scenes = planScenes(Number(values.scenes), Number(values.seed)).filter(
    (scene) => scene.defect === null && scene.shift === 0,
  );
  const originals = await Promise.all(scenes.map((scene) => drawScene(scene)));
  const read = async (image: Buffer) => (await decodeMedia({ buffer: image }, { thumbnail: false })).reading!;
  const readings = [];
  for (const image of originals) readings.push(await read(image));

  const table: Record<string, Record<string, number>> = {};
  const positives: number[] = [];
  for (const [name, change] of COPIES) {
    const scores: number[] = [];
    for (const [index, image] of originals.entries())
      scores.push(cosine(readings[index]!.descriptor, (await read(await change(image))).descriptor));
    positives.push(...scores);
    table[`copy: ${name}`] = {
      n: scores.length,
      found: round(scores.filter((score) => score >= NEAR_DUPLICATE_SIMILARITY).length / scores.length),
      min: quantile(scores, 0),
      p5: quantile(scores, 0.05),
      p50: quantile(scores, 0.5),
    };
  }
  const negatives: number[] = [];
  for (let a = 0; a < readings.length; a += 1)
    for (let b = a + 1; b < readings.length; b += 1)
      negatives.push(cosine(readings[a]!.descriptor, readings[b]!.descriptor));
  const found = positives.filter((score) => score >= NEAR_DUPLICATE_SIMILARITY).length;
  const wrong = negatives.filter((score) => score >= NEAR_DUPLICATE_SIMILARITY).length;
  table["different scenes"] = {
    n: negatives.length,
    found: round(wrong / negatives.length),
    p50: quantile(negatives, 0.5),
    p95: quantile(negatives, 0.95),
    p999: quantile(negatives, 0.999),
    max: quantile(negatives, 1),
  };
  console.log(
    `near duplicates at ${NEAR_DUPLICATE_SIMILARITY}: precision ${round(found / (found + wrong))}, recall ${round(found / positives.length)}`,
  );
  console.table(table);

  const quality: Record<string, Record<string, number>> = {};
  for (const issue of ["blur", "dark", "bright"] as const) {
    let hits = 0;
    let total = 0;
    for (const [expected, , apply] of SPOILED) {
      if (expected !== issue) continue;
      for (const image of originals) {
        total += 1;
        if (qualityIssues(await read(await apply(image))).has(issue)) hits += 1;
      }
    }
    const others = SPOILED.filter(([expected]) => expected !== issue);
    let wrongly = readings.filter((reading) => qualityIssues(reading).has(issue)).length;
    let sound = readings.length;
    for (const [, , apply] of others) {
      for (const image of originals) {
        sound += 1;
        if (qualityIssues(await read(await apply(image))).has(issue)) wrongly += 1;
      }
    }
    quality[issue] = {
      spoiled: total,
      sound,
      precision: round(hits / Math.max(1, hits + wrongly)),
      recall: round(hits / total),
      wrongly,
    };
  }
  console.table(quality);
  console.log("sharpness of sound scenes", {
    min: quantile(
      readings.map((reading) => reading.sharpness),
      0,
    ),
    p5: quantile(
      readings.map((reading) => reading.sharpness),
      0.05,
    ),
    p50: quantile(
      readings.map((reading) => reading.sharpness),
      0.5,
    ),
  });
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
