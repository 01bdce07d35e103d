import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ArchivePaths, safePath, splitExtension } from "./archive-paths";
import { VirtualZip, type ZipEntry } from "./virtual-zip";

const fileOf = (name: string, content: Uint8Array): ZipEntry => ({
  path: name,
  size: content.byteLength,
  crc32: crc32(content),
  // In small pieces, as files come.
  async *open(start, end) {
    for (let at = start; at < end; at += 7) yield content.subarray(at, Math.min(at + 7, end));
  },
});

/** Content that nobody has to hold: as many zeros as asked for. */
const zeros = (name: string, size: number): ZipEntry => ({
  path: name,
  size,
  crc32: 0,
  async *open(start, end) {
    yield new Uint8Array(end - start);
  },
});

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "stillframe-zip-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What Python's zipfile says of an archive. */
async function readByPython(zip: VirtualZip): Promise<{ bad: string | null; files: [string, number, string][] }> {
  const file = path.join(folder, "read.zip");
  await pipeline(Readable.from(zip.read()), createWriteStream(file));
  const script = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    names = z.namelist()
    few = names[:20] + names[-2:] if len(names) > 100 else names
    files = [[n, z.getinfo(n).file_size, hashlib.sha256(z.read(n)).hexdigest() if n in few else ""] for n in names]
    print(json.dumps({"bad": z.testzip(), "files": files}))`;
  const { stdout } = await promisify(execFile)("python3", ["-c", script, file], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Awaited<ReturnType<typeof readByPython>>;
}

const content = fc.uint8Array({ maxLength: 60 });
const archive = fc.array(fc.tuple(fc.string({ unit: "grapheme", maxLength: 12 }), content), { maxLength: 12 });
const zipOf = (files: readonly (readonly [string, Uint8Array])[]): { zip: VirtualZip; names: string[] } => {
  const paths = new ArchivePaths();
  const entries = files.map(([name, bytes]) => fileOf(paths.take(name), bytes));
  return { zip: new VirtualZip(entries), names: entries.map((entry) => entry.path) };
};

describe("a virtual zip", () => {
  it("gives any part as the whole has it", async () => {
    await fc.assert(
      fc.asyncProperty(
        archive,
        fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 20 }),
        async (files, ranges) => {
          const { zip } = zipOf(files);
          const whole = await bytesOf(zip.read());
          expect(whole.byteLength).toBe(zip.length);
          for (const [a, b] of ranges) {
            const [start, end] = [a % (zip.length + 1), b % (zip.length + 1)].sort((x, y) => x - y) as [number, number];
            expect(await bytesOf(zip.read(start, end))).toEqual(whole.subarray(start, end));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is read by Python, whatever the names", async () => {
    await fc.assert(
      fc.asyncProperty(archive, async (files) => {
        const { zip, names } = zipOf(files);
        const { bad, files: read } = await readByPython(zip);
        expect(bad).toBeNull();
        expect(read.map(([name, size]) => [name, size])).toEqual(
          names.map((name, index) => [name, files[index]![1].byteLength]),
        );
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it("gives back each content, and the same bytes twice", async () => {
    const files = [
      ["ü/日本.txt", Buffer.from("one")],
      ["b", Buffer.alloc(0)],
      ["c/d.bin", Buffer.from([0, 255, 80, 75])],
    ] as const;
    const { zip } = zipOf(files);
    expect(await bytesOf(zip.read())).toEqual(await bytesOf(zipOf(files).zip.read()));
    const { createHash } = await import("node:crypto");
    const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect((await readByPython(zip)).files).toEqual(
      files.map(([name, bytes]) => [name, bytes.byteLength, hash(bytes)]),
    );
  });

  it("holds more than 65,535 files", async () => {
    const count = 66_000;
    const zip = new VirtualZip(
      Array.from({ length: count }, (_none, index) => fileOf(`f${index}`, Buffer.from(String(index)))),
    );
    const { bad, files } = await readByPython(zip);
    expect([bad, files.length, files.at(-1)!.slice(0, 2)]).toEqual([null, count, [`f${count - 1}`, 5]]);
  }, 60_000);

  it("knows its offsets beyond 4 GB: any part agrees with its neighbours, and the directory says where files lie", async () => {
    const large = 5 * 1024 ** 3;
    const small = fileOf("after.txt", Buffer.from("behind 4 GB"));
    const zip = new VirtualZip([
      zeros("large.bin", large),
      small,
      zeros("larger.bin", 2 * large),
      fileOf("last.txt", Buffer.from("end")),
    ]);
    const tail = await bytesOf(zip.read(zip.length - 700));
    const signature = (bytes: Buffer, value: number) => {
      const at = Buffer.alloc(4);
      at.writeUInt32LE(value);
      return bytes.indexOf(at);
    };
    // The locator leads to the end record, that to the directory, and the directory to the file behind 4 GB.
    const locator = signature(tail, 0x07064b50);
    const end64 = Number(tail.readBigUInt64LE(locator + 8)) - (zip.length - 700);
    expect(tail.readUInt32LE(end64)).toBe(0x06064b50);
    expect(Number(tail.readBigUInt64LE(end64 + 32))).toBe(4);
    const directory = Number(tail.readBigUInt64LE(end64 + 48)) - (zip.length - 700);
    let at = directory;
    const found = new Map<string, { size: number; offset: number }>();
    for (let index = 0; index < 4; index += 1) {
      expect(tail.readUInt32LE(at)).toBe(0x02014b50);
      const [name, extra] = [tail.readUInt16LE(at + 28), tail.readUInt16LE(at + 30)];
      let field = at + 46 + name + 4;
      const take = (value: number) => {
        if (value !== 0xffffffff) return value;
        field += 8;
        return Number(tail.readBigUInt64LE(field - 8));
      };
      const size = take(tail.readUInt32LE(at + 24));
      expect(take(tail.readUInt32LE(at + 20))).toBe(size);
      found.set(tail.toString("utf8", at + 46, at + 46 + name), { size, offset: take(tail.readUInt32LE(at + 42)) });
      at += 46 + name + extra;
    }
    expect(at).toBe(end64);
    expect(found.get("larger.bin")!.size).toBe(2 * large);
    const { offset } = found.get("after.txt")!;
    expect(offset).toBeGreaterThan(large);
    expect((await bytesOf(zip.read(offset, offset + 50))).toString("latin1")).toMatch(
      /^PK\x03\x04[^]*after\.txtbehind 4 GB$/,
    );
  });

  it("refuses a name that no zip can hold", () => {
    expect(() => new VirtualZip([zeros("a".repeat(65_536), 1)])).toThrow(/longer than a zip can name/);
  });
});

describe("paths in an archive", () => {
  it.each([
    ["../../etc/passwd", "etc/passwd"],
    ["/a//b/./c.jpg", "a/b/c.jpg"],
    ["C:\\x\\y.jpg", "C__x_y.jpg"],
    ["a\u0000b\n.jpg", "a_b_.jpg"],
    ["..", "_"],
    ["", "_"],
    ["ü/日本 .jpg", "ü/日本 .jpg"],
    ["x\ud800.jpg", "x\ufffd.jpg"],
  ])("%j is %j", (given, safe) => expect(safePath(given)).toBe(safe));

  it("are each for one file", () => {
    const paths = new ArchivePaths();
    expect(
      ["a.jpg", "a.jpg", "A.jpg", "a (2).jpg", "b/a.jpg", "b", "a.jpg/c", ".hidden", ".hidden"].map((name) =>
        paths.take(name),
      ),
    ).toEqual([
      "a.jpg",
      "a (2).jpg",
      "A (3).jpg",
      "a (2) (2).jpg",
      "b/a.jpg",
      "b (2)",
      "a.jpg (3)/c",
      ".hidden",
      ".hidden (2)",
    ]);
  });

  it("differ in more than the extension where something goes by the name alone", () => {
    const paths = new ArchivePaths(true);
    expect(["x/a.jpg", "x/a.png", "x/a/b.jpg", "x/b.jpg"].map((name) => paths.take(name))).toEqual([
      "x/a.jpg",
      "x/a (2).png",
      "x/a/b.jpg",
      "x/b.jpg",
    ]);
  });

  it("are never one for two, whatever is asked for", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[aAb./]{0,6}$/)), fc.boolean(), (names, byStem) => {
        const paths = new ArchivePaths(byStem);
        const taken = names.map((name) => paths.take(name));
        const files = new Set(taken.map((name) => name.toLowerCase()));
        expect(files.size).toBe(names.length);
        const folders = taken.flatMap((name) =>
          name
            .toLowerCase()
            .split("/")
            .slice(0, -1)
            .map((_part, index, all) => all.slice(0, index + 1).join("/")),
        );
        expect(folders.filter((name) => files.has(name))).toEqual([]);
        if (byStem) expect(new Set(taken.map((name) => splitExtension(name.toLowerCase())[0])).size).toBe(names.length);
      }),
    );
  });
});
