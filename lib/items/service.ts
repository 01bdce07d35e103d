/** Reading items. Reads take a state, so a page, its facets and its counts always agree. */
import "server-only";
import { findItemNumbers } from "@/lib/revisions/read-revisions";
import type { CurrentUser } from "@/lib/auth/service";
import type { DatasetView } from "@/lib/access/service";
import { assertSnapshotSupport, requireDataset } from "@/lib/access/service";
import { InvalidInputError, NotFoundError } from "@/lib/errors";
import { findStateOfSnapshot } from "@/lib/snapshots/service";
import { asVersionOf, openState, openStateIfKept, type OpenState } from "@/lib/states/service";
import { toRuns } from "@/lib/versioning/runs";
import { similarityShown } from "@/lib/search/likeness";
import { findMatches, type Matches } from "@/lib/search/matching";
import { presentItems } from "./present";
import type { ItemDto, ItemPage, ListItemsQuery, NumbersDto, NumbersQuery } from "./schema";
import { sequenceOf } from "@/lib/lists/sequence";

/** Which version is read: the head, unless a snapshot or a state is named. */
export interface VersionQuery {
  readonly snapshot_id?: string;
  readonly state_id?: string;
}

/** The dataset and the state that a read is about. Both are asked for at once. */
export async function openForRead(
  user: CurrentUser,
  datasetId: string,
  { snapshot_id: snapshotId, state_id: stateId }: VersionQuery,
): Promise<{ dataset: DatasetView; open: OpenState }> {
  const [dataset, snapshotState] = await Promise.all([
    requireDataset(user, datasetId),
    snapshotId ? findStateOfSnapshot(datasetId, snapshotId) : null,
  ]);
  if (!snapshotId)
    return {
      dataset,
      open: asVersionOf(datasetId, await openEarlier(dataset, stateId ?? dataset.head_state_id, ["query", "state_id"])),
    };
  assertSnapshotSupport(dataset);
  if (!snapshotState) throw new NotFoundError("Snapshot");
  return { dataset, open: asVersionOf(datasetId, await openState(snapshotState)) };
}

/** A state that readers of the dataset may see: its head, an earlier head, or a snapshot, all of its lineage. */
export async function openEarlier(dataset: DatasetView, stateId: string, loc: string[]): Promise<OpenState> {
  if (stateId === dataset.head_state_id) return openState(stateId);
  const open = await openStateIfKept(stateId);
  if (!open || open.lineageId !== dataset.lineage_id)
    throw InvalidInputError.at(loc, "This version of the list is not kept any more; ask without it");
  return open;
}

interface Cursor {
  /** The state that the listing began with: later pages read the same one, whatever was edited meanwhile. */
  readonly state: string;
  readonly after: number;
}
const encodeCursor = (cursor: Cursor): string => Buffer.from(`${cursor.state} ${cursor.after}`).toString("base64url");
function decodeCursor(text: string): Cursor {
  const match = /^([0-9a-f-]{36}) (\d+)$/.exec(Buffer.from(text, "base64url").toString());
  if (!match) throw InvalidInputError.at(["query", "cursor"], "This is not a cursor of this list");
  return { state: match[1]!, after: Number(match[2]) };
}

/** A page of what matches, by cursor or by position. */
export async function listItems(user: CurrentUser, datasetId: string, query: ListItemsQuery): Promise<ItemPage> {
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  if (cursor && query.offset !== undefined)
    throw InvalidInputError.at(["query", "offset"], "Give a cursor or an offset, not both");
  const { dataset, open: base } = await openForRead(user, datasetId, query);
  const open =
    cursor && cursor.state !== base.id ? await openEarlier(dataset, cursor.state, ["query", "cursor"]) : base;
  const matches = await findMatches(open, query.q);
  const { items: filter } = matches;
  const sequence = await sequenceOf(open, matches, query);
  const [located] = query.locate ? await findItemNumbers(open.lineageId, [query.locate]) : [];
  const offset = cursor ? sequence.countBefore(cursor.after) + (filter.has(cursor.after) ? 1 : 0) : (query.offset ?? 0);
  const page = sequence.slice(offset, query.limit);
  return {
    items: withScores(await presentItems(open, page, dataset), matches),
    next_cursor:
      offset + page.length < sequence.size ? encodeCursor({ state: open.id, after: page.at(-1) ?? 0 }) : null,
    total: filter.size,
    state_id: open.id,
    offset,
    located: located === undefined ? null : sequence.countBefore(located),
  };
}

const withScores = (items: ItemDto[], { scores }: Matches): ItemDto[] =>
  scores
    ? items.map((item) => {
        const similarity = scores.similarityOf(item.item_no);
        return similarity === null ? item : { ...item, similarity: Math.min(1, similarityShown(similarity)) };
      })
    : items;

/** The numbers of the items at [offset, offset + limit) of a list: what a range that was not loaded selects. */
export async function listNumbers(user: CurrentUser, datasetId: string, query: NumbersQuery): Promise<NumbersDto> {
  const { open } = await openForRead(user, datasetId, query);
  const sequence = await sequenceOf(open, await findMatches(open, query.q), query);
  const numbers = sequence.slice(query.offset, query.limit);
  return { numbers: toRuns(numbers.sort((a, b) => a - b)), count: numbers.length };
}

/** One item of the head or of a snapshot; an item that was deleted since it was added is still found. */
export async function getItem(
  user: CurrentUser,
  datasetId: string,
  mediaId: string,
  version: VersionQuery,
): Promise<ItemDto> {
  const { dataset, open } = await openForRead(user, datasetId, version);
  const numbers = await findItemNumbers(open.lineageId, [mediaId]);
  const [item] = await presentItems(open, numbers, dataset);
  if (!item) throw new NotFoundError("Item");
  return item;
}
