/** A file of which any part can be made again: its pieces are known by number, and where each begins was learnt once. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { lastAtOrBefore, type ZipEntry } from "./virtual-zip";

export interface Pieces {
  readonly count: number;
  /** The same whenever it is asked for, in whatever order. */
  content(index: number): Promise<string | Uint8Array> | string | Uint8Array;
}

export interface TextPart extends ZipEntry {
  /** Hexadecimal. */
  readonly sha256: string;
}

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? Buffer.from(content, "utf8") : content;

/** @param onPiece called before each piece */
export async function learnText(path: string, pieces: Pieces, onPiece?: () => Promise<void>): Promise<TextPart> {
  const starts = new Float64Array(pieces.count + 1);
  const hash = createHash("sha256");
  let checksum = 0;
  for (let index = 0; index < pieces.count; index += 1) {
    await onPiece?.();
    const bytes = bytesOf(await pieces.content(index));
    hash.update(bytes);
    checksum = crc32(bytes, checksum);
    starts[index + 1] = starts[index]! + bytes.byteLength;
  }
  const size = starts[pieces.count]!;
  return {
    path,
    size,
    crc32: checksum,
    sha256: hash.digest("hex"),
    async *open(from, to) {
      for (let index = lastAtOrBefore(starts, from); index < pieces.count && starts[index]! < to; index += 1) {
        const begin = starts[index]!;
        const bytes = bytesOf(await pieces.content(index));
        if (bytes.byteLength !== starts[index + 1]! - begin)
          throw new Error(`${path} is not what it was when its length was learnt`);
        const piece = bytes.subarray(Math.max(0, from - begin), to - begin);
        if (piece.byteLength > 0) yield piece;
      }
    },
  };
}
