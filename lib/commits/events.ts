/** The trail that commits leave: who did what, from which state to which, and to which items. */
import { deserializeBitmap, type Bitmap } from "@/lib/versioning/bitmap";
import * as repository from "./repository";
import type { HeadEvent, RestoreEvent } from "./repository";

export type { HeadEvent, RestoreEvent } from "./repository";

/** A head move by its id; null when the dataset has none of that id. */
export const findHeadEvent = (datasetId: string, id: string): Promise<HeadEvent | null> =>
  repository.findHeadEvent(datasetId, id);

export const findRestoreEvent = (taskId: string): Promise<RestoreEvent | null> => repository.findRestoreEvent(taskId);

/** Head moves between two snapshots, newest first. Null for no limit. */
export const findHeadEvents = (
  datasetId: string,
  after: { id: string; created_at: string } | null,
  until: string | null,
  limit: number,
): Promise<HeadEvent[]> => repository.findHeadEvents(datasetId, after, until, limit);

/** The items that a head move touched; null where nobody knows. */
export async function findTouchedItems(eventId: string): Promise<Bitmap | null> {
  const bytes = await repository.findEventItems(eventId);
  return bytes ? deserializeBitmap(bytes) : null;
}
