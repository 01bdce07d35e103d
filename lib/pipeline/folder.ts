/** What lies in a folder of the server. */
import "server-only";
import { isUtf8 } from "node:buffer";
import type { Dir } from "node:fs";
import { access, constants, opendir, stat } from "node:fs/promises";
import path from "node:path";
import { isMissingFile, isSystemError } from "@/lib/errors";
import type { RootFile, SourceProblem } from "./source-entry";

export interface Listing {
  readonly roots: readonly RootFile[];
  /** What lies there too and cannot be taken. */
  readonly problems: readonly SourceProblem[];
}

/** The name as it can be shown; null in `exact` where it is no UTF-8, so that no path to it can be written. */
function nameOf(raw: Buffer): { exact: string | null; shown: string } {
  const shown = raw.toString("utf8");
  return { exact: isUtf8(raw) ? shown : null, shown };
}

/** Why a file cannot be taken; else its size. */
async function examine(file: string): Promise<{ reason: string } | { size: number }> {
  try {
    const info = await stat(file);
    if (info.isDirectory()) return { reason: "it is a link to a folder; only links to files are followed" };
    if (!info.isFile()) return { reason: "it is a pipe, a socket or a device, not a file" };
    await access(file, constants.R_OK);
    return { size: info.size };
  } catch (error) {
    if (isMissingFile(error)) return { reason: "it is a link to a file that is not there" };
    if (isSystemError(error)) return { reason: `it cannot be read (${error.code})` };
    throw error;
  }
}

/** Every file under a folder, in the order of their paths. Links are followed to files, not to folders. */
export async function listFolder(folder: string): Promise<Listing> {
  const roots: RootFile[] = [];
  const problems: SourceProblem[] = [];
  const open = async (relative: string): Promise<Dir | null> => {
    try {
      return await opendir(path.join(folder, relative), { encoding: "buffer" as BufferEncoding });
    } catch (error) {
      // Without the folder itself there is nothing to import.
      if (relative === "" || !isSystemError(error)) throw error;
      problems.push({ path: relative, reason: `this folder cannot be read (${error.code})` });
      return null;
    }
  };
  const walk = async (relative: string): Promise<void> => {
    for await (const entry of (await open(relative)) ?? []) {
      const { exact, shown } = nameOf(entry.name as unknown as Buffer);
      const next = path.posix.join(relative, shown);
      if (exact === null) {
        const what = entry.isDirectory() ? "the name of this folder is" : "its name is";
        problems.push({ path: next, reason: `${what} not UTF-8; rename it` });
      } else if (entry.isDirectory()) await walk(next);
      else {
        const file = path.join(folder, next);
        const found = await examine(file);
        if ("reason" in found) problems.push({ path: next, reason: found.reason });
        else roots.push({ path: next, file, size: found.size });
      }
    }
  };
  await walk("");
  return { roots: roots.sort((a, b) => (a.path < b.path ? -1 : 1)), problems };
}
