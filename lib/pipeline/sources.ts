/** Where files to import come from: a folder, uploads in the staging area, and archives among either. */
import "server-only";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, opendir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import tar from "tar-stream";
import yauzl from "yauzl";
import { splitsFromFolders } from "@/lib/annotations/splits";
import { settings } from "@/lib/env";
import { ifMissing, isSystemError } from "@/lib/errors";
import { formatCount } from "@/lib/text";
import { limiter, LimitError } from "./limiter";
import { fetchRemote, listS3, parseManifest, pathOfAddress, RemoteError } from "./remote";

export interface SourceFile {
  /** Path as its owner knows it, with forward slashes. */
  readonly path: string;
  readonly file: string;
  readonly size: number;
  readonly owned: boolean;
  /** How far through the source this file's end is, 0–1. */
  readonly position: number;
}
/** Something in a source that cannot be read at all, told in the task's result. */
export interface SourceProblem {
  readonly path: string;
  readonly reason: string;
}
/** How many entries a source will yield: null while that is not known. Told, and corrected, while it is read. */
export interface Tally {
  total: number | null;
}
export type SourceEntry = { readonly file: SourceFile } | { readonly problem: SourceProblem };

const MAX_ARCHIVE_ENTRIES = 1_000_000;
/** Deflate reaches about 1,000:1 on runs of zeros; photos come nowhere near 100:1. */
const MAX_COMPRESSION_RATIO = 200;
const RATIO_MATTERS_FROM_BYTES = 50 * 1024 * 1024;

const archiveKind = (name: string): "zip" | "tar" | "tgz" | null =>
  /\.zip$/i.test(name) ? "zip" : /\.tar$/i.test(name) ? "tar" : /\.(tar\.gz|tgz)$/i.test(name) ? "tgz" : null;

/** Refusals of the operating system that say nothing of the file that was being read. */
const SERVER_TROUBLE = ["ENOSPC", "EDQUOT", "EMFILE", "ENFILE"];

export interface RootFile {
  readonly path: string;
  readonly file: string;
  readonly size: number;
}

/** Every file under a folder, in the order of their paths. Links are followed to files, not to folders. */
export async function listFolder(folder: string): Promise<RootFile[]> {
  const found: RootFile[] = [];
  const walk = async (relative: string): Promise<void> => {
    for await (const entry of await opendir(path.join(folder, relative))) {
      const next = path.join(relative, entry.name);
      if (entry.isDirectory()) await walk(next);
      else {
        const info = await stat(path.join(folder, next)).catch(ifMissing(null));
        if (info?.isFile())
          found.push({ path: next.split(path.sep).join("/"), file: path.join(folder, next), size: info.size });
      }
    }
  };
  await walk("");
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A ZIP says in its end how many entries it has; what a TAR holds is known once it was read. */
async function countEntries(roots: readonly RootFile[]): Promise<number | null> {
  let count = 0;
  for (const root of roots) {
    const kind = archiveKind(root.path);
    if (kind === "tar" || kind === "tgz") return null;
    const zip = kind === "zip" ? await openZip(root.file).catch(() => null) : null;
    // One that cannot be opened yields one problem.
    count += zip?.entryCount ?? 1;
    zip?.close();
  }
  return count;
}

/** Yields every file of a source, unpacking archives one entry at a time into `scratch`. */
export async function* readSource(
  roots: readonly RootFile[],
  owned: boolean,
  scratch: string,
  tally: Tally = { total: null },
): AsyncGenerator<SourceEntry> {
  tally.total = await countEntries(roots);
  const more = (count: number) => {
    if (tally.total !== null) tally.total += count;
  };
  const total = roots.reduce((sum, root) => sum + root.size, 0) || 1;
  let done = 0;
  for (const root of roots) {
    const kind = archiveKind(root.path);
    const addresses = kind ? null : await readManifest(root);
    if (addresses) {
      const base = done;
      more(addresses.length - 1);
      const folder = await scratchFolder(scratch, "remote-");
      yield* readAddresses(
        addresses.map((address) => ({ address })),
        addresses.length,
        folder,
        (fraction) => (base + root.size * fraction) / total,
      );
      done += root.size;
      continue;
    }
    if (!kind) {
      done += root.size;
      yield { file: { ...root, owned, position: done / total } };
      continue;
    }
    const base = done;
    const position = (fraction: number) => (base + root.size * Math.min(1, fraction)) / total;
    const folder = await scratchFolder(scratch, "archive-");
    try {
      yield* kind === "zip"
        ? readZip(root, folder, position, () => more(-1))
        : readTar(root, kind === "tgz", folder, position);
    } catch (error) {
      // A full disk is not the archive's fault.
      if (isSystemError(error) && SERVER_TROUBLE.includes(error.code ?? "")) throw error;
      const why = error instanceof LimitError ? error.message : "it is damaged, or is not what its name says";
      yield { problem: { path: root.path, reason: `this archive cannot be read further: ${why}` } };
    }
    done += root.size;
  }
}

async function scratchFolder(scratch: string, prefix: string): Promise<string> {
  await mkdir(scratch, { recursive: true });
  return mkdtemp(path.join(scratch, prefix));
}

/** A list of addresses is text of at most this size: some hundred thousand of them. */
const MAX_MANIFEST_BYTES = 32 * 1024 * 1024;

async function readManifest(root: RootFile): Promise<string[] | null> {
  if (!/\.(txt|csv)$/i.test(root.path) || root.size > MAX_MANIFEST_BYTES) return null;
  return parseManifest(await readFile(root.file, "utf8"));
}

/** So many addresses are fetched at once: a store answers each in tens of milliseconds, whatever its size. */
const FETCHES = 8;

/** Fetches addresses side by side and yields them in their order. */
async function* readAddresses(
  addresses: Iterable<{ address: string }> | AsyncIterable<{ address: string }>,
  count: number | null,
  folder: string,
  position: (fraction: number) => number,
): AsyncGenerator<SourceEntry> {
  const fetchOne = async (address: string, index: number): Promise<SourceEntry> => {
    const file = path.join(folder, String(index));
    try {
      await fetchRemote(address, file);
      // How many objects a prefix has is not known before the end; the bar nears its share without reaching it.
      return {
        file: {
          path: pathOfAddress(address),
          file,
          size: (await stat(file)).size,
          owned: true,
          position: position(count ? index / count : 1 - 1 / (1 + index / 1_000)),
        },
      };
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      return { problem: { path: address, reason: error.message } };
    }
  };
  const underWay: Promise<SourceEntry>[] = [];
  let index = 0;
  for await (const { address } of addresses) {
    const fetching = fetchOne(address, (index += 1));
    // It is awaited in its turn; until then a failure must find a listener.
    fetching.catch(() => undefined);
    underWay.push(fetching);
    if (underWay.length >= FETCHES) yield await underWay.shift()!;
  }
  for (const fetching of underWay) yield await fetching;
}

/** Yields every object under an `s3://bucket/prefix`. */
export async function* readS3(uri: string, scratch: string): AsyncGenerator<SourceEntry> {
  try {
    yield* readAddresses(listS3(uri), null, await scratchFolder(scratch, "s3-"), (fraction) => fraction);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    yield { problem: { path: uri, reason: error.message } };
  }
}

const isJunk = (name: string): boolean => name.endsWith("/") || name.startsWith("__MACOSX/");

const openZip = (file: string): Promise<yauzl.ZipFile> =>
  new Promise((resolve, reject) =>
    yauzl.open(file, { lazyEntries: true, autoClose: false }, (error, opened) =>
      error ? reject(error) : resolve(opened!),
    ),
  );

/** @param passedOver is told of each entry that is no file of the user's */
async function* readZip(
  root: RootFile,
  folder: string,
  position: (fraction: number) => number,
  passedOver: () => void,
): AsyncGenerator<SourceEntry> {
  const zip = await openZip(root.file);
  let read = 0;
  let unpacked = 0;
  let count = 0;
  const nextEntry = () =>
    new Promise<yauzl.Entry | null>((resolve, reject) => {
      const settle = (done: () => void) => () => {
        zip.removeAllListeners();
        done();
      };
      zip.once("entry", (entry: yauzl.Entry) => settle(() => resolve(entry))());
      zip.once(
        "end",
        settle(() => resolve(null)),
      );
      zip.once("error", (error: Error) => settle(() => reject(error))());
      zip.readEntry();
    });
  try {
    for (let entry = await nextEntry(); entry; entry = await nextEntry()) {
      read += entry.compressedSize;
      if (isJunk(entry.fileName)) {
        passedOver();
        continue;
      }
      if ((count += 1) > MAX_ARCHIVE_ENTRIES)
        throw new LimitError(`it has more than ${formatCount(MAX_ARCHIVE_ENTRIES)} entries`);
      const name = `${root.path}/${entry.fileName}`;
      if (
        entry.uncompressedSize > RATIO_MATTERS_FROM_BYTES &&
        entry.uncompressedSize > entry.compressedSize * MAX_COMPRESSION_RATIO
      ) {
        yield { problem: { path: name, reason: "it unpacks to suspiciously much more than it holds" } };
        continue;
      }
      unpacked += entry.uncompressedSize;
      if (unpacked > settings().maxUploadBytes) throw new LimitError("it unpacks to more than is allowed");
      if (entry.isEncrypted()) {
        yield { problem: { path: name, reason: "it is encrypted" } };
        continue;
      }
      const current = entry;
      const stream = await new Promise<Readable>((resolve, reject) =>
        zip.openReadStream(current, (error, opened) => (error ? reject(error) : resolve(opened!))),
      );
      const file = path.join(folder, String(count));
      await pipeline(stream, limiter(entry.uncompressedSize), createWriteStream(file));
      yield {
        file: { path: name, file, size: entry.uncompressedSize, owned: true, position: position(read / root.size) },
      };
    }
  } finally {
    zip.close();
  }
}

async function* readTar(
  root: RootFile,
  gzipped: boolean,
  folder: string,
  position: (fraction: number) => number,
): AsyncGenerator<SourceEntry> {
  const extract = tar.extract();
  const input = createReadStream(root.file);
  const feed = gzipped
    ? pipeline(input, createGunzip(), limiter(settings().maxUploadBytes), extract)
    : pipeline(input, extract);
  feed.catch(() => undefined); // The reader below sees the same error.
  let count = 0;
  try {
    for await (const entry of extract) {
      if (entry.header.type !== "file" || isJunk(entry.header.name)) {
        entry.resume();
        continue;
      }
      if ((count += 1) > MAX_ARCHIVE_ENTRIES)
        throw new LimitError(`it has more than ${formatCount(MAX_ARCHIVE_ENTRIES)} entries`);
      const file = path.join(folder, String(count));
      await pipeline(entry, createWriteStream(file));
      yield {
        file: {
          path: `${root.path}/${entry.header.name.replace(/^\.\//, "")}`,
          file,
          size: entry.header.size ?? 0,
          owned: true,
          position: position(input.bytesRead / root.size),
        },
      };
    }
    await feed;
  } finally {
    input.destroy();
  }
}

export const removeScratch = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

/**
 * The label that a class folder gives: the folder right under the common root, or under the split. `cats/1.jpg` in a source of
 * `cats/` and `dogs/` is a cat; `photos/cats/1.jpg` too when everything lies under `photos/`, and `train/cats/1.jpg` beside
 * `val/dogs/2.jpg`.
 */
export function folderLabels(paths: readonly string[]): Map<string, string> {
  const splits = splitsFromFolders(paths);
  const foldersOf = (name: string) => name.split("/").slice(splits.get(name)?.depth ?? 0);
  const within = paths.filter((name) => splits.has(name));
  const outside = paths.filter((name) => !splits.has(name));
  const labels = new Map([...firstFolders(within, foldersOf), ...firstFolders(outside, foldersOf)]);
  return new Map(paths.flatMap((name) => (labels.has(name) ? [[name, labels.get(name)!] as const] : [])));
}

/** For each path the first of its parts that not all of them begin with, unless that is the file's name. */
function firstFolders(paths: readonly string[], partsOf: (name: string) => string[]): [string, string][] {
  const parts = paths.map(partsOf);
  let depth = 0;
  while (
    parts.length > 0 &&
    parts.every((segments) => segments.length > depth + 2 && segments[depth] === parts[0]![depth])
  )
    depth += 1;
  return parts.flatMap((segments, index): [string, string][] =>
    segments.length > depth + 1 ? [[paths[index]!, segments[depth]!]] : [],
  );
}
