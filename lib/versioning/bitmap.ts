/**
 * Roaring bitmaps of non-negative 31-bit numbers: the one place that knows which library provides them.
 *
 * `roaring` (native CRoaring) is an optional dependency; `roaring-wasm`, by the same author, installs everywhere.
 * Bitmaps are values here: no function of this module changes an argument, and nobody else may either.
 * Memory of wasm bitmaps is reclaimed by the library's own finalizer.
 */
import { createRequire } from "node:module";
import path from "node:path";

/** An immutable set of numbers in [0, 2^31). Only reading methods are exposed. */
export interface Bitmap extends Iterable<number> {
  readonly size: number;
  readonly isEmpty: boolean;
  has(value: number): boolean;
  /** Smallest member; undefined behaviour when empty, so ask `isEmpty` first. */
  minimum(): number;
  maximum(): number;
  /** Number of members that are ≤ value. */
  rank(value: number): number;
  /** The member at that position in ascending order, or undefined past the end. */
  at(position: number): number | undefined;
  toArray(): number[];
  toUint32Array(): Uint32Array;
  isEqual(other: Bitmap): boolean;
  intersects(other: Bitmap): boolean;
  andCardinality(other: Bitmap): number;
  andNotCardinality(other: Bitmap): number;
}

interface MutableBitmap extends Bitmap {
  runOptimize(): boolean;
  shrinkToFit(): unknown;
  clone(): MutableBitmap;
  orInPlace(other: Bitmap): unknown;
  serialize(format: string): Uint8Array;
  getSerializationSizeInBytes(format: string): number;
  addRange(start: number, endExclusive: number): unknown;
}

interface BitmapClass {
  new (values?: Iterable<number>): MutableBitmap;
  and(a: Bitmap, b: Bitmap): MutableBitmap;
  or(a: Bitmap, b: Bitmap): MutableBitmap;
  xor(a: Bitmap, b: Bitmap): MutableBitmap;
  andNot(a: Bitmap, b: Bitmap): MutableBitmap;
  orMany(bitmaps: Bitmap[]): MutableBitmap;
  fromRange(start: number, endExclusive: number): MutableBitmap;
  deserialize(bytes: Uint8Array, format: string): MutableBitmap;
}

const load = createRequire(path.join(process.cwd(), "package.json"));

async function loadLibrary(): Promise<{ implementation: "native" | "wasm"; Roaring: BitmapClass }> {
  if (process.env.STILLFRAME_BITMAPS !== "wasm") {
    try {
      const native = load("roaring") as { RoaringBitmap32: BitmapClass };
      return { implementation: "native", Roaring: native.RoaringBitmap32 };
    } catch {
      // No prebuilt file and no compiler on this machine: the portable build is slower but complete.
    }
  }
  const wasm = load("roaring-wasm") as { RoaringBitmap32: BitmapClass; roaringLibraryInitialize(): Promise<void> };
  await wasm.roaringLibraryInitialize();
  return { implementation: "wasm", Roaring: wasm.RoaringBitmap32 };
}

const { implementation, Roaring } = await loadLibrary();

/** Which library is in use; the benchmark prints it. */
export const bitmapImplementation: "native" | "wasm" = implementation;

/**
 * The largest member: item and revision numbers are PostgreSQL integers, so half of the uint32 space stays unused.
 * (`select` of roaring-wasm 1.1.0 rounds through float32 and is wrong above 2^24; `at` is right in both libraries.)
 */
export const MAX_MEMBER = 0x7fffffff;

export const emptyBitmap: Bitmap = new Roaring();

/** A bitmap of the given numbers. Throws RangeError for anything that is not an integer from 0 to MAX_MEMBER. */
export function bitmapOf(values: Iterable<number>): Bitmap {
  const list = Array.isArray(values) || values instanceof Uint32Array ? values : [...values];
  if (!(list instanceof Uint32Array)) {
    for (const value of list as number[]) {
      if (!Number.isInteger(value) || value < 0 || value > MAX_MEMBER) {
        throw new RangeError(`${value} is not an integer from 0 to ${MAX_MEMBER}`);
      }
    }
  }
  return new Roaring(list as Iterable<number>);
}

/** All numbers in [start, endExclusive). */
export function bitmapOfRange(start: number, endExclusive: number): Bitmap {
  return start >= endExclusive ? emptyBitmap : Roaring.fromRange(start, endExclusive);
}

export const and = (a: Bitmap, b: Bitmap): Bitmap => Roaring.and(a, b);
export const or = (a: Bitmap, b: Bitmap): Bitmap => Roaring.or(a, b);
export const xor = (a: Bitmap, b: Bitmap): Bitmap => Roaring.xor(a, b);
/** Members of `a` that are not in `b`. */
export const andNot = (a: Bitmap, b: Bitmap): Bitmap => Roaring.andNot(a, b);
export const orMany = (bitmaps: readonly Bitmap[]): Bitmap =>
  bitmaps.length === 0 ? emptyBitmap : bitmaps.length === 1 ? bitmaps[0]! : Roaring.orMany([...bitmaps]);

/**
 * The canonical bytes of a bitmap: portable Roaring format, run-optimised first, because equal sets can otherwise
 * differ in bytes and so in hash.
 */
export function serializeBitmap(bitmap: Bitmap): Uint8Array {
  const copy = (bitmap as MutableBitmap).clone();
  copy.runOptimize();
  copy.shrinkToFit();
  return Uint8Array.from(copy.serialize("portable"));
}

/** The inverse of `serializeBitmap`. Check the sha256 of the bytes first: the libraries accept some damage silently. */
export function deserializeBitmap(bytes: Uint8Array): Bitmap {
  return Roaring.deserialize(bytes, "portable");
}

/** Bytes of memory that a bitmap takes, near enough to budget with: its containers are as large as they are in a file. */
export const memoryOf = (bitmap: Bitmap): number =>
  200 + (bitmap as MutableBitmap).getSerializationSizeInBytes("portable");

/** Up to `limit` members greater than or equal to `from`, ascending. */
export function membersFrom(bitmap: Bitmap, from: number, limit: number): number[] {
  const start = from <= 0 ? 0 : bitmap.rank(from - 1);
  const end = Math.min(bitmap.size, start + limit);
  const result: number[] = [];
  for (let position = start; position < end; position += 1) result.push(bitmap.at(position)!);
  return result;
}
