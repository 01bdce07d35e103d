/**
 * The immutable, content-addressed parts of a state, and how they are encoded.
 *
 *   root ──▶ bucket ──▶ set manifest ──▶ chunk
 *
 * A **chunk** is the canonical Roaring bytes of the members of one set in [k·65,536, (k+1)·65,536).
 * A **set manifest** lists a set's chunks; a **bucket** lists the sets whose name hashes to it; the **root** lists the
 * buckets, and its sha256 is the state's digest. It is a Merkle tree, so an edit writes one chunk, one manifest, one
 * bucket and one root whatever the size of the dataset, and two states share everything else.
 * Nodes are canonical JSON (sorted, no white space): small, and readable in a database console.
 */
import { createHash } from "node:crypto";
import { bitmapOfRange, and, deserializeBitmap, orMany, serializeBitmap, type Bitmap } from "./bitmap";
import { DamagedObjectError } from "./damage";

export { DamagedObjectError };

/** Lower-case hex of a sha256. */
export type Hash = string;

/** Numbers per chunk: one Roaring container, so that a chunk is at most 8 KiB. */
export const CHUNK_SIZE = 65_536;
/** With 2,000 sets a bucket has some 30 entries and 3 KB: what a one-item edit has to rewrite of the set map. */
export const BUCKET_COUNT = 64;

export type ChunkRef = readonly [key: number, hash: Hash, size: number];
/** What a bucket knows of a set: where its manifest is and how many members it has. */
export interface SetRef {
  readonly hash: Hash;
  readonly size: number;
}
export type StoredObject = { readonly hash: Hash; readonly bytes: Uint8Array };

export function sha256(bytes: Uint8Array | string): Hash {
  return createHash("sha256").update(bytes).digest("hex");
}

const utf8 = new TextEncoder();
const text = new TextDecoder();

function toObject(value: unknown): StoredObject {
  const bytes = utf8.encode(JSON.stringify(value));
  return { hash: sha256(bytes), bytes };
}

function parse<T>(hash: Hash, bytes: Uint8Array): T {
  try {
    return JSON.parse(text.decode(bytes)) as T;
  } catch {
    throw new DamagedObjectError(hash, "unreadable");
  }
}

/** Throws DamagedObjectError unless the bytes hash to their name. Every load from outside the process goes through it. */
export function assertIntact(hash: Hash, bytes: Uint8Array): void {
  if (sha256(bytes) !== hash) throw new DamagedObjectError(hash, "altered");
}

/** The members of `bitmap` that fall into chunk `key`. */
export function chunkOf(bitmap: Bitmap, key: number): Bitmap {
  return and(bitmap, bitmapOfRange(key * CHUNK_SIZE, (key + 1) * CHUNK_SIZE));
}

/** Keys of the chunks in which a bitmap has members, ascending; O(number of chunks · log n). */
export function chunkKeys(bitmap: Bitmap): number[] {
  const keys: number[] = [];
  let position = 0;
  while (position < bitmap.size) {
    const key = Math.floor(bitmap.at(position)! / CHUNK_SIZE);
    keys.push(key);
    const next = (key + 1) * CHUNK_SIZE;
    position = bitmap.rank(next - 1);
  }
  return keys;
}

export function encodeChunk(members: Bitmap): StoredObject {
  const bytes = serializeBitmap(members);
  return { hash: sha256(bytes), bytes };
}

export const decodeChunk = (bytes: Uint8Array): Bitmap => deserializeBitmap(bytes);
export const joinChunks = (chunks: readonly Bitmap[]): Bitmap => orMany(chunks);

export const encodeManifest = (chunks: readonly ChunkRef[]): StoredObject => toObject(chunks);
export const decodeManifest = (hash: Hash, bytes: Uint8Array): ChunkRef[] => parse(hash, bytes);

/** The bucket of a set name: the first byte of its sha256, so that it is the same on every machine for ever. */
export function bucketOf(name: string): number {
  return createHash("sha256").update(name).digest()[0]! % BUCKET_COUNT;
}

export function encodeBucket(sets: ReadonlyMap<string, SetRef>): StoredObject {
  const rows = [...sets].map(([name, ref]) => [name, ref.hash, ref.size] as const);
  rows.sort(([a], [b]) => (a < b ? -1 : 1));
  return toObject(rows);
}

export function decodeBucket(hash: Hash, bytes: Uint8Array): Map<string, SetRef> {
  const rows = parse<[string, Hash, number][]>(hash, bytes);
  return new Map(rows.map(([name, setHash, size]) => [name, { hash: setHash, size }]));
}

export type RootNode = { readonly v: 1; readonly buckets: readonly (readonly [number, Hash])[] };

export function encodeRoot(buckets: ReadonlyMap<number, Hash>): StoredObject {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  return toObject({ v: 1, buckets: sorted } satisfies RootNode);
}

export const decodeRoot = (hash: Hash, bytes: Uint8Array): RootNode => parse(hash, bytes);
