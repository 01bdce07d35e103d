/**
 * A state: the exact contents of a dataset as a value. It maps set names to bitmaps:
 *
 *   live                 items that are in the dataset
 *   indexed              items that an index run covers
 *   rev:<facet>          visible revisions (numbers of revisions, not of items): rev:file, rev:caption, rev:objects, rev:metadata, rev:origin
 *   doc:<document>       the revision that holds what the version says as a whole, such as its list of classes
 *   covered:<run>        items that the last run of a model looked at; the document of models says which run that is
 *   kind:<kind>          kind:image, kind:video
 *   tag:<tag>, label:<label>, issue:<issue>, cluster:<id>, subcluster:<id>
 *   field:<type>:<field> items with a value of a typed metadata field; meta:<field>=<value> those with one option of it
 *   split:<split>        each item is in one at most
 *   propagated:<label>   items that have the label from their neighbours, not from a person or a file
 *
 * and, in the same map, column names to columns (one number per item): col:uniqueness, col:confidence:<issue> …
 *
 * Deleting an item takes it out of `live` only; readers mask every other set with it.
 * Everything here is pure: objects come from an `ObjectSource` and new ones are returned, not stored.
 */
import { emptyBitmap, xor, type Bitmap } from "./bitmap";
import {
  assertIntact,
  bucketOf,
  chunkKeys,
  chunkOf,
  DamagedObjectError,
  decodeBucket,
  decodeChunk,
  decodeManifest,
  decodeRoot,
  encodeBucket,
  encodeChunk,
  encodeManifest,
  encodeRoot,
  joinChunks,
  sha256,
  type ChunkRef,
  type Hash,
  type SetRef,
  type StoredObject,
} from "./objects";
import { Column, decodeColumnChunk, encodeColumnChunk } from "./columns";
import { INDEXED, isColumnName, LIVE, setName } from "./names";

/** Where a state's objects are read from. Missing hashes are simply absent from the result. */
export interface ObjectSource {
  get(hashes: readonly Hash[]): Promise<ReadonlyMap<Hash, Uint8Array>>;
}

/** A set with the chunks that it is stored as; what an edit needs in order to write only what changed. */
export interface LoadedSet {
  readonly bitmap: Bitmap;
  readonly chunks: readonly ChunkRef[];
}

/** The set map of one state: names to references. Bitmaps are loaded when asked for. */
export interface State {
  readonly digest: Hash;
  readonly buckets: ReadonlyMap<number, Hash>;
  readonly sets: ReadonlyMap<string, SetRef>;
  readonly columns: ReadonlyMap<string, SetRef>;
}

const emptyRoot = encodeRoot(new Map());
export const EMPTY_STATE: State = { digest: emptyRoot.hash, buckets: new Map(), sets: new Map(), columns: new Map() };
/** The root of a state with nothing in it. */
export const EMPTY_ROOT: StoredObject = emptyRoot;

/** A set that a state does not have. */
export const NO_SET: LoadedSet = { bitmap: emptyBitmap, chunks: [] };

/** @throws DamagedObjectError for one that is missing, or does not have its hash */
export async function fetchIntact(
  source: ObjectSource,
  hashes: readonly Hash[],
): Promise<ReadonlyMap<Hash, Uint8Array>> {
  if (hashes.length === 0) return new Map();
  const unique = [...new Set(hashes)];
  const found = await source.get(unique);
  for (const hash of unique) {
    const bytes = found.get(hash);
    if (!bytes) throw new DamagedObjectError(hash, "missing");
    assertIntact(hash, bytes);
  }
  return found;
}

/**
 * Reads a state's set map from its root bytes.
 * @throws DamagedObjectError when the root or a bucket is missing or does not have its hash.
 */
export async function openState(digest: Hash, root: Uint8Array, source: ObjectSource): Promise<State> {
  assertIntact(digest, root);
  const { buckets } = decodeRoot(digest, root);
  const bytes = await fetchIntact(
    source,
    buckets.map(([, hash]) => hash),
  );
  const sets = new Map<string, SetRef>();
  const columns = new Map<string, SetRef>();
  for (const [, hash] of buckets) {
    for (const [name, ref] of decodeBucket(hash, bytes.get(hash)!))
      (isColumnName(name) ? columns : sets).set(name, ref);
  }
  return { digest, buckets: new Map(buckets), sets, columns };
}

/**
 * What one name stands for in many states, from their roots and the one bucket of each that the name is in; null where a state
 * does not have it. One fetch.
 * @throws DamagedObjectError
 */
export async function findRefs(
  roots: readonly { readonly digest: Hash; readonly root: Uint8Array }[],
  name: string,
  source: ObjectSource,
): Promise<(SetRef | null)[]> {
  const hashes = roots.map(({ digest, root }) => {
    assertIntact(digest, root);
    return new Map(decodeRoot(digest, root).buckets).get(bucketOf(name)) ?? null;
  });
  const bytes = await fetchIntact(
    source,
    hashes.filter((hash) => hash !== null),
  );
  const refs = new Map([...bytes].map(([hash, bucket]) => [hash, decodeBucket(hash, bucket).get(name) ?? null]));
  return hashes.map((hash) => (hash === null ? null : refs.get(hash)!));
}

/**
 * Loads the named sets of a state; a set that the state does not have is empty. Two fetches at most.
 * @throws DamagedObjectError
 */
export async function loadSets(
  state: State,
  names: Iterable<string>,
  source: ObjectSource,
): Promise<Map<string, LoadedSet>> {
  const wanted = [...new Set(names)];
  const refs = new Map(wanted.flatMap((name) => state.sets.get(name) ?? []).map((ref) => [ref.hash, ref]));
  const manifests = await fetchIntact(source, [...refs.keys()]);
  const chunkLists = [...refs.keys()].map((hash) => [hash, decodeManifest(hash, manifests.get(hash)!)] as const);
  const chunkBytes = await fetchIntact(
    source,
    chunkLists.flatMap(([, chunks]) => chunks.map(([, hash]) => hash)),
  );
  const byHash = new Map<Hash, LoadedSet>();
  for (const [hash, chunks] of chunkLists) {
    const bitmap = joinChunks(chunks.map(([, chunkHash]) => decodeChunk(chunkBytes.get(chunkHash)!)));
    if (bitmap.size !== refs.get(hash)!.size) throw new DamagedObjectError(hash, "altered");
    byHash.set(hash, { bitmap, chunks });
  }
  return new Map(wanted.map((name) => [name, byHash.get(state.sets.get(name)?.hash ?? "") ?? NO_SET]));
}

/** Loads one column of a state; one that the state does not have is empty. @throws DamagedObjectError */
export async function loadColumn(state: State, name: string, source: ObjectSource): Promise<Column> {
  const ref = state.columns.get(name);
  if (!ref) return Column.empty;
  const manifest = decodeManifest(ref.hash, (await fetchIntact(source, [ref.hash])).get(ref.hash)!);
  const bytes = await fetchIntact(
    source,
    manifest.map(([, hash]) => hash),
  );
  const column = Column.fromChunks(manifest.map(([key, hash]) => [key, decodeColumnChunk(hash, bytes.get(hash)!)]));
  if (column.size !== ref.size) throw new DamagedObjectError(ref.hash, "altered");
  return column;
}

/** The new columns of an edit, by name; an empty one removes the column. */
export type ColumnChanges = ReadonlyMap<string, Column>;

/** The new bitmaps of an edit, by set name. An empty bitmap removes the set from the map. */
export type SetChanges = ReadonlyMap<string, Bitmap>;

export interface EditResult {
  readonly state: State;
  readonly root: StoredObject;
  /** Everything that the new state has and the old one may not; storing one twice is harmless. */
  readonly objects: readonly StoredObject[];
  /** The changed sets as they would be loaded, by manifest hash: what a cache can keep instead of reading them back. */
  readonly loaded: ReadonlyMap<Hash, LoadedSet>;
}

/**
 * Applies changed sets to a state. Only chunks, manifests and buckets in which something changed are encoded anew.
 * @param loaded the old values of at least the changed sets, from `loadSets`.
 */
export function editState(
  old: State,
  loaded: ReadonlyMap<string, LoadedSet>,
  changes: SetChanges,
  columnChanges: ColumnChanges = new Map(),
): EditResult {
  const objects = new Map<Hash, StoredObject>();
  const keep = (object: StoredObject): Hash => {
    objects.set(object.hash, object);
    return object.hash;
  };
  const fresh = new Map<Hash, LoadedSet>();
  const sets = new Map(old.sets);
  const touched = new Set<number>();

  for (const [name, next] of changes) {
    const before = loaded.get(name);
    if (!before && old.sets.has(name)) throw new Error(`The set ${name} must be loaded before it is changed`);
    const previous = before ?? NO_SET;
    if (next.isEqual(previous.bitmap)) continue;
    touched.add(bucketOf(name));
    if (next.isEmpty) {
      sets.delete(name);
      continue;
    }
    const changed = new Set(chunkKeys(xor(previous.bitmap, next)));
    const chunks = previous.chunks.filter(([key]) => !changed.has(key)).map((chunk) => chunk);
    for (const key of changed) {
      const members = chunkOf(next, key);
      if (!members.isEmpty) chunks.push([key, keep(encodeChunk(members)), members.size]);
    }
    chunks.sort(([a], [b]) => a - b);
    const hash = keep(encodeManifest(chunks));
    fresh.set(hash, { bitmap: next, chunks });
    sets.set(name, { hash, size: next.size });
  }

  // A column is written by index runs, which compute all of it; chunks that stayed the same have the same hash.
  const columns = new Map(old.columns);
  for (const [name, column] of columnChanges) {
    const chunks: ChunkRef[] = [];
    for (const [key, values] of column.chunks) {
      const { object, size } = encodeColumnChunk(values);
      if (size > 0) chunks.push([key, keep(object), size]);
    }
    chunks.sort(([a], [b]) => a - b);
    if (chunks.length === 0) columns.delete(name);
    else
      columns.set(name, {
        hash: keep(encodeManifest(chunks)),
        size: chunks.reduce((sum, [, , size]) => sum + size, 0),
      });
    if (columns.get(name)?.hash !== old.columns.get(name)?.hash) touched.add(bucketOf(name));
  }

  const buckets = new Map(old.buckets);
  if (touched.size > 0) {
    const contents = new Map<number, Map<string, SetRef>>([...touched].map((bucket) => [bucket, new Map()]));
    for (const map of [sets, columns])
      for (const [name, ref] of map) contents.get(bucketOfCached(name))?.set(name, ref);
    for (const [bucket, entries] of contents) {
      if (entries.size === 0) buckets.delete(bucket);
      else buckets.set(bucket, keep(encodeBucket(entries)));
    }
  }
  const root = encodeRoot(buckets);
  return { state: { digest: root.hash, buckets, sets, columns }, root, objects: [...objects.values()], loaded: fresh };
}

// Hashing 2,000 names on every edit would cost more than the edit; names are few and repeat.
const bucketCache = new Map<string, number>();
function bucketOfCached(name: string): number {
  let bucket = bucketCache.get(name);
  if (bucket === undefined) {
    if (bucketCache.size > 50_000) bucketCache.clear();
    bucket = bucketOf(name);
    bucketCache.set(name, bucket);
  }
  return bucket;
}

/** Counts that every state row carries. */
export interface StateCounts {
  readonly n_items: number;
  readonly n_images: number;
  readonly n_videos: number;
  /** Items that no index run covers; what tells PARTIAL_INDEX from READY. */
  readonly n_unindexed: number;
}

export function countState(sets: ReadonlyMap<string, LoadedSet>): StateCounts {
  const live = sets.get(LIVE)?.bitmap ?? emptyBitmap;
  const videos = sets.get(setName("kind", "video"))?.bitmap ?? emptyBitmap;
  const n_videos = live.andCardinality(videos);
  const n_unindexed = live.andNotCardinality(sets.get(INDEXED)?.bitmap ?? emptyBitmap);
  return { n_items: live.size, n_images: live.size - n_videos, n_videos, n_unindexed };
}

/** Sets that have to be loaded before `countState`. */
export const COUNTED_SETS: readonly string[] = [LIVE, INDEXED, setName("kind", "video")];

/** Every object hash that a state reaches, for verification and collection. */
export async function reachableObjects(state: State, source: ObjectSource): Promise<Set<Hash>> {
  const reached = new Set<Hash>(state.buckets.values());
  const manifests = await fetchIntact(source, [
    ...new Set([...state.sets.values(), ...state.columns.values()].map((ref) => ref.hash)),
  ]);
  for (const [hash, bytes] of manifests) {
    reached.add(hash);
    for (const [, chunk] of decodeManifest(hash, bytes)) reached.add(chunk);
  }
  return reached;
}

/** Deterministic id of a state row: equal contents in one lineage are one row, found without a query. */
export function stateIdOf(lineageId: string, digest: Hash): string {
  const hex = sha256(`${lineageId}:${digest}`).slice(0, 32).split("");
  hex[12] = "8"; // RFC 9562 version 8: an application-defined hash
  hex[16] = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
