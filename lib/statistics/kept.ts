/** Statistics of states, counted once: kept in memory and beside the state, and counted again where they are of an older version. */
import "server-only";
import { derived } from "@/lib/derived";
import { processWide } from "@/lib/process-wide";
import { INDEXER_VERSION } from "@/lib/media/reading";
import { PATCH_UP_TO } from "@/lib/search/patch-values";
import { readItems } from "@/lib/search/readings";
import { bitmapOfSet, loadSets, openStateIfKept, type OpenState } from "@/lib/states/service";
import { LIVE } from "@/lib/versioning/names";
import { countStatistics } from "./count";
import { findCountedStates, findKept, findSums, keep } from "./repository";
import { STATISTICS_VERSION, type Counted, type CountingDto } from "./schema";
import { itemsThatDiffer, sumsFromJson, sumsToJson, type Base } from "./sums";

export interface Kept {
  readonly counted: Counted;
  readonly computed_at: string;
}

/** By the id of the state. */
const kept = derived<Kept>("statistics", ({ counted }) =>
  Object.values(counted.charts).reduce((sum, { rows }) => sum + rows.length * 400, 2_000),
);

/** A count that is under way, and how far it is. */
interface Counting {
  readonly result: Promise<Kept>;
  progress: Omit<CountingDto, "state_id">;
  /** Who waits for the result itself, instead of asking again and again. */
  waiting: number;
  /** Gives the count up where nobody waits, unless it is begun anew by whoever asks. */
  readonly patience: NodeJS.Timeout;
  failed?: boolean;
}
const underWay = processWide("statistics", () => new Map<string, Counting>());
/** One at a time: each needs much of a processor, and a second one would make the first one late. */
const queue = processWide("statistics-queue", () => ({ last: Promise.resolve() as Promise<unknown> }));
/** Who looks at the Overview asks twice a second. */
const GIVE_UP_AFTER_MS = 15_000;

export const isOfPresentCode = (row: { readonly version: number; readonly indexer_version: number }): boolean =>
  row.version === STATISTICS_VERSION && row.indexer_version === INDEXER_VERSION;

/** How many live items the indexer has not read. */
export async function countUnread(open: OpenState): Promise<number> {
  const live = bitmapOfSet(await loadSets(open, [LIVE]), LIVE);
  return live.andNotCardinality(await readItems(open));
}

/**
 * Whether nothing was read since that would be counted. Where very much was unread, asking for all of it again would take as
 * long as counting: Refresh Metrics does.
 */
const isUpToDate = async (open: OpenState, { totals }: Counted): Promise<boolean> =>
  totals.unread === 0 || totals.unread > PATCH_UP_TO || totals.unread === (await countUnread(open));

/** What is kept of a state and still holds; null where it has to be counted. */
export async function findStatistics(open: OpenState): Promise<Kept | null> {
  const known = kept.get(open.id) ?? (await readKept(open.id));
  if (!known || !(await isUpToDate(open, known.counted))) return null;
  return known;
}

async function readKept(stateId: string): Promise<Kept | null> {
  const row = await findKept(stateId);
  return row && isOfPresentCode(row)
    ? kept.remember(stateId, { counted: row.counted, computed_at: row.computed_at })
    : null;
}

/** So many states are looked at for one that differs little. */
const CANDIDATES = 4;

/** A version that was counted before and differs least, if any differs by little. */
async function findBase(open: OpenState): Promise<Base | null> {
  let nearest: Base | null = null;
  for (const id of await findCountedStates(open.lineageId, STATISTICS_VERSION, PATCH_UP_TO, CANDIDATES)) {
    const [other, kept] = [await openStateIfKept(id), await findSums(id)];
    if (id === open.id || !other || !kept) continue;
    const sums = sumsFromJson(kept);
    const differing = await itemsThatDiffer(other, open, sums.unread);
    if (!differing || differing.size > open.n_items / 2) continue;
    if (!nearest || differing.size < nearest.differing.size) nearest = { ...sums, open: other, differing };
  }
  return nearest;
}

/**
 * Counts a state, unless that is under way. It is given up after a while in which nobody asks, and nobody waits.
 * @param afresh past every count that is kept
 */
export function count(open: OpenState, afresh = false): Counting {
  const running = underWay.get(open.id);
  if (running) {
    running.patience.refresh();
    // Whoever asks next is told why it failed; after that it is tried again.
    if (running.failed) underWay.delete(open.id);
    return running;
  }
  const givenUp = new AbortController();
  const counting: Counting = {
    progress: { progress_percentage: 0, doing: "Waiting for another version to be counted" },
    waiting: 0,
    patience: setTimeout(() => {
      if (counting.waiting > 0) counting.patience.refresh();
      else {
        // At once: who asks from now on is not to be told that it was given up.
        underWay.delete(open.id);
        givenUp.abort();
      }
    }, GIVE_UP_AFTER_MS).unref(),
    result: queue.last.then(async () => {
      givenUp.signal.throwIfAborted();
      const { counted, sums } = await countStatistics(
        open,
        (share, doing) => (counting.progress = { progress_percentage: Math.round(share * 100), doing }),
        { base: afresh ? null : await findBase(open), signal: givenUp.signal },
      );
      await keep(open.id, STATISTICS_VERSION, counted, sumsToJson(sums));
      return kept.remember(open.id, { counted, computed_at: new Date().toISOString() });
    }),
  };
  const over = () => {
    clearTimeout(counting.patience);
    if (underWay.get(open.id) === counting) underWay.delete(open.id);
  };
  queue.last = counting.result.then(over, () => {
    if (givenUp.signal.aborted) over();
    else counting.failed = true;
  });
  underWay.set(open.id, counting);
  return counting;
}

/** What is counted of a state, waited for. */
export async function waitForCount(open: OpenState, afresh = false): Promise<Kept> {
  const counting = count(open, afresh);
  counting.waiting += 1;
  try {
    return await counting.result;
  } finally {
    counting.waiting -= 1;
  }
}

/** Has a state counted again when somebody looks at it next. */
export const forgetStatistics = (stateId: string): void => kept.forget(stateId);
