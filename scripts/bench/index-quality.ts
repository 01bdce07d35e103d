/** How fast files are read for the index beside bare decoding, and how well its neighbours agree with exact search. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { DescriptorIndex, matrixOf } from "@/lib/indexing/graph";
import { decodeMedia } from "@/lib/media/decode";
import { cosine, DESCRIPTOR_SIZE } from "@/lib/media/pixels";
import { drawScene, planScenes, randomFrom } from "@/prisma/scenes";
import { makePhotos } from "./photos";

const PHOTOS = 90;
const ROUNDS = 3;

async function timeLanes(files: readonly string[], work: (file: string) => Promise<unknown>): Promise<number> {
  const queue = [...files];
  const started = performance.now();
  const lane = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) await work(file);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return performance.now() - started;
}

/** Milliseconds for decoding the same photos bare (whole, nothing else) and for reading them for the index, the best of some rounds of each in turn. */
export async function measureReading(): Promise<{ photos: number; bare_ms: number; index_ms: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-bench-index-"));
  try {
    await makePhotos(PHOTOS, folder);
    const files = (await readdir(folder)).map((name) => path.join(folder, name));
    const bare = async (file: string) =>
      sharp(await readFile(file))
        .raw()
        .toBuffer();
    const [bareTimes, indexTimes]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      bareTimes.push(await timeLanes(files, bare));
      indexTimes.push(await timeLanes(files, (file) => decodeMedia({ file }, { thumbnail: false })));
    }
    return { photos: files.length, bare_ms: Math.min(...bareTimes), index_ms: Math.min(...indexTimes) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Descriptors of drawn scenes, and of many more that lie around them as copies and neighbours of real pictures do. */
export async function makeDescriptors(count: number, scenes = 240): Promise<Int8Array[]> {
  const real: Int8Array[] = [];
  for (const scene of planScenes(scenes, 41))
    real.push((await decodeMedia({ buffer: await drawScene(scene) }, { thumbnail: false })).reading!.descriptor);
  const random = randomFrom(6);
  const gauss = () => random() + random() + random() + random() - 2;
  return Array.from({ length: count }, (_, index) => {
    if (index < real.length) return real[index]!;
    // Between two scenes, with noise: from nearly one of them to something new.
    const [a, b, share, noise] = [
      real[Math.floor(random() * real.length)]!,
      real[Math.floor(random() * real.length)]!,
      random() * 0.5,
      random() * 30,
    ];
    return Int8Array.from({ length: DESCRIPTOR_SIZE }, (_unused, at) =>
      Math.max(-127, Math.min(127, Math.round(a[at]! * (1 - share) + b[at]! * share + gauss() * noise))),
    );
  });
}

/** Share of the ten exact nearest neighbours that the index finds, over sampled queries. */
export function measureRecall(
  descriptors: readonly Int8Array[],
  queries = 200,
  k = 10,
): { recall: number; build_ms: number; query_ms: number } {
  const index = new DescriptorIndex();
  const started = performance.now();
  for (let start = 0; start < descriptors.length; start += 1_000) {
    const part = descriptors.slice(start, start + 1_000);
    index.add(
      part.map((_descriptor, at) => start + at),
      matrixOf(part),
    );
  }
  const build_ms = performance.now() - started;
  let found = 0;
  let query_ms = 0;
  for (let query = 0; query < queries; query += 1) {
    const descriptor = descriptors[Math.floor((query * descriptors.length) / queries)]!;
    const exact = descriptors
      .map((other, item) => ({ item, similarity: cosine(descriptor, other) }))
      .sort((a, b) => b.similarity - a.similarity);
    const asked = performance.now();
    const [near] = index.nearest(matrixOf([descriptor]), 1, k);
    query_ms += performance.now() - asked;
    // Items at the border's own similarity are as good as each other.
    const border = exact[k - 1]!.similarity - 1e-6;
    found += near!.filter(({ item }) => cosine(descriptor, descriptors[item]!) >= border).length;
  }
  return { recall: found / (queries * k), build_ms, query_ms: query_ms / queries };
}
