/** Statistics of states, counted once: kept in memory and beside the state, and counted again where they are of an older version. */
import "server-only";
import { derived } from "@/lib/derived";
import { processWide } from "@/lib/process-wide";
import { INDEXER_VERSION } from "@/lib/media/reading";
import { PATCH_UP_TO } from "@/lib/search/patch-values";
import { readItems } from "@/lib/search/readings";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { LIVE } from "@/lib/versioning/names";
import { countStatistics } from "./count";
import { findKept, keep } from "./repository";
import { STATISTICS_VERSION, type Counted, type CountingDto } from "./schema";

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
  failed?: boolean;
}
const underWay = processWide("statistics", () => new Map<string, Counting>());
/** One at a time: each needs much of a processor, and a second one would make the first one late. */
const queue = processWide("statistics-queue", () => ({ last: Promise.resolve() as Promise<unknown> }));

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

/** Counts a state, unless that is under way. */
export function count(open: OpenState): Counting {
  const running = underWay.get(open.id);
  if (running) {
    // Whoever asks next is told why it failed; after that it is tried again.
    if (running.failed) underWay.delete(open.id);
    return running;
  }
  const counting: Counting = {
    progress: { progress_percentage: 0, doing: "Waiting for another version to be counted" },
    result: queue.last.then(async () => {
      const counted = await countStatistics(open, (share, doing) => {
        counting.progress = { progress_percentage: Math.round(share * 100), doing };
      });
      await keep(open.id, STATISTICS_VERSION, counted);
      return kept.remember(open.id, { counted, computed_at: new Date().toISOString() });
    }),
  };
  queue.last = counting.result.then(
    () => void underWay.delete(open.id),
    () => void (counting.failed = true),
  );
  underWay.set(open.id, counting);
  return counting;
}

/** Has a state counted again when somebody looks at it next. */
export const forgetStatistics = (stateId: string): void => kept.forget(stateId);
