/** Previews: made when somebody first looks, in one flight, and kept; none where the original does as well. */
import { mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import { collect } from "@/lib/housekeeping/collect";
import type { ItemDto } from "@/lib/items/schema";
import { blobPath, exists, putThumbnail, thumbnailPath } from "@/lib/media/blob-store";
import { previewOf } from "@/lib/media/previews";
import { importFolder } from "@/prisma/factories";
import { allItems, call, newUser } from "./world";

let owner: CurrentUser;
let items: Map<string, ItemDto>;

/** Stripes, so that no two files are the same. */
const striped = (width: number, height: number, step: number): Sharp =>
  sharp(
    Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (Math.floor(at / 3 / step) % 2 ? 200 : at % 90))),
    { raw: { width, height, channels: 3 } },
  );
const GPS = { IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 30/1 0/1" } };

beforeAll(async () => {
  owner = await newUser("owner");
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-previews-"));
  const files: Record<string, Sharp> = {
    "photo.jpg": striped(1600, 1200, 7).withExif(GPS).jpeg(),
    "shared.jpg": striped(1600, 1200, 8).jpeg(),
    "old.jpg": striped(1600, 1200, 9).jpeg(),
    "damaged.jpg": striped(1600, 1200, 10).jpeg(),
    "gone.jpg": striped(1600, 1200, 11).jpeg(),
    "small.png": striped(300, 200, 12).png(),
    "small.jpg": striped(300, 200, 13).jpeg(),
    "turned.jpg": striped(300, 200, 14).withMetadata({ orientation: 6 }).jpeg(),
    "located.jpg": striped(300, 200, 15).withExif(GPS).jpeg(),
    "profiled.jpg": striped(300, 200, 16).withIccProfile("p3").jpeg(),
    "cmyk.jpg": striped(300, 200, 17).toColourspace("cmyk").jpeg(),
    "deep.png": striped(300, 200, 18).toColourspace("rgb16").png(),
    "scan.tiff": striped(300, 200, 19).tiff(),
  };
  for (const [name, picture] of Object.entries(files))
    await writeFile(path.join(folder, name), await picture.toBuffer());
  const frames = Buffer.alloc(60 * 80 * 3, 200).fill(10, 0, 60 * 40 * 3);
  const animated = sharp(frames, { raw: { width: 60, height: 80, channels: 3, pageHeight: 40 } });
  await writeFile(path.join(folder, "moving.webp"), await animated.webp({ lossless: true }).toBuffer());
  // It would take longer to arrive than a preview.
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  await sharp({ create: { width: 900, height: 700, channels: 3, background: "black", noise } })
    .png()
    .toFile(path.join(folder, "heavy.png"));
  const { dataset_id } = await createDataset(owner, { name: "Previews" });
  await importFolder(owner, dataset_id, folder);
  items = new Map((await allItems(owner, dataset_id)).map((item) => [item.file_name, item]));
  await rm(folder, { recursive: true });
});

const storedOf = (name: string) => thumbnailPath(items.get(name)!.sha256, "large");
const ask = (name: string) => call(items.get(name)!.preview_url!.replace("/api/v1", ""));
async function bytesOf(name: string): Promise<Buffer> {
  const response = await ask(name);
  expect(response.status, name).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe("a preview", () => {
  it("is made when it is first asked for, without what the camera wrote, and is read from then on", async () => {
    expect(await exists(storedOf("photo.jpg"))).toBe(false);
    const first = await bytesOf("photo.jpg");
    expect(await sharp(first).metadata()).toMatchObject({ format: "webp", width: 1280, height: 960 });
    expect((await sharp(first).metadata()).exif).toBeUndefined();
    // The file that is there is what the second answer has.
    await putThumbnail(items.get("photo.jpg")!.sha256, "large", Buffer.from("kept"));
    expect((await bytesOf("photo.jpg")).toString()).toBe("kept");
  });

  it("is made once for all who ask meanwhile", async () => {
    const asked = Array.from({ length: 5 }, () => previewOf(items.get("shared.jpg")!.sha256));
    await Promise.race(asked);
    const { ino } = await stat(storedOf("shared.jpg"));
    await Promise.all(asked);
    // Another flight would have put another file in its place.
    expect((await stat(storedOf("shared.jpg"))).ino).toBe(ino);
  });

  it.each(["small.png", "small.jpg"])("is the original where that does as well: %s", async (name) => {
    const response = await ask(name);
    expect(response.headers.get("content-type")).toBe(items.get(name)!.mime_type);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await readFile(blobPath(items.get(name)!.sha256)));
    expect(await exists(storedOf(name))).toBe(false);
  });

  it.each([
    ["turned.jpg", 200, 300],
    ["located.jpg", 300, 200],
    ["profiled.jpg", 300, 200],
    ["cmyk.jpg", 300, 200],
    ["deep.png", 300, 200],
    ["scan.tiff", 300, 200],
    ["moving.webp", 60, 40],
    ["heavy.png", 900, 700],
  ])(
    "is made of a small original that looks otherwise in a browser, says more or is heavy: %s",
    async (name, width, height) => {
      const header = await sharp(await bytesOf(name)).metadata();
      expect(header).toMatchObject({ format: "webp", width, height, space: "srgb" });
      expect([header.exif, header.icc, header.pages]).toEqual([undefined, undefined, undefined]);
    },
  );

  it("that an earlier import made is served whatever became of the original", async () => {
    await putThumbnail(items.get("old.jpg")!.sha256, "large", Buffer.from("from before"));
    await truncate(blobPath(items.get("old.jpg")!.sha256), 1_000);
    expect((await bytesOf("old.jpg")).toString()).toBe("from before");
  });

  it("of a file that is damaged or gone is refused in words, each time", async () => {
    await truncate(blobPath(items.get("damaged.jpg")!.sha256), 5_000);
    for (let time = 0; time < 2; time += 1) {
      const damaged = await ask("damaged.jpg");
      expect(damaged.status).toBe(500);
      expect(await damaged.json()).toEqual({ detail: expect.stringMatching(/^No preview can be made.*damaged/) });
    }
    expect(await exists(storedOf("damaged.jpg"))).toBe(false);
    await rm(blobPath(items.get("gone.jpg")!.sha256));
    const gone = await ask("gone.jpg");
    expect([gone.status, await gone.json()]).toEqual([404, { detail: "File not found" }]);
  });

  it("without a file is collected, as is half of one", async () => {
    const stray = thumbnailPath("ab".repeat(32), "large");
    await putThumbnail("ab".repeat(32), "large", Buffer.from("stray"));
    await writeFile(`${stray}.part`, "half");
    for (const file of [stray, `${stray}.part`]) await utimes(file, 0, 0);
    await bytesOf("located.jpg");
    expect((await collect(process.env.DATABASE_URL!)).files).toBeGreaterThanOrEqual(2);
    expect(await Promise.all([stray, `${stray}.part`, storedOf("located.jpg")].map(exists))).toEqual([
      false,
      false,
      true,
    ]);
  });
});
