/** How operations end that give a dataset a new state. */
import "server-only";
import type { DatasetView } from "@/lib/access/service";
import { derivedStatus } from "@/lib/operations/statuses";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { emptyBitmap, orMany, xor, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, parseSetName } from "@/lib/versioning/names";
import { prepareChange, type Change } from "./edit";
import type { Effects, NewEvent, NewSnapshot } from "./effects";

/** Items whose membership in a set that people see changes. */
async function itemsMoved(base: OpenState, sets: Change["sets"]): Promise<Bitmap> {
  const seen = [...sets].filter(([name]) => name === LIVE || parseSetName(name) !== null);
  const before = await loadSets(
    base,
    seen.map(([name]) => name),
  );
  return orMany(seen.map(([name, after]) => xor(bitmapOfSet(before, name), after)));
}

/**
 * The effects of a change that an operation computed from the head. While it holds the dataset nobody else moves the head, so
 * the change still fits; should the head be another one all the same, nothing is written.
 * @param base the head that it was computed from
 * @param change `items` are those whose captions, boxes or metadata it changes; those that sets tell of are added here
 */
export async function effectsOfChange(
  dataset: DatasetView,
  base: OpenState,
  change: Change,
  event: NewEvent,
  snapshotOf?: (stateId: string) => NewSnapshot,
): Promise<Omit<Effects, "endsTask">> {
  if (dataset.head_state_id !== base.id)
    throw new Error(`The head moved from ${base.id} to ${dataset.head_state_id} while an operation held the dataset`);
  const next = await prepareChange(base, change);
  return {
    head: next.id === base.id ? { existingId: base.id } : next,
    status: { to: derivedStatus(next.counts.n_unindexed === 0), fatalError: null },
    ...(snapshotOf ? { snapshot: snapshotOf(next.id) } : {}),
    event: { ...event, items: orMany([change.items ?? emptyBitmap, await itemsMoved(base, change.sets)]) },
    tells: "head",
  };
}
