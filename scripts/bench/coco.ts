/** A COCO file of outlines, as large as one likes, and the items that it speaks of. */
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CurrentUser } from "@/lib/auth/service";
import { randomFrom } from "@/prisma/scenes";
import { loadFiles } from "./dataset";

const [WIDTH, HEIGHT] = [640, 480];
const CLASSES = 80;
/** Outlines of one picture. */
const EACH = 10;
/** Points of the longest outline; the shortest has 4. COCO's own have 25 in the mean. */
const MOST_POINTS = 46;

export const pathOfPicture = (index: number): string => `images/${String(index).padStart(8, "0")}.jpg`;
export const picturesFor = (annotations: number): number => Math.ceil(annotations / EACH);

/** Writes `annotations` outlines with their boxes and areas, ten for each picture, in an order that has nothing to do with the pictures'. */
export async function writeCoco(file: string, annotations: number): Promise<void> {
  const random = randomFrom(11);
  const pictures = picturesFor(annotations);
  const number = (value: number) => Math.round(value * 100) / 100;
  function* texts(): Generator<string> {
    yield '{"images":[';
    for (let index = 0; index < pictures; index += 1)
      yield `${index ? "," : ""}{"id":${index + 1},"file_name":${JSON.stringify(pathOfPicture(index))},"width":${WIDTH},"height":${HEIGHT},"license":1}`;
    yield '],"licenses":[{"id":1,"name":"CC BY 4.0"}],"categories":[';
    for (let index = 0; index < CLASSES; index += 1)
      yield `${index ? "," : ""}{"id":${index + 1},"name":"class ${index}"}`;
    yield '],"annotations":[';
    for (let index = 0; index < annotations; index += 1) {
      const [cx, cy, radius] = [80 + random() * 480, 80 + random() * 320, 10 + random() * 60];
      const count = 4 + Math.floor(random() * (MOST_POINTS - 3));
      const points: number[] = [];
      for (let point = 0; point < count; point += 1) {
        const [turn, far] = [(2 * Math.PI * point) / count, radius * (0.7 + 0.3 * random())];
        points.push(number(cx + far * Math.cos(turn)), number(cy + far * Math.sin(turn)));
      }
      const [xs, ys] = [points.filter((_, at) => at % 2 === 0), points.filter((_, at) => at % 2 === 1)];
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      yield `${index ? "," : ""}${JSON.stringify({
        id: index + 1,
        image_id: 1 + ((index * 7919) % pictures),
        category_id: 1 + Math.floor(random() ** 2 * CLASSES),
        segmentation: [points],
        area: number(Math.PI * radius * radius * 0.7),
        bbox: [left, top, number(Math.max(...xs) - left), number(Math.max(...ys) - top)],
        iscrowd: 0,
      })}`;
    }
    yield "]}";
  }
  await pipeline(Readable.from(texts(), { objectMode: true }), createWriteStream(file, { highWaterMark: 1 << 20 }));
}

/** The pictures as items of a dataset; their files are not there, and nobody asks for them. */
export async function loadPictures(user: CurrentUser, datasetId: string, count: number): Promise<void> {
  const { insertMedia } = await import("@/lib/media/records");
  const files = Array.from({ length: count }, (_, index) => ({
    path: pathOfPicture(index),
    sha256: createHash("sha256").update(`${randomUUID()}`).digest("hex"),
    sets: ["kind:image", "indexed"],
  }));
  for (let start = 0; start < count; start += 5_000)
    await insertMedia(
      files.slice(start, start + 5_000).map(({ sha256 }) => ({
        sha256,
        size: 1,
        crc32: "00000000",
        media: {
          kind: "image",
          mime: "image/jpeg",
          width: WIDTH,
          height: HEIGHT,
          durationMs: null,
          orientation: 1,
          takenAt: null,
          placeholder: null,
          reading: null,
          thumbnail: null,
          preview: null,
        },
      })),
    );
  await loadFiles(user, datasetId, files, randomFrom(12));
}
