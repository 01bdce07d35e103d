/** What is a sum over the items of a version: read of all of them, or made from that of a version that differs little. */
import "server-only";
import { pauses } from "@/lib/pauses";
import { duplicatesOf, exactDuplicatesGained } from "@/lib/search/duplicates";
import { factsOf, factsOfItems, READ, type Facts } from "@/lib/search/facts";
import { PATCH_UP_TO } from "@/lib/search/patch-values";
import { itemsOf } from "@/lib/revisions/revision-items";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import {
  and,
  andNot,
  bitmapOf,
  deserializeBitmap,
  or,
  orMany,
  serializeBitmap,
  xor,
  type Bitmap,
} from "@/lib/versioning/bitmap";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { changedTally, tallyFromJson, tallyOf, tallyToJson, type Tally, type TallyJson } from "./tally";

export type Progress = (share: number, doing: string) => void;

export interface Sums {
  readonly tally: Tally;
  /** Live items whose file the indexer had not read. */
  readonly unread: Bitmap;
}

/** A version that was counted before. */
export interface Base extends Sums {
  readonly open: OpenState;
  /** Items that may count differently in the version that is to be counted. */
  readonly differing: Bitmap;
}

/** How sums are kept. */
export interface SumsJson {
  readonly tally: TallyJson;
  readonly unread: string;
}

export const sumsToJson = ({ tally, unread }: Sums): SumsJson => ({
  tally: tallyToJson(tally),
  unread: Buffer.from(serializeBitmap(unread)).toString("base64"),
});

export const sumsFromJson = ({ tally, unread }: SumsJson): Sums => ({
  tally: tallyFromJson(tally),
  unread: deserializeBitmap(Buffer.from(unread, "base64")),
});

/** Where each reading begins and ends, of the whole count. */
const SHARES = { objects: [0.05, 0.6], dimensions: [0.6, 0.7], readings: [0.7, 0.85] } as const;

/**
 * Of all items of a version. What has been read stays, should the count be given up between two readings; none is cut short,
 * because a search may wait for it. @throws DamagedObjectError
 */
export async function sumsOf(open: OpenState, progress: Progress, signal?: AbortSignal): Promise<Sums> {
  const facts = await factsOf(open, (what) => {
    signal?.throwIfAborted();
    const [from, to] = SHARES[what];
    progress(from, READ[what]);
    return (share) => progress(from + share * (to - from), READ[what]);
  });
  signal?.throwIfAborted();
  progress(0.85, "Duplicates");
  const duplicates = await duplicatesOf(open, "exact");
  signal?.throwIfAborted();
  progress(0.9, "Putting it together");
  const live = await liveOf(open);
  return {
    tally: await tallyOf(facts, live, { items: duplicates.items.size, groups: duplicates.groups }),
    unread: andNot(live, await bitmapOfMany(facts.numbers.brightness.items)),
  };
}

const SLICE = 50_000;

/** As `bitmapOf`, for so many numbers that others would have to wait for it. */
async function bitmapOfMany(numbers: Uint32Array): Promise<Bitmap> {
  const pause = pauses();
  const parts: Bitmap[] = [];
  for (let start = 0; start < numbers.length; start += SLICE) {
    parts.push(bitmapOf(numbers.subarray(start, start + SLICE)));
    await pause();
  }
  return orMany(parts);
}

const liveOf = async (open: OpenState): Promise<Bitmap> => bitmapOfSet(await loadSets(open, [LIVE]), LIVE);

const FACETS = ["file", "objects"] as const;

/** Items that may count differently in two versions; null where these are many. @throws DamagedObjectError */
export async function itemsThatDiffer(a: OpenState, b: OpenState, unread: Bitmap): Promise<Bitmap | null> {
  let differing = or(xor(await liveOf(a), await liveOf(b)), unread);
  for (const facet of FACETS) {
    const name = revisionSet(facet);
    if (a.state.sets.get(name)?.hash === b.state.sets.get(name)?.hash) continue;
    const [was, is] = [bitmapOfSet(await loadSets(a, [name]), name), bitmapOfSet(await loadSets(b, [name]), name)];
    const revisions = xor(was, is);
    if (revisions.size > 2 * PATCH_UP_TO) return null;
    differing = or(differing, await itemsOf(a.lineageId, revisions));
  }
  return differing.size > PATCH_UP_TO ? null : differing;
}

const NO_DUPLICATES = { items: 0, groups: 0 };

/**
 * Of a version that differs from another one by some items. What of these was not read when the other one was counted may have been
 * since: all of that is among the items that differ, and was not counted there.
 */
export async function sumsAfter(open: OpenState, base: Base, progress: Progress): Promise<Sums> {
  const { differing } = base;
  progress(0.2, "What differs from a version that was counted");
  const [was, is] = [await factsOfItems(base.open, differing), await factsOfItems(open, differing)];
  const [before, after] = [and(await liveOf(base.open), differing), and(await liveOf(open), differing)];
  const gained = await exactDuplicatesGained(base.open, open, differing);
  return {
    tally: changedTally(
      base.tally,
      await tallyOf(withoutReadings(was, base.unread), before, NO_DUPLICATES),
      await tallyOf(is, after, gained),
    ),
    unread: andNot(after, bitmapOf(is.numbers.brightness.items)),
  };
}

/** As facts were before the files of some items were read. */
function withoutReadings({ numbers, objects }: Facts, unread: Bitmap): Facts {
  if (unread.isEmpty) return { numbers, objects };
  const { items } = numbers.brightness;
  const isRead = (at: number) => !unread.has(items[at]!);
  const read = items.filter((_item, at) => isRead(at));
  const values = (field: "brightness" | "sharpness") => ({
    items: read,
    values: numbers[field].values.filter((_value, at) => isRead(at)),
  });
  return { numbers: { ...numbers, brightness: values("brightness"), sharpness: values("sharpness") }, objects };
}
