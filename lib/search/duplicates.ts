/** Items that are there more than once: with the very same file, or with one that the last index run found to look the same. */
import "server-only";
import { derived } from "@/lib/derived";
import { DUPLICATE_GROUP } from "@/lib/indexing/rules";
import { pauses } from "@/lib/pauses";
import { revisionsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadColumn, loadSets, type OpenState } from "@/lib/states/service";
import { bitmapOf, memoryOf, or, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { CHUNK_SIZE } from "@/lib/versioning/objects";
import type { Duplicates } from "./language";
import { readPortions } from "./portions";
import { findFilesShared, findSharedFiles, HASH_PORTIONS, type SharedFile } from "./repository";

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
  const pause = pauses();
  const items = new Uint32Array(live.size);
  let [count, groups] = [0, 0];
  for (let portion = 0; portion < HASH_PORTIONS; portion += 1)
    for (const file of await findSharedFiles(open.lineageId, portion)) {
      await pause();
      const shown = shownOf(file, visible, live);
      if (shown.length < 2) continue;
      items.set(shown, count);
      count += shown.length;
      groups += 1;
    }
  return { items: bitmapOf(items.subarray(0, count)), groups };
}

/** The live items whose present file it is. */
const shownOf = ({ revisions, items }: SharedFile, visible: Bitmap, live: Bitmap): Uint32Array =>
  items.filter((item, at) => visible.has(revisions[at]!) && live.has(item));

/**
 * How many more exact duplicates one version has than another, in groups and items, where they differ in the files of some items
 * at most, or in whether these are there. @throws DamagedObjectError
 */
export async function exactDuplicatesGained(
  before: OpenState,
  after: OpenState,
  differing: Bitmap,
): Promise<{ readonly items: number; readonly groups: number }> {
  const [was, is] = await Promise.all(
    [before, after].map(async (open) => {
      const sets = await loadSets(open, [LIVE, FILES]);
      return { live: bitmapOfSet(sets, LIVE), visible: bitmapOfSet(sets, FILES) };
    }),
  );
  const files = await Promise.all(
    [was!, is!].map(({ visible }) => revisionsOf(after.lineageId, "file", differing, visible)),
  );
  const gained = { items: 0, groups: 0 };
  const seen = new Set<number>();
  await readPortions(
    or(files[0]!, files[1]!),
    (portion) => findFilesShared(after.lineageId, portion),
    (found) => {
      for (const file of found) {
        // A file can be that of revisions in two portions; the least of all that have it tells.
        const first = file.revisions.reduce((least, revision) => Math.min(least, revision));
        if (seen.has(first)) continue;
        seen.add(first);
        const [had, has] = [shownOf(file, was!.visible, was!.live), shownOf(file, is!.visible, is!.live)];
        gained.items += (has.length > 1 ? has.length : 0) - (had.length > 1 ? had.length : 0);
        gained.groups += Number(has.length > 1) - Number(had.length > 1);
      }
    },
  );
  return gained;
}

/** Where all but one of a group were deleted, the one that is left is a duplicate of nothing. */
async function nearOf(open: OpenState, live: Bitmap): Promise<DuplicateItems> {
  const column = await loadColumn(open, DUPLICATE_GROUP);
  const pause = pauses();
  /** Live items of each group, by its number. */
  const sizes = new Map<number, number>();
  const members: number[] = [];
  const groupOf: number[] = [];
  for (const [chunk, values] of column.chunks) {
    await pause();
    values.forEach((group, at) => {
      const item = chunk * CHUNK_SIZE + at;
      if (group === 0 || !live.has(item)) return;
      sizes.set(group, (sizes.get(group) ?? 0) + 1);
      members.push(item);
      groupOf.push(group);
    });
  }
  await pause();
  const items = bitmapOf(members.filter((_item, at) => sizes.get(groupOf[at]!)! > 1));
  let groups = 0;
  for (const size of sizes.values()) if (size > 1) groups += 1;
  return { items, groups };
}
