/**
 * What was learnt of exports, as files in the data folder: what one process has learnt, mostly the worker, lets any other send the
 * file at once. They can be learnt again, so they are only written whole (rename); housekeeping removes those of yesterday.
 */
import "server-only";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { settings } from "@/lib/env";
import { isMissingFile, reportUnknown } from "@/lib/errors";
import type { LearntExport } from "./learn";

/** Raise it when `LearntExport` changes. */
const LAYOUT = 2;
/** Files of an archive beyond which reading such a file takes as much memory as it would save time. */
const MOST_ENTRIES = 100_000;

const fileOf = (digest: string): string => path.join(settings().dataDir, "exports", `${digest}.${LAYOUT}.json`);

/** @param digest of the export @returns null where nothing is kept of it that can be read */
export async function readLearnt(digest: string): Promise<LearntExport | null> {
  try {
    return JSON.parse(await readFile(fileOf(digest), "utf8")) as LearntExport;
  } catch (error) {
    if (!isMissingFile(error)) reportUnknown(error, "Reading what was learnt of an export");
    return null;
  }
}

/** A folder that cannot be written to costs others the time to learn it again, and nothing else. */
export async function keepLearnt(digest: string, learnt: LearntExport): Promise<void> {
  if (learnt.entries.length > MOST_ENTRIES) return;
  const file = fileOf(digest);
  const part = `${file}.${randomUUID()}.part`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(part, JSON.stringify(learnt));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    reportUnknown(error, "Keeping what was learnt of an export");
  }
}
