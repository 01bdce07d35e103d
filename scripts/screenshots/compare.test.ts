import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compare } from "./compare";

describe("comparing two pictures", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "stillframe-compare-"))));
  afterAll(() => rm(folder, { recursive: true }));

  /** A white picture of 10 × 10 with a grey square in its corner. */
  async function picture(name: string, square: number, grey: number, height = 10): Promise<string> {
    const file = path.join(folder, name);
    const corner = {
      create: { width: square, height: square, channels: 3 as const, background: { r: grey, g: grey, b: grey } },
    };
    await sharp({ create: { width: 10, height, channels: 3, background: "#fff" } })
      .composite([{ input: await sharp(corner).png().toBuffer(), left: 0, top: 0 }])
      .png()
      .toFile(file);
    return file;
  }

  it("finds nothing in equal ones, nor in what no eye would see", async () => {
    const before = await picture("a.png", 4, 100);
    expect(await compare(before, await picture("b.png", 4, 100))).toEqual({ share: 0, picture: null });
    expect(await compare(before, await picture("c.png", 4, 110))).toEqual({ share: 0, picture: null });
  });

  it("tells the share of pixels that changed, and shows them in red", async () => {
    const { share, picture: shown } = await compare(await picture("a.png", 4, 100), await picture("b.png", 5, 100));
    expect(share).toBeCloseTo(9 / 100);
    const pixels = await sharp(shown!).raw().toBuffer();
    const at = (x: number, y: number) => [...pixels.subarray((y * 10 + x) * 3, (y * 10 + x) * 3 + 3)];
    expect(at(4, 4)).toEqual([220, 0, 40]);
    expect(at(9, 9)).toEqual([255, 255, 255]);
  });

  it("says that pictures of two sizes are different altogether", async () => {
    expect(await compare(await picture("a.png", 4, 100), await picture("b.png", 4, 100, 12))).toEqual({
      share: 1,
      picture: null,
    });
  });
});
