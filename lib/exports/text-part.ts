/** A file of which any part can be made again: its pieces are known by number, and how long each is was learnt once. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ItemSection, TextFile } from "./format";
import { lastAtOrBefore, type ZipEntry } from "./virtual-zip";

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? Buffer.from(content, "utf8") : content;

/** What was learnt of a file. */
export interface LearntText {
  readonly path: string;
  readonly crc32: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Bytes of each piece. A section that goes through all items is a piece for each block, any other one alone. */
  readonly sizes: readonly number[];
  /** Sections that follow from what came before them, in base64: they cannot be made again from a part of that. */
  readonly afters: readonly string[];
}

/** Takes a file in from its beginning to its end, one section that goes through all items after the other. */
export class TextLearner {
  private readonly hash = createHash("sha256");
  private readonly sizes: number[] = [];
  private readonly afters: string[] = [];
  private checksum = 0;
  private at = 0;

  constructor(private readonly file: TextFile) {}

  /** The next section that goes through all items, with what comes before it taken in; null at the end. */
  next(): ItemSection | null {
    for (; this.at < this.file.sections.length; this.at += 1) {
      const section = this.file.sections[this.at]!;
      if (typeof section === "function") {
        this.at += 1;
        return section;
      }
      const content = bytesOf(typeof section === "string" ? section : section.after());
      if (typeof section !== "string") this.afters.push(Buffer.from(content).toString("base64"));
      this.add(content);
    }
    return null;
  }

  /** What such a section says of the next block. */
  add(content: string | Uint8Array): void {
    const bytes = bytesOf(content);
    this.sizes.push(bytes.byteLength);
    if (bytes.byteLength === 0) return;
    this.hash.update(bytes);
    this.checksum = crc32(bytes, this.checksum);
  }

  /** @param path where the file lies */
  learnt(path: string): LearntText {
    return {
      path,
      crc32: this.checksum,
      sha256: this.hash.digest("hex"),
      sizes: this.sizes,
      afters: this.afters,
    };
  }
}

/** @param content of a piece by its number, the same whenever it is asked for, in whatever order */
export function textEntry(
  { path, crc32, sizes }: LearntText,
  content: (piece: number) => Promise<string | Uint8Array> | string | Uint8Array,
): ZipEntry {
  const starts = new Float64Array(sizes.length + 1);
  for (const [index, size] of sizes.entries()) starts[index + 1] = starts[index]! + size;
  return {
    path,
    size: starts[sizes.length]!,
    crc32,
    async *open(from, to) {
      for (let index = lastAtOrBefore(starts, from); index < sizes.length && starts[index]! < to; index += 1) {
        if (sizes[index] === 0) continue;
        const begin = starts[index]!;
        const bytes = bytesOf(await content(index));
        if (bytes.byteLength !== sizes[index]) throw new Error(`${path} is not what it was when its length was learnt`);
        const piece = bytes.subarray(Math.max(0, from - begin), to - begin);
        if (piece.byteLength > 0) yield piece;
      }
    },
  };
}
