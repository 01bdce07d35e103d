/** Where files to import come from: a folder, uploads in the staging area, and archives among either. */
import "server-only";
import { mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { splitsFromFolders } from "@/lib/annotations/splits";
import { isSystemError } from "@/lib/errors";
import { DistinctPaths, safePath } from "@/lib/uploads/paths";
import { listTar, listZip, openZip, readTar, readZip } from "./archives";
import type { Listing } from "./folder";
import { LimitError } from "./limiter";
import { fetchRemote, listS3, parseManifest, pathOfAddress, RemoteError } from "./remote";
import type { RootFile, SourceEntry } from "./source-entry";

/** How many entries a source will yield: null while that is not known. Told, and corrected, while it is read. */
export interface Tally {
  total: number | null;
}

const archiveKind = (name: string): "zip" | "tar" | "tgz" | null =>
  /\.zip$/i.test(name) ? "zip" : /\.tar$/i.test(name) ? "tar" : /\.(tar\.gz|tgz)$/i.test(name) ? "tgz" : null;

/** Refusals of the operating system that say nothing of the file that was being read. */
const SERVER_TROUBLE = ["ENOSPC", "EDQUOT", "EMFILE", "ENFILE"];

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

/** Told of a list of addresses, and how many it has, where those are not to be fetched. */
export type PassOver = (list: RootFile, addresses: number) => void;

/**
 * Yields every file of a source under a path of its own, unpacking archives one entry at a time into `scratch`, and
 * what cannot be taken.
 */
export async function* readSource(
  { roots, problems }: Listing,
  owned: boolean,
  scratch: string,
  tally: Tally = { total: null },
  passOver?: PassOver,
): AsyncGenerator<SourceEntry> {
  const count = await countEntries(roots);
  tally.total = count === null ? null : count + problems.length;
  for (const problem of problems) yield { problem };
  yield* distinct(readRoots(roots, owned, scratch, tally, passOver));
}

/**
 * An archive can hold two files of one name, which are two items. In the order of the source, so that a second run
 * finds the same.
 */
async function* distinct(entries: AsyncGenerator<SourceEntry>): AsyncGenerator<SourceEntry> {
  const paths = new DistinctPaths();
  for await (const entry of entries)
    yield "file" in entry ? { file: { ...entry.file, path: paths.take(entry.file.path) } } : entry;
}

async function* readRoots(
  roots: readonly RootFile[],
  owned: boolean,
  scratch: string,
  tally: Tally,
  passOver?: PassOver,
): AsyncGenerator<SourceEntry> {
  const more = (count: number) => {
    if (tally.total !== null) tally.total += count;
  };
  const total = roots.reduce((sum, root) => sum + root.size, 0) || 1;
  let done = 0;
  for (const root of roots) {
    const kind = archiveKind(root.path);
    const addresses = kind ? null : await readManifest(root);
    if (addresses && passOver) passOver(root, addresses.length);
    else if (addresses) {
      const base = done;
      more(addresses.length - 1);
      const folder = await scratchFolder(scratch, "remote-");
      yield* readAddresses(
        addresses.map((address) => ({ address })),
        addresses.length,
        folder,
        (fraction) => (base + root.size * fraction) / total,
      );
    }
    if (addresses) {
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

/** Where all files of a source go, without unpacking any or fetching what lists of addresses name. */
export async function* listPaths({ roots }: Listing): AsyncGenerator<string> {
  for (const root of roots) {
    const kind = archiveKind(root.path);
    try {
      if (kind === null) yield root.path;
      else yield* kind === "zip" ? listZip(root) : listTar(root, kind === "tgz");
    } catch (error) {
      if (isSystemError(error) && SERVER_TROUBLE.includes(error.code ?? "")) throw error;
      // What is wrong with it is told when it is read.
      yield root.path;
    }
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
          path: safePath(pathOfAddress(address)) ?? address,
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
    const folder = await scratchFolder(scratch, "s3-");
    yield* distinct(readAddresses(listS3(uri), null, folder, (fraction) => fraction));
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    yield { problem: { path: uri, reason: error.message } };
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
