/** The trail that commits leave: who did what, from which state to which, and to which items. */
import "server-only";
import { derived } from "@/lib/derived";
import { parseHeadEvent, type HeadEventRecord } from "@/lib/operations/events";
import { deserializeBitmap, memoryOf, type Bitmap } from "@/lib/versioning/bitmap";
import * as repository from "./repository";
import type { EventsWanted, HeadEventRow, Move } from "./repository";

export type { Move } from "./repository";

/** A head move, with what is on record of it. */
export type HeadEvent = HeadEventRecord & {
  readonly id: string;
  readonly actor: string;
  /** Null for the first of a clone. */
  readonly from_state: string | null;
  readonly to_state: string;
  readonly created_at: string;
};

/** Null for a record that no declaration fits any more: it says nothing that anyone could rely on. */
function parsed(row: HeadEventRow): HeadEvent | null {
  const record = parseHeadEvent(row.kind, row.detail);
  if (!record || row.to_state === null) return null;
  const { id, actor, from_state, to_state, created_at } = row;
  return { ...record, id, actor, from_state, to_state, created_at };
}

/** A head move by its id; null when the dataset has none of that id. */
export async function findHeadEvent(datasetId: string, id: string): Promise<HeadEvent | null> {
  const row = await repository.findHeadEvent(datasetId, id);
  return row && parsed(row);
}

/** The head move that a task made; null where it made none. */
export async function findTaskEvent(taskId: string): Promise<HeadEvent | null> {
  const row = await repository.findTaskEvent(taskId);
  return row && parsed(row);
}

export type RestoreEvent = Extract<HeadEvent, { kind: "restore" }> & {
  /** Whether no later move of the head followed it. */
  readonly is_latest: boolean;
};

/** The head move that a restore task made. */
export async function findRestoreEvent(taskId: string): Promise<RestoreEvent | null> {
  const row = await repository.findRestoreEvent(taskId);
  const event = row && parsed(row);
  return event?.kind === "restore" ? { ...event, is_latest: row!.is_latest } : null;
}

/** Head moves between two snapshots, newest first. Null for no limit. */
export async function findHeadEvents(
  datasetId: string,
  after: { id: string; created_at: string } | null,
  until: string | null,
  limit: number,
): Promise<HeadEvent[]> {
  const rows = await repository.findHeadEvents(datasetId, after, until, limit);
  return rows.map(parsed).filter((event) => event !== null);
}

/** Head moves of a dataset before one of them, newest first; null for the latest. */
export async function findHeadMoves(datasetId: string, before: string | null, limit: number): Promise<HeadEvent[]> {
  const rows = await repository.findHeadMoves(datasetId, before, limit);
  return rows.map(parsed).filter((event) => event !== null);
}

/** By the id of the event: what is on record never changes. */
const touched = derived<Bitmap | null>("items of events", (items) => (items ? memoryOf(items) : 0));

/**
 * The items that head moves touched, by their ids, in one query; null where nobody knows.
 * @param keeps whether they are kept in memory: who joins those of thousands keeps what they come to
 */
export async function findTouchedItemsOf(
  eventIds: readonly string[],
  keeps = true,
): Promise<Map<string, Bitmap | null>> {
  const found = new Map<string, Bitmap | null>();
  const missing: string[] = [];
  for (const id of new Set(eventIds)) {
    const known = touched.get(id);
    if (known === undefined) missing.push(id);
    else found.set(id, known);
  }
  if (missing.length > 0)
    for (const { id, items } of await repository.findEventsItems(missing)) {
      const read = items ? deserializeBitmap(items) : null;
      found.set(id, keeps ? touched.remember(id, read) : read);
    }
  return found;
}

/** The items that a head move touched; null where nobody knows. */
export const findTouchedItems = async (eventId: string): Promise<Bitmap | null> =>
  (await findTouchedItemsOf([eventId])).get(eventId) ?? null;

/** Head moves of a dataset, oldest first. */
export const findMoves = (wanted: EventsWanted): Promise<Move[]> => repository.findMoves(wanted);

/** The last head move of a dataset; null where there is none. */
export const findLastMoveId = (datasetId: string): Promise<string | null> => repository.findLastMoveId(datasetId);
