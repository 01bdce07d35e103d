import { crc32 } from "node:zlib";
import fc from "fast-check";
import tar from "tar-stream";
import { describe, expect, it } from "vitest";
import { combinedCrc32 } from "./crc32";
import { virtualTar } from "./virtual-tar";
import type { ZipEntry } from "./virtual-zip";

const fileOf = (path: string, content: Uint8Array): ZipEntry => ({
  path,
  size: content.byteLength,
  crc32: crc32(content),
  async *open(start, end) {
    yield content.subarray(start, end);
  },
});
async function bytesOf({ open, size }: ZipEntry, start = 0, end = size): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of open(start, end)) parts.push(piece);
  return Buffer.concat(parts);
}
const content = fc.uint8Array({ maxLength: 1_100 });

describe("a virtual tar", () => {
  it("has the checksum that it says, and gives any part as the whole has it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(content, { maxLength: 4 }), fc.nat(), fc.nat(), async (files, a, b) => {
        const entry = virtualTar(
          "a.tar",
          files.map((bytes, index) => fileOf(`${index}.bin`, bytes)),
        );
        const whole = await bytesOf(entry);
        expect([whole.byteLength, crc32(whole)]).toEqual([entry.size, entry.crc32]);
        const [start, end] = [a % (entry.size + 1), b % (entry.size + 1)].sort((x, y) => x - y) as [number, number];
        expect((await bytesOf(entry, start, end)).equals(whole.subarray(start, end))).toBe(true);
      }),
    );
  });

  it("is unpacked by others", async () => {
    const files = {
      "000000.jpg": Buffer.alloc(700, 7),
      "000000.json": Buffer.from('{"a":"ü"}'),
      "000001.jpg": Buffer.alloc(0),
    };
    const entry = virtualTar(
      "a.tar",
      Object.entries(files).map(([name, bytes]) => fileOf(name, bytes)),
    );
    const extract = tar.extract();
    extract.end(await bytesOf(entry));
    const found: Record<string, Buffer> = {};
    for await (const member of extract) {
      const parts: Buffer[] = [];
      for await (const piece of member) parts.push(piece as Buffer);
      found[member.header.name] = Buffer.concat(parts);
    }
    expect(found).toEqual(files);
  });

  it("refuses what the format cannot hold", () => {
    expect(() => virtualTar("a.tar", [fileOf("x".repeat(101), Buffer.alloc(1))])).toThrow(/longer than a tar/);
    const huge = { ...fileOf("x", Buffer.alloc(1)), size: 8 ** 11 };
    expect(() => virtualTar("a.tar", [huge])).toThrow(/larger than a tar/);
  });
});

it("the checksum of two texts follows from theirs", () => {
  fc.assert(
    fc.property(content, content, (first, second) => {
      expect(combinedCrc32(crc32(first), crc32(second), second.byteLength)).toBe(crc32(Buffer.concat([first, second])));
    }),
  );
});
