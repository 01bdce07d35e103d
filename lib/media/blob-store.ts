/**
 * Content-addressed files in the data folder. A blob is complete and on disk (fsync) before anything names it;
 * thumbnails can be made again, so they are only written whole (rename).
 */
import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, type ReadStream } from "node:fs";
import { access, copyFile, constants, mkdir, open, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { settings } from "@/lib/env";
import { ifMissing, isSystemError } from "@/lib/errors";
import type { Variant } from "./variants";

const root = () => settings().dataDir;
const spread = (sha256: string) => path.join(sha256.slice(0, 2), sha256.slice(2, 4), sha256);

export const blobPath = (sha256: string): string => path.join(root(), "blobs", spread(sha256));
export const thumbnailPath = (sha256: string, variant: Exclude<Variant, "original">): string =>
  path.join(root(), "thumbnails", `${spread(sha256)}.${variant}.webp`);
export const stagingPath = (uploadId: string): string => path.join(root(), "staging", uploadId);
/** Where one uploaded file waits. Its path is a name that people chose, so on disk it goes by that name's hash. */
export const stagedFile = (uploadId: string, uploadPath: string): string =>
  path.join(stagingPath(uploadId), createHash("sha256").update(uploadPath).digest("hex"));
export const exists = (file: string): Promise<boolean> => access(file).then(() => true, ifMissing(false));

const madeFolders = new Set<string>();
async function ensureFolder(folder: string): Promise<void> {
  if (madeFolders.has(folder)) return;
  await mkdir(folder, { recursive: true });
  madeFolders.add(folder);
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Marks a blob as wanted, so that a collector that looks later finds it young. False when it is not there. Call it under
 * the blob's lock: between its look and its removal the collector holds the same one.
 */
export async function touchBlob(sha256: string): Promise<boolean> {
  const now = new Date();
  return utimes(blobPath(sha256), now, now).then(() => true, ifMissing(false));
}

/** Puts content where its hash says, unless it is there already: by moving `source` when it is ours, else by copying. */
export async function putBlob(
  sha256: string,
  source: { buffer: Uint8Array } | { file: string; move: boolean },
): Promise<void> {
  const target = blobPath(sha256);
  if (await exists(target)) {
    if ("move" in source && source.move) await rm(source.file, { force: true });
    return;
  }
  await ensureFolder(path.dirname(target));
  const temporary = `${target}.${randomUUID()}.part`;
  if ("buffer" in source) await writeFile(temporary, source.buffer, { flush: true });
  else {
    if (source.move) await rename(source.file, temporary);
    else await copyFile(source.file, temporary, constants.COPYFILE_FICLONE);
    await syncFile(temporary);
  }
  await rename(temporary, target);
}

export async function putThumbnail(
  sha256: string,
  variant: Exclude<Variant, "original">,
  bytes: Uint8Array,
): Promise<void> {
  const target = thumbnailPath(sha256, variant);
  await ensureFolder(path.dirname(target));
  const temporary = `${target}.${randomUUID()}.part`;
  await writeFile(temporary, bytes);
  await rename(temporary, target);
}

/** What a decode gave of a file's thumbnail and preview; the thumbnail last, because where it is nothing is made again. */
export async function putThumbnails(
  sha256: string,
  { thumbnail, preview }: { readonly thumbnail: Uint8Array | null; readonly preview: Uint8Array | null },
): Promise<void> {
  if (preview) await putThumbnail(sha256, "large", preview);
  if (thumbnail) await putThumbnail(sha256, "small", thumbnail);
}

/** Size in bytes, or null when there is no such file. */
export const sizeOf = (file: string): Promise<number | null> => stat(file).then((info) => info.size, ifMissing(null));

/** Bytes from `start` to `end`, both included. */
export const readRange = (file: string, start: number, end: number): ReadStream =>
  createReadStream(file, { start, end });

/** Writes, reads and removes a small file: whether the store works, for the health check. */
export async function checkStore(): Promise<boolean> {
  try {
    await mkdir(path.join(root(), "staging"), { recursive: true });
    const probe = path.join(root(), "staging", `.probe-${randomUUID()}`);
    await writeFile(probe, "ok");
    await rm(probe);
    return true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

/** Hex sha256 of a file's content, read in pieces. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
