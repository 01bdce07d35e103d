/** Opens states and loads their sets, out of memory where they are in it. */
import "server-only";
import { derived } from "@/lib/derived";
import { NotFoundError } from "@/lib/errors";
import { emptyBitmap, memoryOf, type Bitmap } from "@/lib/versioning/bitmap";
import type { StoredObject } from "@/lib/versioning/objects";
import { Column } from "@/lib/versioning/columns";
import {
  COUNTED_SETS,
  countState,
  editState,
  EMPTY_STATE,
  findRefs,
  loadColumn as loadColumnOf,
  loadSets as loadSetsOf,
  NO_SET,
  openState as openStateOf,
  stateIdOf,
  type ColumnChanges,
  type LoadedSet,
  type ObjectSource,
  type SetChanges,
  type State,
  type StateCounts,
} from "@/lib/versioning/state";
import { findObjects, findObjectsOfMany, findState, findStates, type StateSummary } from "./repository";
import { askTogether } from "./together";

export { reserveNumbers, type StateSummary } from "./repository";

/** A state as read paths use it: its id, its lineage and its set map. */
export interface OpenState extends Omit<StateCounts, "n_unindexed"> {
  readonly id: string;
  readonly lineageId: string;
  readonly state: State;
  /** Null where it is not kept; `summaryOf` tells it of any state. */
  readonly summary: StateSummary | null;
  /** The dataset that it is read as a version of, for searches that ask who changed what; a state may belong to several. */
  readonly datasetId?: string;
}

/** A state as a version of one dataset. */
export const asVersionOf = (datasetId: string, open: OpenState): OpenState => ({ ...open, datasetId });

/** By id, which follows from lineage and digest. */
const states = derived<OpenState>("states", ({ state }) => 1_000 + (state.sets.size + state.columns.size) * 250);
/** By the hash of the manifest. */
const sets = derived<LoadedSet>("sets", (set) => memoryOf(set.bitmap) + set.chunks.length * 200);
/** By the hash of the manifest. */
const columns = derived<Column>("columns", (column) => column.byteLength);

/** Objects of a lineage, past every cache. */
export const sourceOf = (lineageId: string): ObjectSource => ({
  get: (hashes) =>
    askTogether(lineageId, hashes, (wanted) => findObjectsOfMany(wanted)) ?? findObjects(lineageId, hashes),
});

/** @throws NotFoundError, DamagedObjectError */
export const openState = (id: string): Promise<OpenState> => states.of(id, () => readState(id));

async function readState(id: string): Promise<OpenState> {
  const row = await findState(id);
  if (!row) throw new NotFoundError("State");
  return {
    id,
    lineageId: row.lineage_id,
    state: await openStateOf(row.digest, row.root, sourceOf(row.lineage_id)),
    n_items: row.n_items,
    n_images: row.n_images,
    n_videos: row.n_videos,
    summary: row.summary,
  };
}

/** Has a state read again when it is opened next: its counts were set right. */
export const forgetState = (id: string): void => states.forget(id);

/** A state that may have been collected meanwhile: null only when it is not kept any more. @throws DamagedObjectError */
export async function openStateIfKept(id: string): Promise<OpenState | null> {
  try {
    return await openState(id);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** Whether states are there, past every cache: what is in memory may name revisions that the collector has dropped. */
export const areKept = async (ids: readonly string[]): Promise<boolean> =>
  (await findStates([...new Set(ids)])).length === new Set(ids).size;

/** Loads named sets of a state; absent ones are empty. @throws DamagedObjectError */
export async function loadSets(open: OpenState, names: Iterable<string>): Promise<Map<string, LoadedSet>> {
  const loaded = new Map<string, LoadedSet>();
  const missing: string[] = [];
  for (const name of new Set(names)) {
    const ref = open.state.sets.get(name);
    const set = ref ? sets.get(ref.hash) : NO_SET;
    if (!set) missing.push(name);
    loaded.set(name, set ?? NO_SET);
  }
  if (missing.length > 0) {
    const read = await readSetsTogether(open, missing);
    for (const [name, set] of read) loaded.set(name, set);
  }
  return loaded;
}

/** Reads sets, all of them in two queries, and keeps them. */
async function readSets(open: OpenState, names: readonly string[]): Promise<Map<string, LoadedSet>> {
  const read = await loadSetsOf(open.state, names, sourceOf(open.lineageId));
  for (const [name, set] of read) sets.remember(open.state.sets.get(name)!.hash, set);
  return read;
}

/** Reads those sets that nobody is reading yet, all of them in two queries, and waits for the others. */
async function readSetsTogether(open: OpenState, names: readonly string[]): Promise<Map<string, LoadedSet>> {
  const mine: string[] = [];
  // Begins when the loop below has told which ones are left to this caller.
  const reading = Promise.resolve().then(() => loadSetsOf(open.state, mine, sourceOf(open.lineageId)));
  const results = await Promise.allSettled(
    names.map((name) =>
      sets.of(open.state.sets.get(name)!.hash, async () => {
        mine.push(name);
        return (await reading).get(name)!;
      }),
    ),
  );
  const read = new Map(await reading);
  const failed: string[] = [];
  results.forEach((result, at) => {
    if (result.status === "fulfilled") read.set(names[at]!, result.value);
    else failed.push(names[at]!);
  });
  // Someone else's reading failed, perhaps on a damaged set that this caller never asked for.
  if (failed.length > 0) for (const [name, set] of await readSets(open, failed)) read.set(name, set);
  return read;
}

/**
 * One set of many states of one lineage, by their ids; absent ones are empty. Four queries at most, however many states there
 * are, and none of them is opened. @throws DamagedObjectError
 */
export async function loadSetOfStates(
  ids: readonly string[],
  name: string,
): Promise<{ readonly lineageId: string; readonly id: string; readonly set: Bitmap }[]> {
  const rows = await findStates(ids);
  const [first] = rows;
  if (!first) return [];
  const source = sourceOf(first.lineage_id);
  const refs = await findRefs(rows, name, source);
  const named = new Map(refs.flatMap((ref) => (ref ? [[ref.hash, ref] as const] : [])));
  const loaded = new Map<string, LoadedSet>();
  for (const hash of named.keys()) {
    const set = sets.get(hash);
    if (set) loaded.set(hash, set);
  }
  const missing = [...named.keys()].filter((hash) => !loaded.has(hash));
  for (const [hash, set] of await loadSetsOf({ ...EMPTY_STATE, sets: named }, missing, source)) {
    sets.remember(hash, set);
    loaded.set(hash, set);
  }
  return rows.map(({ id, lineage_id }, at) => {
    const ref = refs[at];
    return { lineageId: lineage_id, id, set: ref ? loaded.get(ref.hash)!.bitmap : emptyBitmap };
  });
}

/** Loads one column of a state; an absent one is empty. @throws DamagedObjectError */
export async function loadColumn(open: OpenState, name: string): Promise<Column> {
  const ref = open.state.columns.get(name);
  if (!ref) return Column.empty;
  return columns.of(ref.hash, () => loadColumnOf(open.state, name, sourceOf(open.lineageId)));
}

/**
 * Reads a state's root, set map and counted sets past every cache: the constant-cost check that restore and clone make
 * before anything points at the state. @throws DamagedObjectError, NotFoundError
 */
export async function assertSound(id: string): Promise<{ fullyIndexed: boolean }> {
  const row = await findState(id);
  if (!row) throw new NotFoundError("State");
  const source = sourceOf(row.lineage_id);
  const state = await openStateOf(row.digest, row.root, source);
  const { n_unindexed } = countState(await loadSetsOf(state, COUNTED_SETS, source));
  return { fullyIndexed: n_unindexed === 0 };
}

/** How many items no index run covers, for a state from before that was kept with it. @throws DamagedObjectError */
export const countUnindexed = async (open: OpenState): Promise<number> =>
  countState(await loadSets(open, COUNTED_SETS)).n_unindexed;

export interface PreparedState {
  readonly id: string;
  readonly lineageId: string;
  readonly root: StoredObject;
  readonly objects: readonly StoredObject[];
  readonly counts: StateCounts;
  readonly summary: StateSummary | null;
}

/** Computes the state that follows from changed sets and columns; nothing is stored yet. */
export async function prepareEdit(
  old: OpenState,
  changes: SetChanges,
  columns: ColumnChanges = new Map(),
  summary: StateSummary | null = null,
): Promise<PreparedState> {
  const loaded = await loadSets(old, [...changes.keys(), ...COUNTED_SETS]);
  const result = editState(old.state, loaded, changes, columns);
  const after = new Map(loaded);
  for (const [name, bitmap] of changes) after.set(name, { bitmap, chunks: [] });
  const id = stateIdOf(old.lineageId, result.root.hash);
  const counts = countState(after);
  // Its readers come right after the commit. Should that fail, the entry names a state that nobody can ask for.
  states.remember(id, { id, lineageId: old.lineageId, state: result.state, summary, ...counts });
  for (const [hash, set] of result.loaded) sets.remember(hash, set);
  return {
    id,
    lineageId: old.lineageId,
    root: result.root,
    objects: result.objects,
    counts,
    summary,
  };
}

export const bitmapOfSet = (sets: ReadonlyMap<string, LoadedSet>, name: string): Bitmap => sets.get(name)!.bitmap;
