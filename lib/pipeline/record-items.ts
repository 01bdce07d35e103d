/** Turns stored files into items: rows first, without any lock, then one edit that makes them part of a state. */
import "server-only";
import { createHash } from "node:crypto";
import path from "node:path";
import type { Change } from "@/lib/commits/edit";
import type { IndexRun } from "@/lib/indexing/run";
import { hashOfFile } from "@/lib/revisions/payloads";
import { bitmapOfSet, loadSets, reserveNumbers, type OpenState } from "@/lib/states/service";
import { bitmapOf, emptyBitmap, or, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { insertItems } from "./repository";

export interface FileToRecord {
  readonly path: string;
  readonly sha256: string;
  /** Sets that the new item becomes a member of, beside `live`. */
  readonly sets: readonly string[];
  /** What tells it from the other files of the task, where paths do not. */
  readonly key?: string;
}

/** Numbers to add, by set. */
export type Additions = ReadonlyMap<string, readonly number[]>;

/** The same task and path give the same id, so that a run after a crash finds what it inserted before. */
function itemIdOf(taskId: string, filePath: string): string {
  const hex = createHash("sha256").update(`${taskId}\n${filePath}`).digest("hex");
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Inserts items and their file revisions, which nobody can see until a state names them. The media rows must exist.
 * @returns what becomes members of which set, and each file's item number
 */
export async function recordItems(
  lineageId: string,
  taskId: string,
  files: readonly FileToRecord[],
): Promise<{ additions: Additions; itemNos: number[] }> {
  const first = await reserveNumbers(lineageId, files.length, files.length);
  const items = files.map((file, index) => ({
    itemNo: first.firstItem + index,
    revisionNo: first.firstRevision + index,
    mediaId: itemIdOf(taskId, file.key ?? file.path),
    name: path.posix.basename(file.path),
    path: file.path,
    sha256: file.sha256,
    contentHash: hashOfFile(file.path, file.sha256),
  }));
  const numbers = await insertItems(lineageId, items);
  const additions = new Map<string, number[]>();
  const add = (set: string, number: number) => {
    const members = additions.get(set);
    if (members) members.push(number);
    else additions.set(set, [number]);
  };
  items.forEach((item, index) => {
    const { itemNo, revisionNo } = numbers.get(item.mediaId)!;
    add(LIVE, itemNo);
    add(revisionSet("file"), revisionNo);
    for (const set of files[index]!.sets) add(set, itemNo);
  });
  return { additions, itemNos: items.map((item) => numbers.get(item.mediaId)!.itemNo) };
}

/** Sets with the additions in them, before any state has them. */
export const withAdditions = (sets: ReadonlyMap<string, Bitmap>, additions: Additions): Map<string, Bitmap> =>
  new Map([
    ...sets,
    ...[...additions].map(([name, members]) => [name, or(sets.get(name) ?? emptyBitmap, bitmapOf(members))] as const),
  ]);

/** The change of a head that makes the additions members, with what an index run over them found. */
export async function changeOfAdditions(
  head: OpenState,
  additions: Additions,
  index: Pick<IndexRun, "sets" | "columns"> | null = null,
): Promise<Change> {
  const loaded = await loadSets(head, additions.keys());
  const added = [...additions].map(
    ([name, members]) => [name, or(bitmapOfSet(loaded, name), bitmapOf(members))] as const,
  );
  return {
    sets: new Map([...added, ...(index?.sets ?? [])]),
    ...(index ? { columns: index.columns } : {}),
    items: bitmapOf(additions.get(LIVE) ?? []),
  };
}
