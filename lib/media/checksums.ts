/** Sizes and CRC-32 of files, as archives name them. */
import "server-only";
import { crc32 } from "node:zlib";
import { isSystemError, NotFoundError } from "@/lib/errors";
import { blobPath, readRange } from "./blob-store";
import { findChecksums, insertReadings } from "./repository";

/** What was read off files from before their checksum was kept with them. */
export const CHECKSUM_MODEL = "crc32@1";

export interface Checksum {
  /** Bytes. */
  readonly size: number;
  /** CRC-32, unsigned. */
  readonly crc32: number;
}

/** Of these files; those that were never read for it are read now, and remembered. @throws NotFoundError for a file that is gone */
export async function checksumsOf(hashes: readonly string[]): Promise<Map<string, Checksum>> {
  const rows = await findChecksums(hashes, CHECKSUM_MODEL);
  const found = new Map<string, Checksum>();
  const added: { sha256: string; result: { crc32: number }; vector: null }[] = [];
  for (const { sha256, size, crc32: known } of rows) {
    const checksum = known ?? (await readChecksum(sha256));
    if (known === null) added.push({ sha256, result: { crc32: checksum }, vector: null });
    found.set(sha256, { size, crc32: checksum });
  }
  await insertReadings(CHECKSUM_MODEL, added);
  return found;
}

async function readChecksum(sha256: string): Promise<number> {
  let checksum = 0;
  for await (const chunk of readOriginal(sha256)) checksum = crc32(chunk, checksum);
  return checksum;
}

/** Bytes of a file from `start` up to `end`, exclusive; to its end when absent. @throws NotFoundError when it is gone */
export async function* readOriginal(sha256: string, start = 0, end = Infinity): AsyncGenerator<Uint8Array> {
  if (start >= end) return;
  try {
    yield* readRange(blobPath(sha256), start, end - 1) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") throw new NotFoundError(`The file ${sha256}`);
    throw error;
  }
}
