/** Takes one file in: hash, blob, thumbnail. What is already known is not decoded again. */
import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { blobPath, exists, putBlob, putThumbnails, thumbnailPath } from "./blob-store";
import { decodeMedia, UnusableFileError, type MediaSource } from "./decode";
import { isIndexed, touchBlobUnderLock, type NewMedia } from "./repository";

/** Up to this many bytes a file is read once into memory for hashing, storing and decoding. */
const IN_MEMORY_BYTES = 64 * 1024 * 1024;

export interface IncomingFile {
  readonly file: string;
  readonly size: number;
  /** The file is ours: it is moved into the store instead of copied. */
  readonly owned: boolean;
}

/** @returns its sha256 and, where it was not known yet, the row that the caller has to insert. @throws UnusableFileError */
export async function storeMedia(incoming: IncomingFile): Promise<{ sha256: string; row: NewMedia | null }> {
  if (incoming.size === 0) throw new UnusableFileError("it is empty");
  const inMemory = incoming.size <= IN_MEMORY_BYTES;
  const buffer = inMemory ? await readFile(incoming.file) : null;
  const { sha256, checksum } = buffer
    ? { sha256: createHash("sha256").update(buffer).digest("hex"), checksum: crc32(buffer) }
    : await checksumsOf(incoming.file);

  if (await exists(blobPath(sha256))) {
    // It may be what the collector is about to drop: it is marked as wanted before it is relied on.
    await touchBlobUnderLock(sha256);
    // The thumbnail is looked for first: that is cheaper than asking the database.
    if ((await exists(thumbnailPath(sha256, "small"))) && (await isIndexed(sha256))) {
      await putBlob(sha256, { file: incoming.file, move: incoming.owned });
      return { sha256, row: null };
    }
  }
  const source: MediaSource = buffer ? { buffer } : { file: incoming.file };
  const media = await decodeMedia(source);
  await Promise.all([
    putBlob(sha256, buffer && !incoming.owned ? { buffer } : { file: incoming.file, move: incoming.owned }),
    putThumbnails(sha256, media),
  ]);
  return { sha256, row: { sha256, size: incoming.size, crc32: hexOf(checksum), media } };
}

const hexOf = (checksum: number): string => checksum.toString(16).padStart(8, "0");

async function checksumsOf(file: string): Promise<{ sha256: string; checksum: number }> {
  const hash = createHash("sha256");
  let checksum = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    checksum = crc32(chunk, checksum);
  }
  return { sha256: hash.digest("hex"), checksum };
}
