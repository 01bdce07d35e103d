/** Opens states and loads their sets, through caches of immutable values bounded in bytes. */
import { LRUCache } from "lru-cache";
import { NotFoundError } from "@/lib/errors";
import { processWide } from "@/lib/process-wide";
import type { Bitmap } from "@/lib/versioning/bitmap";
import type { Hash, StoredObject } from "@/lib/versioning/objects";
import { Column } from "@/lib/versioning/columns";
import {
  COUNTED_SETS,
  countState,
  editState,
  isFullyIndexed,
  loadColumn as loadColumnOf,
  loadSets as loadSetsOf,
  openState as openStateOf,
  stateIdOf,
  type ColumnChanges,
  type LoadedSet,
  type ObjectSource,
  type SetChanges,
  type State,
  type StateCounts,
} from "@/lib/versioning/state";
import { findObjects, findState } from "./repository";

export { reserveNumbers } from "./repository";

/** A state as read paths use it: its id, its lineage and its set map. */
export interface OpenState extends StateCounts {
  readonly id: string;
  readonly lineageId: string;
  readonly state: State;
}

const MEGABYTE = 1024 * 1024;
interface Caches {
  sets: LRUCache<Hash, LoadedSet>;
  columns: LRUCache<Hash, Column>;
  states: LRUCache<string, OpenState>;
}
const caches = processWide("states", (): Caches => ({
  // A loaded set costs at most its chunks (8 KiB each) and their references.
  sets: new LRUCache<Hash, LoadedSet>({
    maxSize: 96 * MEGABYTE,
    sizeCalculation: (set) => 512 + set.chunks.reduce((sum, [, , size]) => sum + 200 + Math.min(8192, size * 2), 0),
  }),
  columns: new LRUCache<Hash, Column>({ maxSize: 48 * MEGABYTE, sizeCalculation: (column) => 256 + column.byteLength }),
  states: new LRUCache<string, OpenState>({
    maxSize: 32 * MEGABYTE,
    sizeCalculation: (open) => 1024 + (open.state.sets.size + open.state.columns.size) * 250,
  }),
}));

const sourceOf = (lineageId: string): ObjectSource => ({
  get: (hashes) => findObjects(lineageId, hashes),
});

/** @throws NotFoundError, DamagedObjectError */
export async function openState(id: string): Promise<OpenState> {
  const cached = caches.states.get(id);
  if (cached) return cached;
  const row = await findState(id);
  if (!row) throw new NotFoundError("State");
  const state = await openStateOf(row.digest, row.root, sourceOf(row.lineage_id));
  const open = {
    id,
    lineageId: row.lineage_id,
    state,
    n_items: row.n_items,
    n_images: row.n_images,
    n_videos: row.n_videos,
  };
  caches.states.set(id, open);
  return open;
}

/** A state that may have been collected meanwhile: null only when it is not kept any more. @throws DamagedObjectError */
export async function openStateIfKept(id: string): Promise<OpenState | null> {
  try {
    return await openState(id);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** Loads named sets of a state; absent ones are empty. @throws DamagedObjectError */
export const loadSets = (open: OpenState, names: Iterable<string>): Promise<Map<string, LoadedSet>> =>
  loadSetsOf(open.state, names, sourceOf(open.lineageId), caches.sets);

/** Loads one column of a state; an absent one is empty. @throws DamagedObjectError */
export async function loadColumn(open: OpenState, name: string): Promise<Column> {
  const ref = open.state.columns.get(name);
  if (!ref) return Column.empty;
  let column = caches.columns.get(ref.hash);
  if (!column) caches.columns.set(ref.hash, (column = await loadColumnOf(open.state, name, sourceOf(open.lineageId))));
  return column;
}

/**
 * Reads a state's root, set map and counted sets past every cache: the constant-cost check that restore and clone make
 * before anything points at the state. @throws DamagedObjectError, NotFoundError
 */
export async function assertSound(id: string): Promise<{ counts: StateCounts; fullyIndexed: boolean }> {
  const row = await findState(id);
  if (!row) throw new NotFoundError("State");
  const source = sourceOf(row.lineage_id);
  const state = await openStateOf(row.digest, row.root, source);
  const sets = await loadSetsOf(state, COUNTED_SETS, source);
  return { counts: countState(sets), fullyIndexed: isFullyIndexed(sets) };
}

export interface PreparedState {
  readonly id: string;
  readonly lineageId: string;
  readonly root: StoredObject;
  readonly objects: readonly StoredObject[];
  readonly counts: StateCounts;
  readonly fullyIndexed: boolean;
}

/** Computes the state that follows from changed sets and columns; nothing is stored yet. */
export async function prepareEdit(
  old: OpenState,
  changes: SetChanges,
  columns: ColumnChanges = new Map(),
): Promise<PreparedState> {
  const loaded = await loadSets(old, [...changes.keys(), ...COUNTED_SETS]);
  const result = editState(old.state, loaded, changes, columns);
  const after = new Map(loaded);
  for (const [name, bitmap] of changes) after.set(name, { bitmap, chunks: [] });
  const id = stateIdOf(old.lineageId, result.root.hash);
  const counts = countState(after);
  // Its readers come right after the commit. Should that fail, the entry names a state that nobody can ask for.
  caches.states.set(id, { id, lineageId: old.lineageId, state: result.state, ...counts });
  for (const [hash, set] of result.loaded) caches.sets.set(hash, set);
  return {
    id,
    lineageId: old.lineageId,
    root: result.root,
    objects: result.objects,
    counts,
    fullyIndexed: isFullyIndexed(after),
  };
}

export const bitmapOfSet = (sets: ReadonlyMap<string, LoadedSet>, name: string): Bitmap => sets.get(name)!.bitmap;
