/** Bringing media in: formats, broken files, archives, duplicates, crashes, aborts. */
import { execFile, fork, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createGzip, deflateRawSync } from "node:zlib";
import { promisify } from "node:util";
import { pipeline } from "node:stream/promises";
import { createWriteStream } from "node:fs";
import sharp from "sharp";
import tar from "tar-stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset, getDataset } from "@/lib/datasets/service";
import { db } from "@/lib/db";
import { getFacets } from "@/lib/items/facets";
import { listItems } from "@/lib/items/service";
import { crc32 } from "node:zlib";
import { listFolder } from "@/lib/pipeline/folder";
import { readSource, type Tally } from "@/lib/pipeline/sources";
import { startImport, startReindex } from "@/lib/pipeline/service";
import type { ImportResult } from "@/lib/pipeline/schema";
import { createSnapshot, listAllSnapshots } from "@/lib/snapshots/service";
import { getTask, listTasks } from "@/lib/tasks/service";
import { hasLiveWorker } from "@/lib/tasks/repository";
import { isActive, listTasksQuery } from "@/lib/tasks/schema";
import { runTaskHere } from "@/prisma/factories";
import { drawScene, planScenes } from "@/prisma/scenes";
import { allItems, call, cloneOf, listEverything, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let folder: string;
beforeAll(async () => {
  owner = await newUser("owner");
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stillframe-pipeline-"));
});
const picture = (seed: number) =>
  sharp({
    create: {
      width: 60 + (seed % 7),
      height: 40,
      channels: 3,
      background: { r: (seed * 37) % 256, g: (seed * 91) % 256, b: (seed * 13) % 256 },
    },
  });
const put = async (name: string, bytes: Uint8Array | string) => {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), bytes);
};
const draft = async (name = "Draft") => (await createDataset(owner, { name })).dataset_id;
const options = { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" } as const;

async function importHere(
  id: string,
  change:
    Partial<typeof options> | { on_duplicate: "skip" } | { auto_reindex: true } | { labels_from_folders: true } = {},
): Promise<ImportResult> {
  const { task_id } = await startImport(owner, id, { folder }, { ...options, ...change });
  await runTaskHere(owner, task_id);
  return (await getTask(owner, task_id)).result as ImportResult;
}

describe("formats", () => {
  it("reads JPEG, PNG, WebP, GIF, TIFF, AVIF and BMP, and lists what it cannot read by name and reason", async () => {
    for (const [index, format] of (["jpeg", "png", "webp", "gif", "tiff", "avif"] as const).entries())
      await put(`image.${format}`, await picture(index).toFormat(format).toBuffer());
    const raw = await picture(9).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const { width, height } = raw.info;
    const bitmap = Buffer.alloc(54 + raw.data.length);
    bitmap.write("BM");
    [
      [54, 10],
      [40, 14],
      [width, 18],
      [-height, 22],
    ].forEach(([value, at]) => bitmap.writeInt32LE(value!, at!));
    [
      [1, 26],
      [32, 28],
    ].forEach(([value, at]) => bitmap.writeInt16LE(value!, at!));
    for (let at = 0; at < raw.data.length; at += 4)
      bitmap.set([raw.data[at + 2]!, raw.data[at + 1]!, raw.data[at]!, 0], 54 + at);
    await put("image.bmp", bitmap);
    const whole = await picture(1).jpeg().toBuffer();
    await put("broken.jpg", whole.subarray(0, whole.length / 2));
    await put("empty.jpg", "");
    await put("notes.txt", "no image");
    await put("lies.jpg", "this is text");
    await put(
      "tiny.png",
      await sharp({ create: { width: 5, height: 50, channels: 3, background: "red" } })
        .png()
        .toBuffer(),
    );
    const id = await draft();
    const result = await importHere(id);
    expect(result.added).toBe(7);
    expect((await listTasks(owner, listTasksQuery.parse({ dataset_id: id }))).tasks[0]!.status_message).toBe(
      "Added 7 items; 5 files could not be used",
    );
    expect(Object.fromEntries(result.failures.map(({ path: name, reason }) => [name, reason]))).toEqual({
      "broken.jpg": "cannot be decoded: it is damaged, or is not what it seems to be",
      "empty.jpg": "it is empty",
      "notes.txt": "not an image or a video, nor annotations of one",
      "lies.jpg": "not an image or a video",
      "tiny.png": expect.stringMatching(/smaller than 10 pixels/),
    });
    const items = await allItems(owner, id);
    expect(items.map((item) => item.mime_type).sort()).toEqual([
      "image/avif",
      "image/bmp",
      "image/gif",
      "image/jpeg",
      "image/png",
      "image/tiff",
      "image/webp",
    ]);
    for (const item of items) {
      expect(item).toMatchObject({
        height: 40,
        media_type: "image",
        file_size: expect.any(Number),
        placeholder: expect.any(String),
      });
      const thumbnail = await call(item.thumbnail_url!.replace("/api/v1", ""));
      expect((await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()).format).toBe("webp");
    }
    expect(await getDataset(owner, id)).toMatchObject({ status: "READY", n_images: 7, n_videos: 0 });
    const bmp = items.find((item) => item.mime_type === "image/bmp")!;
    const [r, g, b] = (bmp.statistics as { mean_rgb: [number, number, number] }).mean_rgb;
    for (const [value, expected] of [
      [r, (9 * 37) % 256],
      [g, (9 * 91) % 256],
      [b, (9 * 13) % 256],
    ] as const)
      expect(Math.abs(value - expected)).toBeLessThan(3);
  });

  it("honours the EXIF orientation and reads the time taken", async () => {
    await put(
      "turned.jpg",
      await picture(1)
        .withExif({ IFD0: { Orientation: "6" }, IFD2: { DateTimeOriginal: "2024:05:06 07:08:09" } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
    );
    const id = await draft();
    await importHere(id);
    const [item] = await allItems(owner, id);
    expect(item).toMatchObject({ width: 40, height: 61 });
    const thumbnail = await sharp(
      Buffer.from(await (await call(item!.thumbnail_url!.replace("/api/v1", ""))).arrayBuffer()),
    ).metadata();
    expect([thumbnail.width, thumbnail.height]).toEqual([40, 61]);
  });

  it("takes videos, with size and a frame where ffmpeg is installed", async () => {
    const made = await promisify(execFile)("ffmpeg", [
      "-v",
      "error",
      "-f",
      "lavfi",
      "-i",
      "testsrc=duration=1:size=64x48:rate=10",
      "-pix_fmt",
      "yuv420p",
      path.join(folder, "clip.mp4"),
    ]).then(
      () => true,
      () => false,
    );
    if (!made) await put("clip.mp4", Buffer.from("000000186674797069736f6d0000020069736f6d69736f32", "hex"));
    const id = await draft();
    await importHere(id);
    const [item] = await allItems(owner, id);
    expect(item).toMatchObject({
      media_type: "video",
      mime_type: "video/mp4",
      ...(made ? { width: 64, height: 48, duration_ms: 1000 } : { width: null }),
    });
    expect(await getDataset(owner, id)).toMatchObject({ n_images: 0, n_videos: 1 });
    const range = await call(item!.url.replace("/api/v1", ""), { headers: { range: "bytes=0-9" } });
    expect([range.status, range.headers.get("content-range"), (await range.arrayBuffer()).byteLength]).toEqual([
      206,
      `bytes 0-9/${item!.file_size}`,
      10,
    ]);
  });

  it("serves the original byte for byte", async () => {
    const bytes = await picture(3).jpeg().toBuffer();
    await put("a.jpg", bytes);
    const id = await draft();
    await importHere(id);
    const [item] = await allItems(owner, id);
    const response = await call(item!.url.replace("/api/v1", ""));
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(
      (await call(item!.url.replace("/api/v1", ""), { headers: { "if-none-match": response.headers.get("etag")! } }))
        .status,
    ).toBe(304);
  });
});

describe("creation", () => {
  it("ends READY with one snapshot, of reason creation", async () => {
    await put("a.png", await picture(1).png().toBuffer());
    const id = await draft("Mine");
    expect(await getDataset(owner, id)).toMatchObject({ status: "DRAFT", n_images: 0 });
    await importHere(id);
    const snapshots = await listAllSnapshots(owner, id);
    expect(snapshots).toEqual([
      expect.objectContaining({
        reason: "creation",
        is_current: true,
        n_images: 1,
        snapshot_name: `Mine_snapshot_${snapshots[0]!.snapshot_id.slice(0, 8)}`,
      }),
    ]);
  });

  it("with nothing usable fails with the reason and stays a draft, which can be filled again", async () => {
    await put("notes.txt", "no image");
    const id = await draft();
    const { task_id } = await startImport(owner, id, { folder }, options);
    expect((await getDataset(owner, id)).status).toBe("INDEXING");
    await expect(runTaskHere(owner, task_id)).rejects.toThrow(/notes.txt could not be used: not an image or a video/);
    expect(await getTask(owner, task_id)).toMatchObject({
      status: "FAILED",
      status_message: "Stopped at “Read 1 of 1 file”; nothing was changed",
    });
    expect((await getDataset(owner, id)).status).toBe("DRAFT");
    await put("a.png", await picture(1).png().toBuffer());
    await importHere(id);
    expect((await getDataset(owner, id)).status).toBe("READY");
  });

  it("makes labels of class folders", async () => {
    await put("cats/1.png", await picture(1).png().toBuffer());
    await put("dogs/2.png", await picture(2).png().toBuffer());
    await put("3.png", await picture(3).png().toBuffer());
    const id = await draft();
    await importHere(id, { labels_from_folders: true });
    expect((await allItems(owner, id)).map((item) => [item.file_path, item.labels])).toEqual([
      ["3.png", []],
      ["cats/1.png", ["cats"]],
      ["dogs/2.png", ["dogs"]],
    ]);
  });
});

describe("archives", () => {
  const packTar = async (name: string, fill: (pack: tar.Pack) => void) => {
    const pack = tar.pack();
    fill(pack);
    pack.finalize();
    await pipeline(pack, createWriteStream(path.join(folder, name)));
  };
  const tarOf = async (name: string, files: Record<string, Uint8Array>, gzip: boolean) => {
    const pack = tar.pack();
    for (const [entry, bytes] of Object.entries(files)) pack.entry({ name: entry }, Buffer.from(bytes));
    pack.finalize();
    if (gzip) await pipeline(pack, createGzip(), createWriteStream(path.join(folder, name)));
    else await pipeline(pack, createWriteStream(path.join(folder, name)));
  };
  const zipOf = (name: string, files: string[]) =>
    promisify(execFile)("python3", [
      "-c",
      "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)\n[z.write(sys.argv[2] + '/' + f, f) for f in sys.argv[3:]]\nz.close()",
      path.join(folder, name),
      folder,
      ...files,
    ]);

  it("unpacks .tar, .tar.gz and .zip, broken members listed", async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map((seed) => picture(seed).png().toBuffer()));
    await tarOf("one.tar", { "x/a.png": a!, "bad.png": Buffer.from("bad") }, false);
    await tarOf("two.tar.gz", { "b.png": b! }, true);
    await put("c.png", c!);
    await zipOf("three.zip", ["c.png"]);
    await rm(path.join(folder, "c.png"));
    const id = await draft();
    const result = await importHere(id);
    expect((await allItems(owner, id)).map((item) => item.file_path).sort()).toEqual(["b.png", "c.png", "x/a.png"]);
    expect(result.failures).toEqual([{ path: "bad.png", reason: "not an image or a video" }]);
  });

  interface ZipEntry {
    readonly name: string | Uint8Array;
    readonly bytes: Uint8Array;
    /** Says that the name is UTF-8. */
    readonly flag?: boolean;
    readonly deflated?: boolean;
    /** Unix mode, such as of a link. */
    readonly mode?: number;
    /** Changes what was packed, after its checksum was taken. */
    readonly damage?: (packed: Buffer) => void;
  }
  /** A ZIP by hand: what no library writes. */
  const putZip = async (name: string, entries: readonly ZipEntry[]) => {
    const locals: Buffer[] = [];
    const centrals: Buffer[] = [];
    let offset = 0;
    for (const { name: called, bytes, flag = false, deflated = false, mode = 0, damage } of entries) {
      const raw = Buffer.from(called as Uint8Array);
      const packed = deflated ? deflateRawSync(bytes) : Buffer.from(bytes);
      const common = Buffer.alloc(26);
      common.writeUInt16LE(20, 0);
      common.writeUInt16LE(flag ? 0x800 : 0, 2);
      common.writeUInt16LE(deflated ? 8 : 0, 4);
      common.writeUInt32LE(crc32(bytes), 10);
      common.writeUInt32LE(packed.length, 14);
      common.writeUInt32LE(bytes.length, 18);
      common.writeUInt16LE(raw.length, 22);
      damage?.(packed);
      const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, raw, packed]);
      const attributes = Buffer.alloc(14);
      attributes.writeUInt32LE(mode * 0x10000, 6);
      attributes.writeUInt32LE(offset, 10);
      centrals.push(Buffer.from("PK\x01\x02\x14\x03", "latin1"), common, attributes, raw);
      locals.push(local);
      offset += local.length;
    }
    const central = Buffer.concat(centrals);
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06", "latin1");
    end.writeUInt16LE(entries.length, 8);
    end.writeUInt16LE(entries.length, 10);
    end.writeUInt32LE(central.length, 12);
    end.writeUInt32LE(offset, 16);
    await put(name, Buffer.concat([...locals, central, end]));
  };
  const pictures = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, seed) =>
        picture(seed + 1)
          .png()
          .toBuffer(),
      ),
    );
  const pathsOf = async (id: string) => (await allItems(owner, id)).map((item) => item.file_path).sort();
  const reasonsOf = ({ failures }: ImportResult) =>
    Object.fromEntries(failures.map((failure) => [failure.path, failure.reason]));

  it("have names in UTF-8 where they are that, flagged or not, and in code page 437 where they are not", async () => {
    const [a, b, c, d, e] = await pictures(5);
    await putZip("z.zip", [
      { name: "café.png", bytes: a! },
      { name: "人/犬.png", bytes: b! },
      { name: "ü.png", bytes: c!, flag: true },
      { name: Buffer.from("stra\xe1e\x82.png", "latin1"), bytes: d! },
      { name: Buffer.from("no\xff.png", "latin1"), bytes: e!, flag: true },
    ]);
    const id = await draft();
    expect((await importHere(id)).failures).toEqual([]);
    expect(await pathsOf(id)).toEqual(["café.png", "人/犬.png", "ü.png", "straßeé.png", "no\u00a0.png"].sort());
  });

  it("of which entries cannot be taken as they are: under a safe path, or told by name, and all others are read", async () => {
    const [a, b, c, d, e, f] = await pictures(6);
    await putZip("z.zip", [
      { name: "a.png", bytes: a! },
      { name: "/abs/b.png", bytes: b! },
      { name: "../../up/c.png", bytes: c! },
      { name: "C:\\win\\d.png", bytes: d! },
      { name: "link.png", bytes: Buffer.from("a.png"), mode: 0o120777 },
      { name: "pipe.png", bytes: Buffer.alloc(0), mode: 0o010644 },
      { name: "../..", bytes: a! },
      { name: "mode.png", bytes: e!, mode: 0o100644 },
      { name: "last.png", bytes: f! },
    ]);
    const id = await draft();
    const result = await importHere(id);
    expect(await pathsOf(id)).toEqual(["a.png", "abs/b.png", "up/c.png", "win/d.png", "mode.png", "last.png"].sort());
    expect(result.added).toBe(6);
    expect(reasonsOf(result)).toEqual({
      "link.png": expect.stringMatching(/is a link/),
      "pipe.png": expect.stringMatching(/not a file/),
      "z.zip/../..": expect.stringMatching(/a name has to have/),
    });
  });

  it("of .tar too", async () => {
    const [a, b, c, d] = await pictures(4);
    const latin = (name: string) => Buffer.from(name, "latin1");
    await packTar("t.tar", (pack) => {
      pack.entry({ name: "a.png" }, a!);
      pack.entry({ name: "/abs/b.png" }, b!);
      pack.entry({ name: "x/../../c.png" }, c!);
      pack.entry({ name: "s.png", type: "symlink", linkname: "a.png" });
      pack.entry({ name: "h.png", type: "link", linkname: "a.png" });
      pack.entry({ name: "fifo.png", type: "fifo" });
      pack.entry({ name: "folder", type: "directory" });
      pack.entry({ name: "人".repeat(60) + ".png" }, d!);
    });
    // A name in Latin-1, which no packer writes any more.
    const file = await readFile(path.join(folder, "t.tar"));
    const header = Buffer.from(file.subarray(0, 512)).fill(0, 0, 100);
    latin("caf\xe9.png").copy(header);
    header.fill(" ", 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    await put("t.tar", Buffer.concat([header, file.subarray(512)]));
    const id = await draft();
    const result = await importHere(id);
    expect(await pathsOf(id)).toEqual(
      ["café.png", "abs/b.png", "x/c.png", `${"人".repeat(60)}.png`].map((name) => name).sort(),
    );
    expect(reasonsOf(result)).toEqual({
      "s.png": expect.stringMatching(/is a link/),
      "h.png": expect.stringMatching(/is a link/),
      "fifo.png": expect.stringMatching(/not a file/),
    });
  });

  it("with several files of one name keep all, and count them", async () => {
    const [a, b, c, d] = await pictures(4);
    await putZip("z.zip", [
      { name: "a.png", bytes: a! },
      { name: "a.png", bytes: b! },
      { name: "./a.png", bytes: c! },
      { name: "a (2).png", bytes: d! },
    ]);
    await packTar("t.tar", (pack) => {
      pack.entry({ name: "a.png" }, a!);
      pack.entry({ name: "/a.png" }, b!);
    });
    const id = await draft();
    const result = await importHere(id);
    expect(await pathsOf(id)).toEqual(["a (2) (2).png", "a (2).png", "a (3).png", "a (4).png", "a (5).png", "a.png"]);
    expect([result.added, (await getDataset(owner, id)).n_images]).toEqual([6, 6]);
  });

  it.each([false, true])(
    "tell a wrong checksum of any kind of file, and take the others (deflated: %j)",
    async (deflated) => {
      const [good, bad, last] = await pictures(3);
      const flip = (packed: Buffer) => void (packed[Math.floor(packed.length * 0.75)]! ^= 0x10);
      const caption = {
        images: [{ id: 1, file_name: "good.png" }],
        annotations: [{ image_id: 1, caption: "a caption" }],
      };
      await putZip("z.zip", [
        { name: "good.png", bytes: good!, deflated },
        { name: "bad.png", bytes: bad!, deflated, damage: flip },
        { name: "annotations.json", bytes: Buffer.from(JSON.stringify(caption)), deflated, damage: flip },
        { name: "last.png", bytes: last!, deflated },
      ]);
      const id = await draft();
      const result = await importHere(id);
      expect(await pathsOf(id)).toEqual(["good.png", "last.png"]);
      expect(reasonsOf(result)).toEqual({
        "bad.png": expect.stringMatching(/damaged.*checksum/),
        "annotations.json": expect.stringMatching(/damaged.*checksum/),
      });
      expect((await allItems(owner, id)).map((item) => item.caption)).toEqual([null, null]);
    },
  );

  it("know how many files there are before all are read, unless a .tar is among them", async () => {
    for (const name of ["a.png", "in/b.png", "in/c.png"]) await put(name, await picture(name.length).png().toBuffer());
    // A folder of its own is an entry of an archive, and no file.
    await zipOf("two.zip", ["in", "in/b.png", "in/c.png"]);
    await put("none.zip", "not a zip");
    const count = async () => {
      const tally: Tally = { total: null };
      const totals: (number | null)[] = [];
      for await (const _entry of readSource(await listFolder(folder), false, path.join(folder, "scratch"), tally))
        totals.push(tally.total);
      await rm(path.join(folder, "scratch"), { recursive: true, force: true });
      return totals;
    };
    const totals = await count();
    // a.png, b.png, c.png, the broken archive, and the two in the other one.
    expect(totals).toHaveLength(6);
    expect(totals.at(-1)).toBe(6);
    expect(totals[0]).toBe(7);
    await tarOf("one.tar", { "x/a.png": await picture(1).png().toBuffer() }, false);
    expect(await count()).toEqual(Array.from({ length: 7 }, () => null));
  });

  it("survives half an archive and refuses a bomb, keeping what is good", async () => {
    await put("good.png", await picture(1).png().toBuffer());
    await put("zeros.png", Buffer.alloc(80 * 1024 * 1024));
    await zipOf("bomb.zip", ["zeros.png"]);
    await rm(path.join(folder, "zeros.png"));
    await tarOf(
      "half.tar.gz",
      { "a.png": await picture(2).png().toBuffer(), "b.png": await picture(3).png().toBuffer() },
      true,
    );
    const half = await readFile(path.join(folder, "half.tar.gz"));
    await put("half.tar.gz", half.subarray(0, half.length - 60));
    await put("none.zip", "not a zip");
    const id = await draft();
    const result = await importHere(id);
    expect(result.added).toBeGreaterThanOrEqual(1);
    const reasons = Object.fromEntries(result.failures.map((failure) => [failure.path, failure.reason]));
    expect(reasons["zeros.png"]).toMatch(/suspiciously much more/);
    expect(reasons["none.zip"]).toBe(
      "this archive cannot be read further: it is damaged, or is not what its name says",
    );
    expect(reasons["half.tar.gz"]).toMatch(/cannot be read further/);
  });
});

describe("a folder", () => {
  it("of which something cannot be taken: told by name, and all others are read", async () => {
    await put("a.png", await picture(1).png().toBuffer());
    await put("in/b.png", await picture(2).png().toBuffer());
    await symlink(path.join(folder, "a.png"), path.join(folder, "link.png"));
    await symlink(path.join(folder, "in"), path.join(folder, "linked"));
    await symlink(path.join(folder, "gone.png"), path.join(folder, "broken.png"));
    await symlink("loop.png", path.join(folder, "loop.png"));
    await promisify(execFile)("mkfifo", [path.join(folder, "pipe.png")]);
    const below = (name: string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, "latin1")]);
    await writeFile(below("latin\xe9.png"), "x");
    await mkdir(below("d\xe9"));
    await writeFile(below("d\xe9/c.png"), "x");
    const id = await draft();
    const result = await importHere(id);
    expect((await allItems(owner, id)).map((item) => item.file_path)).toEqual(["a.png", "in/b.png", "link.png"]);
    expect(Object.fromEntries(result.failures.map((failure) => [failure.path, failure.reason]))).toEqual({
      linked: "it is a link to a folder; only links to files are followed",
      "broken.png": "it is a link to a file that is not there",
      "loop.png": "it cannot be read (ELOOP)",
      "pipe.png": "it is a pipe, a socket or a device, not a file",
      "latin\ufffd.png": "its name is not UTF-8; rename it",
      "d\ufffd": "the name of this folder is not UTF-8; rename it",
    });
  });
});

describe("a text with a link", () => {
  it("is no list of addresses", async () => {
    await put("a.png", await picture(1).png().toBuffer());
    await put("notes.txt", "see\nhttps://example.org/x\nand more text\n");
    const result = await importHere(await draft());
    expect(result.failures).toEqual([{ path: "notes.txt", reason: expect.stringMatching(/^not an image/) }]);
  });
});

describe("files of one name in a form", () => {
  it("are all kept, and so are those whose names become one", async () => {
    const form = new FormData();
    for (const [seed, name] of ["a.png", "a.png", "./a.png", "b.png"].entries())
      form.append(
        "files",
        new Blob([
          new Uint8Array(
            await picture(seed + 1)
              .png()
              .toBuffer(),
          ),
        ]),
        name,
      );
    const id = await draft();
    const response = await call(`/dataset/${id}/add_media`, { method: "POST", user: owner, raw: form });
    expect(response.status, await response.clone().text()).toBe(202);
    await runTaskHere(owner, response.headers.get("location")!.split("/").at(-1)!);
    expect((await allItems(owner, id)).map((item) => item.file_path)).toEqual([
      "a (2).png",
      "a (3).png",
      "a.png",
      "b.png",
    ]);
  });
});

describe("adding media", () => {
  it("takes a revision first, ends in Partial Index, and becomes Ready by re-indexing", async () => {
    const id = await cloneOf(owner, await newDataset(owner, 2, "Adding", 5));
    const before = await listEverything(owner, id);
    await put("new.png", await picture(5).png().toBuffer());
    await importHere(id);
    expect(await getDataset(owner, id)).toMatchObject({
      status: "PARTIAL_INDEX",
      status_new: "PARTIAL INDEX",
      n_images: 3,
    });
    await expect(createSnapshot(owner, id, {})).rejects.toMatchObject({ code: "conflict" });
    const revision = (await listAllSnapshots(owner, id))[0]!;
    expect(revision).toMatchObject({
      reason: "auto",
      snapshot_name: "Before media addition",
      is_current: false,
      n_images: 2,
    });
    await runTaskHere(owner, (await startReindex(owner, id)).task_id);
    expect((await getDataset(owner, id)).status).toBe("READY");
    await restoreHere(owner, id, revision.snapshot_id);
    expect(await listEverything(owner, id)).toEqual(before);
    // Forward again, to a state that was not indexed.
    const partial = (await listAllSnapshots(owner, id)).find(
      (snapshot) => snapshot.snapshot_name === "Before re-index",
    )!;
    await restoreHere(owner, id, partial.snapshot_id);
    expect((await getDataset(owner, id)).status).toBe("PARTIAL_INDEX");
  });

  it("with auto re-index ends Ready", async () => {
    const id = await cloneOf(owner, await newDataset(owner, 2, "Auto", 6));
    await put("new.png", await picture(6).png().toBuffer());
    await importHere(id, { auto_reindex: true });
    expect((await getDataset(owner, id)).status).toBe("READY");
  });

  it("keeps duplicates as items that share a blob and reports them, or skips them", async () => {
    const [same, other] = [await picture(7).png().toBuffer(), await picture(8).png().toBuffer()];
    await put("a.png", same);
    await put("b.png", same);
    const id = await draft();
    expect(await importHere(id)).toMatchObject({ added: 2, duplicates: 1, skipped_duplicates: 0 });
    const items = await allItems(owner, id);
    expect(items[0]!.sha256).toBe(items[1]!.sha256);
    expect(items[0]!.media_id).not.toBe(items[1]!.media_id);
    const flagged = async () => (await allItems(owner, id)).map((item) => item.issues.includes("duplicates"));
    expect(await flagged()).toEqual([true, true]);
    await put("c.png", other);
    expect(await importHere(id, { on_duplicate: "skip" })).toMatchObject({
      added: 1,
      duplicates: 2,
      skipped_duplicates: 2,
    });
    expect(await flagged()).toEqual([true, true, false]);
    await rm(path.join(folder, "a.png"));
    await rm(path.join(folder, "b.png"));
    expect(await importHere(id)).toMatchObject({ added: 1, duplicates: 1 });
    // The one that was there before is flagged as well.
    expect(await flagged()).toEqual([true, true, true, true]);
  });
});

describe("the REST route", () => {
  const send = (id: string, fill: (form: FormData) => void) => {
    const form = new FormData();
    fill(form);
    return call(`/dataset/${id}/add_media`, { method: "POST", user: owner, raw: form });
  };
  const blob = async (seed: number) =>
    new Blob([new Uint8Array(await picture(seed).png().toBuffer())], { type: "image/png" });

  it("takes several files and options, and answers 202 with where to follow it", async () => {
    const id = await draft();
    const [a, b] = [await blob(1), await blob(2)];
    const response = await send(id, (form) => {
      form.append("files", a, "a.png");
      form.append("files", b, "b.png");
      form.append("auto_reindex", "true");
    });
    expect([response.status, await response.text()]).toEqual([202, ""]);
    const taskId = response.headers.get("location")!.split("/").at(-1)!;
    await runTaskHere(owner, taskId);
    expect((await allItems(owner, id)).map((item) => item.file_name)).toEqual(["a.png", "b.png"]);
  });

  it.each<[string, (form: FormData) => void, RegExp]>([
    ["nothing", () => undefined, /exactly one/],
    [
      "both files and archive",
      (form) => (form.append("files", new Blob(["x"]), "a.png"), form.append("archive", new Blob(["x"]), "a.zip")),
      /exactly one/,
    ],
    [
      "an archive of unknown type",
      (form) => form.append("archive", new Blob(["x"]), "a.rar"),
      /\.zip, \.tar or \.tar\.gz/,
    ],
    ["an s3_uri that is none", (form) => form.append("s3_uri", "bucket/x"), /s3:\/\/bucket\/prefix/],
    [
      "files beside an s3_uri",
      (form) => (form.append("files", new Blob(["x"]), "a.png"), form.append("s3_uri", "s3://bucket/x")),
      /exactly one/,
    ],
    ["an unknown field", (form) => form.append("colour", "red"), /not known/],
    ["a wrong option", (form) => form.append("auto_reindex", "perhaps"), /true or false/],
  ])("refuses %s with 422", async (_name, fill, message) => {
    const response = await send(await draft(), fill);
    expect(response.status).toBe(422);
    expect(JSON.stringify(await response.json())).toMatch(message);
  });

  it("loses nothing when an upload breaks off", async () => {
    const id = await draft();
    const { upload_id } = (await (await call(`/dataset/${id}/uploads`, { method: "POST", user: owner })).json()) as {
      upload_id: string;
    };
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(1000));
        controller.error(new Error("the cable was pulled"));
      },
    });
    const response = await call(`/dataset/${id}/uploads/${upload_id}?path=a.png`, {
      method: "PUT",
      user: owner,
      raw: broken,
    });
    expect([response.status, await response.json()]).toEqual([400, { detail: expect.stringContaining("broke off") }]);
    expect((await call(`/dataset/${id}/add_media`, { method: "POST", user: owner, body: { upload_id } })).status).toBe(
      400,
    );
    expect((await getDataset(owner, id)).status).toBe("DRAFT");
    await call(`/dataset/${id}/uploads/${upload_id}?path=a.png`, { method: "PUT", user: owner, raw: await blob(1) });
    expect((await call(`/dataset/${id}/add_media`, { method: "POST", user: owner, body: { upload_id } })).status).toBe(
      202,
    );
  });
});

describe("the worker process", () => {
  const workers: ChildProcess[] = [];
  const startWorker = () =>
    new Promise<ChildProcess>((resolve, reject) => {
      const child = fork("scripts/worker.ts", [], {
        execArgv: ["--import", "tsx"],
        env: process.env,
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      workers.push(child);
      child.on("message", (message) => message === "ready" && resolve(child));
      child.on("exit", (code) => reject(new Error(`ended ${code}`)));
    });
  afterAll(() => workers.forEach((worker) => worker.kill("SIGKILL")));
  /** Reads until it holds; gives up only when what is read has stood still for a long while. */
  const poll = async <T>(read: () => Promise<T>, until: (value: T) => boolean): Promise<T> => {
    for (let last = "", since = Date.now(); Date.now() - since < 90_000;) {
      const value = await read();
      if (until(value)) return value;
      const seen = JSON.stringify(value);
      if (seen !== last) [last, since] = [seen, Date.now()];
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("nothing moved for 90 s");
  };

  it(
    "killed in the middle of an import is replaced, and the task is finished without doing everything again",
    { timeout: 300_000 },
    async () => {
      for (const [index, scene] of planScenes(60, 77).entries()) await put(`${index}.jpg`, await drawScene(scene));
      const id = await draft();
      const first = await startWorker();
      expect(await hasLiveWorker()).toBe(true);
      const { task_id } = await startImport(owner, id, { folder }, options);
      await poll(
        () => db.media.count({ where: { mime: "image/jpeg" } }),
        (count) => count > 10,
      );
      await poll(
        () => getTask(owner, task_id),
        (task) => task.status === "RUNNING",
      );
      first.removeAllListeners("exit");
      first.kill("SIGKILL");
      expect((await getDataset(owner, id)).status).toBe("INDEXING");
      expect((await getDataset(owner, id)).n_images).toBe(0);
      await startWorker();
      const task = await poll(
        () => getTask(owner, task_id),
        ({ status }) => !isActive(status),
      );
      expect(task).toMatchObject({ status: "COMPLETED", error_message: null });
      expect(await getDataset(owner, id)).toMatchObject({ status: "READY", n_images: 60 });
      expect((await db.task.findUniqueOrThrow({ where: { id: task_id } })).attempt).toBe(2);
      const page = await listItems(owner, id, { q: "", sort: { by: "added", descending: false }, seed: 0, limit: 100 });
      expect(new Set(page.items.map((item) => item.file_path)).size).toBe(60);
      expect((await getFacets(owner, id, { q: "" })).total).toBe(60);
    },
  );
});
