/**
 * What can be stale of the numbers that are shown of a dataset, asked of the data itself, and what is done about it: the counts
 * beside its state, what an older indexer read off its files, and statistics that an older version of this server counted.
 */
import "server-only";
import { requireDataset, type DatasetView } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { requireOperation } from "@/lib/commits/gate";
import { NotFoundError } from "@/lib/errors";
import { presentItems } from "@/lib/items/present";
import { startReindex } from "@/lib/pipeline/service";
import { listVersions } from "@/lib/snapshots/service";
import { bitmapOfSet, forgetState, loadSets, openState, type OpenState } from "@/lib/states/service";
import { recountSummary } from "@/lib/states/summary";
import { LIVE, revisionSet } from "@/lib/versioning/names";
import { COUNTED_SETS, countState } from "@/lib/versioning/state";
import { countUnread, forgetStatistics, isOfPresentCode, waitForCount } from "./kept";
import { dropKept, findCounts, findKept, findKeptVersions, findUnread, recount } from "./repository";
import type { Counts, MetricsDto, RefreshedDto } from "./schema";

const MAX_TOLD = 20;

/** The counts beside a state as they are kept, and as they come out when everything is counted. */
async function compareCounts(open: OpenState) {
  const kept = await findCounts(open.id);
  if (!kept) throw new NotFoundError("State");
  const [counts, summary] = [countState(await loadSets(open, COUNTED_SETS)), await recountSummary(open)];
  const counted: Counts = { ...counts, n_objects: summary.n_objects };
  const current = (Object.keys(counted) as (keyof Counts)[]).every((name) => counted[name] === kept[name]);
  return { kept, counted, current, write: () => recount(open.id, counts, summary) };
}

/** Live items by who has read their files. */
async function compareReadings(open: OpenState) {
  const files = revisionSet("file");
  const sets = await loadSets(open, [LIVE, files]);
  const [live, visible] = [bitmapOfSet(sets, LIVE), bitmapOfSet(sets, files)];
  const unread = await findUnread(open.lineageId);
  const older: number[] = [];
  let unreadable = 0;
  unread.items.forEach((item, at) => {
    if (!live.has(item) || !visible.has(unread.revisions[at]!)) return;
    if (unread.older[at] === 1) older.push(item);
    else unreadable += 1;
  });
  return { current: live.size - older.length - unreadable, older: older.sort((a, b) => a - b), unreadable };
}

/** How the statistics of the current data stand, and snapshots whose statistics are of an older version. */
async function compareStatistics(dataset: DatasetView, open: OpenState) {
  const kept = await findKept(open.id);
  const versions = dataset.snapshots_enabled ? await listVersions(dataset.id, {}) : [];
  const others = [...new Set(versions.map(({ state_id }) => state_id))].filter((id) => id !== open.id);
  const older = [...(await findKeptVersions(others))].filter(([, row]) => !isOfPresentCode(row)).map(([id]) => id);
  const holds = kept && isOfPresentCode(kept) && kept.unread === (await countUnread(open));
  return { head: !kept ? "missing" : holds ? "current" : "older", older } as const;
}

/** What is stale of a dataset's numbers. Everything is looked at, whatever is kept. */
export async function getMetrics(user: CurrentUser, datasetId: string): Promise<MetricsDto> {
  const dataset = await requireDataset(user, datasetId);
  const open = await openState(dataset.head_state_id);
  const [{ kept, counted, current }, readings, statistics] = [
    await compareCounts(open),
    await compareReadings(open),
    await compareStatistics(dataset, open),
  ];
  const first = await presentItems(open, readings.older.slice(0, MAX_TOLD), dataset);
  return {
    state_id: open.id,
    items: counted.n_items,
    counts: { current, kept, counted },
    readings: {
      current: readings.current,
      older: readings.older.length,
      unreadable: readings.unreadable,
      older_items: first.map(({ media_id, file_name }) => ({ media_id, file_name })),
    },
    statistics: { head: statistics.head, older_snapshots: statistics.older.length },
  };
}

/**
 * Recomputes what is stale. Files that an older version of the indexer read are read again by a re-index, with its automatic
 * revision; the statistics of what comes out are counted when that is done.
 * @throws ForbiddenError, ConflictError while something else changes the dataset
 */
export async function refreshMetrics(user: CurrentUser, datasetId: string): Promise<RefreshedDto> {
  const dataset = await requireOperation(user, datasetId, "reindex");
  const open = await openState(dataset.head_state_id);
  const counts = await compareCounts(open);
  if (!counts.current) {
    await counts.write();
    forgetState(open.id);
  }
  const readings = await compareReadings(open);
  const statistics = await compareStatistics(dataset, open);
  await dropKept(statistics.older);
  for (const id of statistics.older) forgetStatistics(id);
  const rereads = readings.older.length > 0;
  const isCurrent = statistics.head === "current" && counts.current;
  if (rereads || !isCurrent) {
    forgetStatistics(open.id);
    await dropKept([open.id]);
  }
  const task = rereads ? await startReindex(user, datasetId, { everything: true }) : null;
  if (!rereads && !isCurrent) await waitForCount(open, true);
  return {
    items: counts.counted.n_items,
    counts: counts.current ? "current" : "recounted",
    readings: { current: readings.current, older: readings.older.length, unreadable: readings.unreadable },
    statistics: rereads ? "after_reading" : isCurrent ? "current" : "recounted",
    older_snapshots: statistics.older.length,
    task_id: task?.task_id ?? null,
  };
}
