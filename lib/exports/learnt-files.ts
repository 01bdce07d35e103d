/**
 * What was learnt of exports, as files in the data folder: what one process has learnt, mostly the worker, lets any other send the
 * file at once. They can be learnt again, so they are only written whole (rename); housekeeping removes those of yesterday.
 *
 * A line of JSON says what was learnt of the whole, and each further line is a thousand entries: an archive of a million files is read
 * with no more in memory than its entries, which whoever sends it needs.
 */
import "server-only";
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { settings } from "@/lib/env";
import { isMissingFile, reportUnknown } from "@/lib/errors";
import type { LearntExport } from "./learn";
import { LearntEntries, type LearntEntry } from "./learnt-entries";

/** Raise it when `LearntExport` or the way that it is written changes. */
const LAYOUT = 4;
const ENTRIES_OF_LINE = 1_000;
const CHUNK_BYTES = 1024 * 1024;

const fileOf = (digest: string): string => path.join(settings().dataDir, "exports", `${digest}.${LAYOUT}.json`);

type Head = Omit<LearntExport, "entries"> & { readonly entries: number };
type Tuple = [
  path: string,
  size: number,
  crc32: number,
  kind: string,
  shard: string,
  index: number,
  of: LearntEntry["of"],
];

function* linesOf({ entries, ...whole }: LearntExport): Generator<string> {
  const head: Head = { ...whole, entries: entries.length };
  yield `${JSON.stringify(head)}\n`;
  for (let start = 0; start < entries.length; start += ENTRIES_OF_LINE) {
    const tuples: Tuple[] = [];
    for (let at = start; at < Math.min(entries.length, start + ENTRIES_OF_LINE); at += 1) {
      const { path, size, crc32, kind, shard, index, of } = entries.at(at);
      tuples.push([path, size, crc32, kind, shard, index, of]);
    }
    yield `${JSON.stringify(tuples)}\n`;
  }
}

/** Lines end with a line feed and nothing else: a path may hold what others take for an end. */
async function* linesIn(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

/** @param digest of the export @returns null where nothing is kept of it that can be read */
export async function readLearnt(digest: string): Promise<LearntExport | null> {
  try {
    let head: Head | null = null;
    const entries = new LearntEntries();
    for await (const line of linesIn(fileOf(digest))) {
      if (head)
        for (const [path, size, crc32, kind, shard, index, of] of JSON.parse(line) as Tuple[])
          entries.add({ path, size, crc32, kind, shard, index, of });
      else head = JSON.parse(line) as Head;
    }
    if (head?.entries !== entries.length) throw new Error("It has not as many entries as it says");
    return { ...head, entries };
  } catch (error) {
    if (!isMissingFile(error)) reportUnknown(error, "Reading what was learnt of an export");
    return null;
  }
}

/** A folder that cannot be written to costs others the time to learn it again, and nothing else. */
export async function keepLearnt(digest: string, learnt: LearntExport): Promise<void> {
  const file = fileOf(digest);
  const part = `${file}.${randomUUID()}.part`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await pipeline(Readable.from(linesOf(learnt)), createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    reportUnknown(error, "Keeping what was learnt of an export");
  }
}
