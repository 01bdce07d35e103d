/** Items that are there more than once: with the very same file, or with one that the last index run found to look the same. */
import "server-only";
import { derived } from "@/lib/derived";
import { DUPLICATE_GROUP } from "@/lib/indexing/rules";
import { bitmapOfSet, loadColumn, loadSets, type OpenState } from "@/lib/states/service";
import { and, bitmapOf, memoryOf, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { CHUNK_SIZE } from "@/lib/versioning/objects";
import type { Duplicates } from "./language";
import { findSharedFiles } from "./repository";

export interface DuplicateItems {
  /** Live items that have another one of their kind. */
  readonly items: Bitmap;
  /** How many groups they are in. */
  readonly groups: number;
}
/** By lineage, what makes them duplicates, and the hashes of what that follows from. */
const found = derived<DuplicateItems>("duplicates", ({ items }) => memoryOf(items) + 50);

const FILES = revisionSet("file");

/** @throws DamagedObjectError */
export function duplicatesOf(open: OpenState, how: Duplicates): Promise<DuplicateItems> {
  const { sets, columns } = open.state;
  const by = how === "exact" ? sets.get(FILES)?.hash : columns.get(DUPLICATE_GROUP)?.hash;
  const key = `${open.lineageId} ${how} ${by ?? "-"} ${sets.get(LIVE)?.hash ?? "-"}`;
  return found.of(key, async () => {
    const live = bitmapOfSet(await loadSets(open, [LIVE]), LIVE);
    return how === "exact" ? exactOf(open, live) : nearOf(open, live);
  });
}

async function exactOf(open: OpenState, live: Bitmap): Promise<DuplicateItems> {
  const visible = bitmapOfSet(await loadSets(open, [FILES]), FILES);
  const groups = (await findSharedFiles(open.lineageId))
    .map(({ revisions, items }) => items.filter((item, at) => visible.has(revisions[at]!) && live.has(item)))
    .filter(({ length }) => length > 1);
  return { items: bitmapOf(groups.flatMap((group) => [...group])), groups: groups.length };
}

/** Where all but one of a group were deleted, the one that is left is a duplicate of nothing. */
async function nearOf(open: OpenState, live: Bitmap): Promise<DuplicateItems> {
  const column = await loadColumn(open, DUPLICATE_GROUP);
  const groups = new Map<number, number[]>();
  for (const [chunk, values] of column.chunks)
    values.forEach((group, at) => {
      if (group === 0) return;
      const members = groups.get(group);
      if (members) members.push(chunk * CHUNK_SIZE + at);
      else groups.set(group, [chunk * CHUNK_SIZE + at]);
    });
  const alive = and(bitmapOf([...groups.values()].flat()), live);
  const shown = [...groups.values()]
    .map((members) => members.filter((item) => alive.has(item)))
    .filter(({ length }) => length > 1);
  return { items: bitmapOf(shown.flat()), groups: shown.length };
}
