/**
 * What one dataset of a lineage changed, into another: of a clone into what it was cloned from, or between any two that share their
 * items. Three-way on the last state that both share; conflicts are chosen about before, and it is one commit.
 */
import "server-only";
import { requireDataset, type DatasetView } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { combine, type CombineOptions, type Versions } from "@/lib/commits/combine";
import { startOperation } from "@/lib/commits/start-operation";
import { BadRequestError, ConflictError, NotFoundError } from "@/lib/errors";
import { presentItems } from "@/lib/items/present";
import type { ItemDto } from "@/lib/items/schema";
import type { MergeBackTask } from "@/lib/operations/merge";
import { findItemsByIds } from "@/lib/revisions/read-revisions";
import { bitmapOfRuns } from "@/lib/search/selection";
import { findStateOfSnapshot } from "@/lib/snapshots/service";
import { bitmapOfSet, loadSets, openState, openStateIfKept, type OpenState } from "@/lib/states/service";
import { formatCount, listed, plural } from "@/lib/text";
import { bitmapOf, emptyBitmap, membersFrom, type Bitmap } from "@/lib/versioning/bitmap";
import type { Combined } from "@/lib/versioning/combine";
import { CONFLICT_KINDS, type ConflictKind, type Side } from "@/lib/versioning/conflicts";
import { LIVE } from "@/lib/versioning/names";
import { toRuns } from "@/lib/versioning/runs";
import { findAncestry, findEarlier, findMerges } from "./repository";
import { lastMerged } from "./last-merged";
import { MERGED_KINDS, type MergeBackDto, type MergeBackInput, type MergeConflict } from "./schema";

/** Conflicts and items that an answer lists. */
const MAX_LISTED = 100;
const MAX_ITEMS = 24;

/** Conflicts that nobody resolved. */
export class MergeConflictError extends ConflictError {
  constructor(
    readonly conflicts: MergeConflict[],
    readonly n_conflicts: number,
  ) {
    const named = conflicts.slice(0, 3).map(({ file_name, kind }) => `${file_name} (${kind})`);
    super(
      `Both sides changed the same of ${plural(n_conflicts, "item")}: ${named.join(", ")}${n_conflicts > named.length ? ` and ${formatCount(n_conflicts - named.length)} more` : ""}. Say which side to take.`,
    );
  }
}

/** The last state that two datasets share: what the last merge between them brought, or where the one was cloned from the other. */
async function commonState(a: DatasetView, b: DatasetView): Promise<OpenState> {
  const none = () =>
    new ConflictError(
      "There is no version left that both share. Add its items with “Merge another dataset in” instead.",
    );
  const id = lastMerged(await findMerges(a.id, b.id)) ?? (await forkOf(a, b));
  const open = id === null ? null : await openStateIfKept(id);
  if (!open) throw none();
  return open;
}

async function forkOf(a: DatasetView, b: DatasetView): Promise<string | null> {
  const [left, right] = await Promise.all([findAncestry(a.id), findAncestry(b.id)]);
  const at = left.findIndex(({ dataset_id }) => right.some((other) => other.dataset_id === dataset_id));
  if (at < 0) return null;
  const shared = left[at]!.dataset_id;
  // What the branch began with that leads to each of them; none for the one that the other comes from.
  const branches = [left, right].map((line) => {
    const place = line.findIndex(({ dataset_id }) => dataset_id === shared);
    return place === 0 ? null : (line[place - 1]!.began_with ?? null);
  });
  const [first, second] = branches.filter((state) => state !== null);
  if (first === undefined) return null;
  return second === undefined ? first : findEarlier(shared, first, second);
}

interface Sides extends Versions {
  readonly source: DatasetView;
  readonly snapshotId: string | null;
}

/** @throws NotFoundError, BadRequestError for datasets that have nothing in common */
async function sidesOf(user: CurrentUser, destination: DatasetView, input: Started): Promise<Sides> {
  if (input.source_dataset_id === destination.id)
    throw new BadRequestError("A dataset cannot be merged into itself. Restore a part of a snapshot instead.");
  const source = await requireDataset(user, input.source_dataset_id);
  if (source.lineage_id !== destination.lineage_id)
    throw new BadRequestError(
      "These datasets do not come from each other, so there are no changes to merge back. Add its items with “Merge another dataset in” instead.",
    );
  const snapshotId = input.snapshot_id ?? null;
  const stateId = snapshotId === null ? source.head_state_id : await findStateOfSnapshot(source.id, snapshotId);
  if (stateId === null) throw new NotFoundError("Snapshot");
  const [ours, theirs, base] = await Promise.all([
    openState(destination.head_state_id),
    openState(stateId),
    commonState(destination, source),
  ]);
  return { source, snapshotId, base, ours, theirs };
}

type Resolution = MergeBackTask["resolutions"][number];

/** What was chosen, by kind and side, as numbers. @throws NotFoundError for ids of no item of the lineage */
async function resolutionsOf({ lineageId }: OpenState, { resolutions }: MergeBackInput): Promise<Resolution[]> {
  if (resolutions.length === 0) return [];
  const ids = [...new Set(resolutions.map(({ item_id }) => item_id.toLowerCase()))];
  const numbers = await findItemsByIds(lineageId, ids);
  const missing = ids.filter((id) => !numbers.has(id));
  if (missing.length > 0)
    throw new NotFoundError(`${missing.length === 1 ? "Item" : "Items"} ${missing.slice(0, 3).join(", ")}`);
  return CONFLICT_KINDS.flatMap((kind) =>
    (["ours", "theirs"] as const).flatMap((take): Resolution[] => {
      const items = bitmapOf(
        resolutions
          .filter((one) => one.kind === kind && one.take === take)
          .map((one) => numbers.get(one.item_id.toLowerCase())!),
      );
      return items.isEmpty
        ? []
        : [{ kind, take, item_numbers: toRuns(items.toUint32Array()).map(([first, last]) => [first, last]) }];
    }),
  );
}

/** What was chosen, as the engine takes it. */
export function optionsOf(chosen: readonly Resolution[], takeAll: Side | undefined): CombineOptions {
  const resolutions = new Map<ConflictKind, Record<Side, Bitmap>>();
  for (const { kind, take, item_numbers } of chosen) {
    const sides = resolutions.get(kind) ?? { ours: emptyBitmap, theirs: emptyBitmap };
    resolutions.set(kind, { ...sides, [take]: bitmapOfRuns(item_numbers) });
  }
  return { resolutions, rest: takeAll };
}

/** What merging back would come to; nothing is changed. */
export async function previewMergeBack(
  user: CurrentUser,
  datasetId: string,
  input: MergeBackInput,
): Promise<MergeBackDto> {
  const destination = await requireDataset(user, datasetId, "pipeline.run");
  const sides = await sidesOf(user, destination, input);
  const options = optionsOf(await resolutionsOf(sides.ours, input), input.take_all);
  const combined = await combine(sides, options);
  const { added, removed, changed, byKind } = combined;
  return {
    base_state_id: sides.base.id,
    source_state_id: sides.theirs.id,
    changed: added.size + removed.size + changed.size,
    added: added.size,
    removed: removed.size,
    by_kind: Object.fromEntries(MERGED_KINDS.map((kind) => [kind, byKind[kind].size])) as MergeBackDto["by_kind"],
    items: await itemsOf(sides, destination, combined),
    ...(await conflictsOf(sides, destination, combined)),
  };
}

async function itemsOf(
  sides: Sides,
  destination: DatasetView,
  { added, removed, changed }: Combined,
): Promise<MergeBackDto["items"]> {
  const lists = [
    ["added", added, sides.theirs, sides.source],
    ["removed", removed, sides.ours, destination],
    ["changed", changed, sides.theirs, sides.source],
  ] as const;
  const items: MergeBackDto["items"] = [];
  for (const [change, members, open, dataset] of lists)
    for (const item of await presentItems(open, membersFrom(members, 0, MAX_ITEMS - items.length), dataset))
      items.push({ item_id: item.media_id, file_name: item.file_name, thumbnail_url: item.thumbnail_url, change });
  return items;
}

async function conflictsOf(
  { ours, theirs, source }: Sides,
  destination: DatasetView,
  { conflicts }: Combined,
): Promise<Pick<MergeBackDto, "conflicts" | "n_conflicts">> {
  const lives = bitmapOfSet(await loadSets(ours, [LIVE]), LIVE);
  const found: MergeConflict[] = [];
  let n_conflicts = 0;
  for (const kind of CONFLICT_KINDS) {
    n_conflicts += conflicts[kind].size;
    const numbers = membersFrom(conflicts[kind], 0, MAX_LISTED - found.length);
    const [here, there] = await Promise.all([
      presentItems(ours, numbers, destination),
      presentItems(theirs, numbers, source),
    ]);
    for (const [at, item] of here.entries())
      found.push({
        item_id: item.media_id,
        kind,
        file_name: item.file_name,
        thumbnail_url: item.thumbnail_url,
        ours: kind === "removed" ? (lives.has(item.item_no) ? "changed" : "deleted") : wordsOf(kind, item, there[at]!),
        theirs:
          kind === "removed" ? (lives.has(item.item_no) ? "deleted" : "changed") : wordsOf(kind, there[at]!, item),
      });
  }
  return { conflicts: found, n_conflicts };
}

/** What a side says of an item, in words. */
function wordsOf(kind: Exclude<ConflictKind, "removed">, item: ItemDto, other: ItemDto): string {
  switch (kind) {
    case "captions":
      return item.captions.join(" / ") || "no caption";
    case "objects": {
      const labels = [...new Set(item.objects.map(({ label }) => label))];
      return item.objects.length === 0 ? "no objects" : `${plural(item.objects.length, "object")}: ${listed(labels)}`;
    }
    case "metadata":
      return (
        Object.entries(item.metadata)
          .filter(([name, value]) => JSON.stringify(other.metadata[name]) !== JSON.stringify(value))
          .map(([name, value]) => `${name}: ${String(value)}`)
          .join(", ") || "nothing of it"
      );
    case "origins":
      return [item.license, item.source_url].filter(Boolean).join(", ") || "unknown";
    case "splits":
      return item.split ?? "no split";
    case "files":
      return item.file_path;
  }
}

/** Starts a MERGE task on the destination. @throws MergeConflictError for what is not resolved */
export const startMergeBack = (
  user: CurrentUser,
  datasetId: string,
  input: MergeBackInput,
): Promise<{ task_id: string }> => start(user, datasetId, input, (ours) => resolutionsOf(ours, input));

/** The same once more, as the source is now, with what was chosen then. @throws MergeConflictError for what is new */
export const restartMergeBack = (
  user: CurrentUser,
  datasetId: string,
  { dataset_id, snapshot_id, resolutions, take_all }: MergeBackTask,
): Promise<{ task_id: string }> =>
  start(
    user,
    datasetId,
    { source_dataset_id: dataset_id, ...(snapshot_id ? { snapshot_id } : {}), ...(take_all ? { take_all } : {}) },
    () => Promise.resolve(resolutions),
  );

type Started = Pick<MergeBackInput, "source_dataset_id" | "snapshot_id" | "take_all">;

function start(
  user: CurrentUser,
  datasetId: string,
  input: Started,
  chosen: (ours: OpenState) => Promise<Resolution[]>,
): Promise<{ task_id: string }> {
  return startOperation(user, datasetId, "merge", async (destination) => {
    // Who may look into the source is part of what is decided.
    const sides = await sidesOf(user, destination, input);
    const resolutions = await chosen(sides.ours);
    const combined = await combine(sides, optionsOf(resolutions, input.take_all));
    const { conflicts, n_conflicts } = await conflictsOf(sides, destination, combined);
    if (n_conflicts > 0) throw new MergeConflictError(conflicts, n_conflicts);
    const back: MergeBackTask = {
      dataset_id: sides.source.id,
      dataset_name: sides.source.display_name,
      snapshot_id: sides.snapshotId,
      state_id: sides.theirs.id,
      base_state_id: sides.base.id,
      resolutions,
      ...(input.take_all ? { take_all: input.take_all } : {}),
    };
    return { input: { back }, unchanged: [sides.source] };
  });
}
