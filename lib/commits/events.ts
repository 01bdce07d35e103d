/** The trail that commits leave: who did what, from which state to which, and to which items. */
import "server-only";
import { parseHeadEvent, type HeadEventRecord } from "@/lib/operations/events";
import { deserializeBitmap, type Bitmap } from "@/lib/versioning/bitmap";
import * as repository from "./repository";
import type { HeadEventRow } from "./repository";

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

/** The items that a head move touched; null where nobody knows. */
export async function findTouchedItems(eventId: string): Promise<Bitmap | null> {
  const bytes = await repository.findEventItems(eventId);
  return bytes ? deserializeBitmap(bytes) : null;
}
