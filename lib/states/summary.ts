/**
 * What a state shows beside its items: how many boxes, and which file stands for it. Both follow from revisions, not from
 * sets alone, so the engine cannot tell them; they are worked out once, when a state is made, from what differs from the
 * state before it.
 */
import { derived } from "@/lib/derived";
import { andNot, xor, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, revisionSet, setName } from "@/lib/versioning/names";
import { chunkKeys, CHUNK_SIZE, DamagedObjectError } from "@/lib/versioning/objects";
import type { SetChanges } from "@/lib/versioning/state";
import { findBoxBlock, findBoxes, findFilesOfItem, type PackedBoxes, type StateSummary } from "./repository";
import { bitmapOfSet, loadSets, type OpenState } from "./service";

const VIDEOS = setName("kind", "video");
const FILES = revisionSet("file");
const OBJECTS = revisionSet("objects");
/** The sets that a summary follows from, together with the revisions that they name. */
const SUMMARISED = [LIVE, VIDEOS, FILES, OBJECTS];

type Sets = (name: string) => Bitmap;

/** Below this many revisions they are asked for by number; from here on whole blocks of numbers are read. */
const BLOCKS_FROM = 4_000;
/** Numbers in one query. */
const BATCH = 20_000;

function* each(boxes: PackedBoxes): Generator<[revision: number, item: number, boxes: number]> {
  for (let at = 0; at < boxes.length; at += 3) yield [boxes[at]!, boxes[at + 1]!, boxes[at + 2]!];
}

/** Whether a state shows the boxes of a revision. */
const shows = (sets: Sets, revision: number, item: number): boolean =>
  sets(OBJECTS).has(revision) && sets(LIVE).has(item);

/** Boxes of the live items, counted one by one. */
async function countBoxes(lineageId: string, sets: Sets): Promise<number> {
  const visible = sets(OBJECTS);
  if (visible.isEmpty || sets(LIVE).isEmpty) return 0;
  let total = 0;
  const count = (found: PackedBoxes) => {
    for (const [revision, item, boxes] of each(found)) if (shows(sets, revision, item)) total += boxes;
  };
  if (visible.size < BLOCKS_FROM) count(await findBoxes(lineageId, visible.toArray(), []));
  else for (const key of chunkKeys(visible)) count(await findBoxBlock(lineageId, key * CHUNK_SIZE, CHUNK_SIZE));
  return total;
}

/** Boxes of the live items after a change: those of what differs leave and join. */
async function boxesAfter(lineageId: string, count: number, before: Sets, after: Sets): Promise<number> {
  const revisions = xor(before(OBJECTS), after(OBJECTS));
  const items = xor(before(LIVE), after(LIVE));
  const differing = revisions.size + items.size;
  if (differing === 0) return count;
  // Where most of it differs, such as after a first import, asking for all of it is less work than for both sides.
  if (differing >= after(OBJECTS).size) return countBoxes(lineageId, after);
  const [ofRevisions, ofItems] = [revisions.toArray(), items.toArray()];
  let total = count;
  const seen = new Set<number>();
  for (let start = 0; start < Math.max(ofRevisions.length, ofItems.length); start += BATCH) {
    const end = start + BATCH;
    const found = await findBoxes(lineageId, ofRevisions.slice(start, end), ofItems.slice(start, end));
    for (const [revision, item, boxes] of each(found)) {
      // A revision can be in one batch by its number and in another by its item.
      if (differing > BATCH && (seen.has(revision) || !seen.add(revision))) continue;
      total += (Number(shows(after, revision, item)) - Number(shows(before, revision, item))) * boxes;
    }
  }
  return total;
}

/** The item whose file stands for a state: a video only where there are no images. */
function coverItem(sets: Sets): number | null {
  const images = andNot(sets(LIVE), sets(VIDEOS));
  const candidates = images.isEmpty ? sets(LIVE) : images;
  return candidates.isEmpty ? null : candidates.minimum();
}

async function findCover(lineageId: string, item: number | null, files: Bitmap): Promise<string | null> {
  if (item === null) return null;
  const found = await findFilesOfItem(lineageId, item);
  return found.find(({ revision_no }) => files.has(revision_no))?.sha256 ?? null;
}

/** By lineage and the hashes of the sets that it follows from. */
const summaries = derived<StateSummary>("summaries", () => 150);

/** The summary of any state: kept with it, or for those from before that was done, worked out. @throws DamagedObjectError */
export async function summaryOf(open: OpenState): Promise<StateSummary> {
  if (open.summary) return open.summary;
  const hashes = SUMMARISED.map((name) => open.state.sets.get(name)?.hash ?? "-");
  return summaries.of([open.lineageId, ...hashes].join(" "), () => recountSummary(open));
}

/** The summary of a state as it is, whatever is kept of it. @throws DamagedObjectError */
export async function recountSummary(open: OpenState): Promise<StateSummary> {
  const loaded = await loadSets(open, SUMMARISED);
  const sets: Sets = (name) => bitmapOfSet(loaded, name);
  return {
    n_objects: await countBoxes(open.lineageId, sets),
    cover_sha256: await findCover(open.lineageId, coverItem(sets), sets(FILES)),
  };
}

/**
 * The summary of the state that follows from a change, from the one before and what differs. A change of words asks nothing.
 * Null where damage hides it: that is no reason to refuse an edit of something else.
 */
export async function summaryAfter(old: OpenState, changes: SetChanges): Promise<StateSummary | null> {
  try {
    const summary = await summaryOf(old);
    if (!SUMMARISED.some((name) => changes.has(name))) return summary;
    const boxesChange = changes.has(OBJECTS) || (changes.has(LIVE) && old.state.sets.has(OBJECTS));
    const loaded = await loadSets(old, [LIVE, VIDEOS, ...(boxesChange ? [OBJECTS] : [])]);
    const before: Sets = (name) => bitmapOfSet(loaded, name);
    const after: Sets = (name) => changes.get(name) ?? before(name);
    const item = coverItem(after);
    const coverChanges = changes.has(FILES) || item !== coverItem(before);
    return {
      n_objects: boxesChange ? await boxesAfter(old.lineageId, summary.n_objects, before, after) : summary.n_objects,
      cover_sha256: coverChanges
        ? await findCover(old.lineageId, item, changes.get(FILES) ?? bitmapOfSet(await loadSets(old, [FILES]), FILES))
        : summary.cover_sha256,
    };
  } catch (error) {
    if (!(error instanceof DamagedObjectError)) throw error;
    return null;
  }
}
