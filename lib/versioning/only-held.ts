/**
 * What some states hold and no other does: version objects, and the revisions that can be seen in them. Objects are shared, so
 * whatever only these hold lies below a bucket that only these have: where they differ in a chunk, a chunk is read and not a state.
 * Pure: objects come from an `ObjectSource`.
 */
import { andNot, emptyBitmap, or, orMany, type Bitmap } from "./bitmap";
import { CHUNK_SIZE, decodeBucket, decodeChunk, decodeManifest, decodeRoot, assertIntact, type Hash } from "./objects";
import { REVISION_SETS } from "./names";
import { fetchIntact, type ObjectSource } from "./state";

export interface Root {
  readonly digest: Hash;
  readonly root: Uint8Array;
}

export interface OnlyHeld {
  readonly objects: ReadonlySet<Hash>;
  readonly revisions: Bitmap;
  /** Those of some revisions that the other states hold. */
  readonly heldByOthers: (revisions: Bitmap) => Promise<Bitmap>;
}

/** Hashes asked for at once: some megabytes of buckets or manifests. */
const BATCH = 2_000;

async function* readEach(source: ObjectSource, hashes: Iterable<Hash>): AsyncGenerator<readonly [Hash, Uint8Array]> {
  const all = [...hashes];
  for (let start = 0; start < all.length; start += BATCH)
    yield* await fetchIntact(source, all.slice(start, start + BATCH));
}

const bucketsOf = (states: readonly Root[]): Set<Hash> =>
  new Set(
    states.flatMap(({ digest, root }) => {
      assertIntact(digest, root);
      return decodeRoot(digest, root).buckets.map(([, hash]) => hash);
    }),
  );

const without = <T>(set: ReadonlySet<T>, other: ReadonlySet<T>): Set<T> =>
  new Set([...set].filter((value) => !other.has(value)));

const ofRevisions = new Set(REVISION_SETS);

/** The manifests that buckets name, and which of them are of revisions. */
async function manifestsOf(source: ObjectSource, buckets: Iterable<Hash>) {
  const all = new Set<Hash>();
  const revisions = new Set<Hash>();
  for await (const [hash, bytes] of readEach(source, buckets))
    for (const [name, ref] of decodeBucket(hash, bytes)) {
      all.add(ref.hash);
      if (ofRevisions.has(name)) revisions.add(ref.hash);
    }
  return { all, revisions };
}

type Chunks = Map<number, Set<Hash>>;

/** The chunks that manifests name, and those of revisions by where they begin. */
async function chunksOf(source: ObjectSource, manifests: ReadonlySet<Hash>, revisions: ReadonlySet<Hash>) {
  const all = new Set<Hash>();
  const byKey: Chunks = new Map();
  for await (const [hash, bytes] of readEach(source, manifests))
    for (const [key, chunk] of decodeManifest(hash, bytes)) {
      all.add(chunk);
      if (!revisions.has(hash)) continue;
      const same = byKey.get(key) ?? new Set<Hash>();
      byKey.set(key, same.add(chunk));
    }
  return { all, byKey };
}

async function membersOf(source: ObjectSource, chunks: ReadonlySet<Hash> | undefined): Promise<Bitmap> {
  const members: Bitmap[] = [];
  for await (const [, bytes] of readEach(source, chunks ?? [])) members.push(decodeChunk(bytes));
  return orMany(members);
}

/** @throws DamagedObjectError */
export async function onlyHeldBy(
  states: readonly Root[],
  others: readonly Root[],
  source: ObjectSource,
): Promise<OnlyHeld> {
  const kept = bucketsOf(others);
  const buckets = without(bucketsOf(states), kept);
  if (buckets.size === 0)
    return { objects: new Set(), revisions: emptyBitmap, heldByOthers: (revisions) => Promise.resolve(revisions) };
  const [mine, theirs] = [await manifestsOf(source, buckets), await manifestsOf(source, kept)];
  const manifests = without(mine.all, theirs.all);
  const ofMine = without(mine.revisions, theirs.revisions);
  const held = await chunksOf(source, theirs.all, theirs.revisions);
  const found = await chunksOf(source, new Set([...manifests, ...ofMine]), ofMine);
  const heldByOthers = async (revisions: Bitmap): Promise<Bitmap> => {
    let members = emptyBitmap;
    for (const key of new Set([...revisions].map((revision) => Math.floor(revision / CHUNK_SIZE))))
      members = or(members, await membersOf(source, held.byKey.get(key)));
    return andNot(revisions, andNot(revisions, members));
  };
  let revisions = emptyBitmap;
  for (const [key, chunks] of found.byKey) {
    const theirChunks = held.byKey.get(key) ?? new Set<Hash>();
    const own = await membersOf(source, without(chunks, theirChunks));
    if (own.size > 0) revisions = or(revisions, andNot(own, await membersOf(source, theirChunks)));
  }
  // A manifest that others have under another name is theirs as an object, and yet names revisions that only these show.
  const chunks = without((await chunksOf(source, manifests, new Set())).all, held.all);
  return { objects: new Set([...buckets, ...manifests, ...chunks]), revisions, heldByOthers };
}
