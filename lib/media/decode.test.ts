/**
 * Pictures and videos of kinds that decoders stumble over. Videos are made with ffmpeg, which the product itself does
 * without.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crc32 } from "node:zlib";
import { decodeMedia } from "./decode";

describe("an animated PNG", () => {
  const chunk = (type: string, ...parts: Uint8Array[]) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), ...parts]);
    return Buffer.concat([numbers(body.length - 4), body, numbers(crc32(body))]);
  };
  const numbers = (...values: number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, at) => bytes.writeUInt32BE(value, at * 4));
    return bytes;
  };
  const side = 20;
  const filled = (red: number, green: number, blue: number) =>
    deflateSync(
      Buffer.concat(
        Array.from({ length: side }, () =>
          Buffer.concat([Buffer.of(0), ...Array.from({ length: side }, () => Buffer.of(red, green, blue))]),
        ),
      ),
    );
  const control = (sequence: number) =>
    chunk("fcTL", numbers(sequence, side, side, 0, 0), Buffer.of(0, 1, 0, 10, 0, 0));
  const animated = Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", numbers(side, side), Buffer.of(8, 2, 0, 0, 0)),
    chunk("acTL", numbers(2, 0)),
    control(0),
    chunk("IDAT", filled(220, 30, 30)),
    control(1),
    chunk("fdAT", numbers(2), filled(30, 200, 40)),
    chunk("IEND"),
  ]);

  it("is a picture, shown by its first frame", async () => {
    const media = await decodeMedia({ buffer: animated });
    expect(media).toMatchObject({ kind: "image", mime: "image/apng", width: side, height: side });
    const { data } = await sharp(media.thumbnail!).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(Math.abs(data[0]! - 220) + Math.abs(data[1]! - 30) + Math.abs(data[2]! - 30)).toBeLessThan(20);
  });
});

const ffmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
describe.skipIf(!ffmpeg)("a video", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "stillframe-decode-"))));
  afterAll(() => rm(folder, { recursive: true }));
  const make = async (...args: string[]): Promise<Buffer> => {
    const file = path.join(folder, "made.mp4");
    execFileSync("ffmpeg", ["-v", "error", "-y", ...args, "-pix_fmt", "yuv420p", "-c:v", "mpeg4", file]);
    return readFile(file);
  };
  const source = (seconds: number, rate = 10) => [
    "-f",
    "lavfi",
    "-i",
    `testsrc=duration=${seconds}:size=64x48:rate=${rate}`,
  ];

  // ISO/IEC 14496-12, 8.3.2: the matrix of a track, in 16.16 and, for the last column, 2.30 bits.
  const [one, unit] = [0x10000, 0x40000000];
  const TURNS: [string, number[], number, number][] = [
    ["not at all", [one, 0, 0, 0, one, 0, 0, 0, unit], 64, 48],
    ["to the right", [0, one, 0, -one, 0, 0, 48 * one, 0, unit], 48, 64],
    ["to the left", [0, -one, 0, one, 0, 0, 0, 64 * one, unit], 48, 64],
    ["upside down", [-one, 0, 0, 0, -one, 0, 64 * one, 48 * one, unit], 64, 48],
  ];
  it.each(TURNS)("that its header turns %s has the size that it is shown in", async (_turn, matrix, width, height) => {
    const buffer = await make(...source(1));
    // Version and flags, five numbers, two reserved ones, four short ones.
    const at = buffer.indexOf("tkhd") + 4 + 4 + 20 + 8 + 8;
    matrix.forEach((value, index) => buffer.writeInt32BE(value, at + index * 4));
    const media = await decodeMedia({ buffer });
    expect(media).toMatchObject({ kind: "video", width, height, durationMs: 1000 });
    expect(await sharp(media.thumbnail!).metadata()).toMatchObject({ width, height });
  });

  it("whose pixels are not square has the size that it is shown in", async () => {
    const media = await decodeMedia({ buffer: await make(...source(1), "-vf", "setsar=2") });
    expect(media).toMatchObject({ width: 128, height: 48 });
  });

  it.each<[string, () => Promise<Buffer>, number]>([
    ["of one frame", () => make(...source(1), "-frames:v", "1"), 100],
    ["of one frame that lasts seconds", () => make(...source(5, 0.2), "-frames:v", "1"), 5_000],
    [
      "whose sound is longer than its picture",
      () => make(...source(0.2), "-f", "lavfi", "-i", "sine=duration=6", "-c:a", "aac"),
      6_000,
    ],
  ])("%s has a thumbnail", async (_what, made, duration) => {
    const media = await decodeMedia({ buffer: await made() });
    expect(media).toMatchObject({ kind: "video", width: 64, height: 48 });
    expect(Math.abs(media.durationMs! - duration)).toBeLessThan(100);
    expect(await sharp(media.thumbnail!).metadata()).toMatchObject({ width: 64, height: 48 });
  });
});
