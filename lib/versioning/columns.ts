/**
 * A column: one number per item, for what is neither a membership nor a text (uniqueness, a confidence, a group). It is
 * stored like a set, as chunks of 65,536 items under a manifest, so that versions share the chunks that did not change.
 */
import { CHUNK_SIZE, DamagedObjectError, sha256, type Hash, type StoredObject } from "./objects";

/** Values are whole numbers from 0 to 2^32 − 1; 0 stands for "no value". */
export class Column {
  private constructor(readonly chunks: ReadonlyMap<number, Uint32Array>) {}

  static readonly empty = new Column(new Map());

  /** From pairs of item number and value; the last value of an item counts. */
  static of(entries: Iterable<readonly [item: number, value: number]>): Column {
    const chunks = new Map<number, Uint32Array>();
    for (const [item, value] of entries) {
      const key = Math.floor(item / CHUNK_SIZE);
      let chunk = chunks.get(key);
      if (!chunk) chunks.set(key, (chunk = new Uint32Array(CHUNK_SIZE)));
      chunk[item % CHUNK_SIZE] = value;
    }
    return new Column(chunks);
  }

  static fromChunks(chunks: Iterable<readonly [key: number, values: Uint32Array]>): Column {
    return new Column(new Map(chunks));
  }

  /** The value of an item; 0 when it has none. */
  get(item: number): number {
    return this.chunks.get(Math.floor(item / CHUNK_SIZE))?.[item % CHUNK_SIZE] ?? 0;
  }

  /** Number of items that have a value. */
  get size(): number {
    let size = 0;
    for (const chunk of this.chunks.values()) for (const value of chunk) if (value !== 0) size += 1;
    return size;
  }

  get byteLength(): number {
    return this.chunks.size * CHUNK_SIZE * 4;
  }
}

/**
 * `ours` with those values of `theirs` that they changed since `base`.
 * @param takes whether an item that theirs changed is taken, given whether ours is as base has it
 */
export function combineColumns(
  base: Column,
  ours: Column,
  theirs: Column,
  takes: (item: number, isAsInBase: boolean) => boolean,
): Column {
  const chunks = new Map(ours.chunks);
  for (const key of new Set([...base.chunks.keys(), ...theirs.chunks.keys()])) {
    const [before, after, now] = [base.chunks.get(key), theirs.chunks.get(key), ours.chunks.get(key)];
    let next: Uint32Array | undefined;
    for (let at = 0; at < CHUNK_SIZE; at += 1) {
      const [was, is, mine] = [before?.[at] ?? 0, after?.[at] ?? 0, now?.[at] ?? 0];
      if (was === is || mine === is || !takes(key * CHUNK_SIZE + at, mine === was)) continue;
      next ??= now ? Uint32Array.from(now) : new Uint32Array(CHUNK_SIZE);
      next[at] = is;
    }
    if (next) chunks.set(key, next);
  }
  return Column.fromChunks(chunks);
}

/** Steps between 0 and 1: two bytes a value, finer than anything that is measured here. */
const FRACTION_STEPS = 65_534;
/** A number from 0 to 1 as a column's value; `fractionFrom` reads it back to within 1/65,534. */
export const fractionToValue = (fraction: number): number =>
  1 + Math.round(Math.min(1, Math.max(0, fraction)) * FRACTION_STEPS);
export const fractionFrom = (value: number): number | null => (value === 0 ? null : (value - 1) / FRACTION_STEPS);

/** One byte for the width of a value (1, 2 or 4), then the values, little-endian, up to the last that is not 0. */
export function encodeColumnChunk(values: Uint32Array): { object: StoredObject; size: number } {
  let last = -1;
  let largest = 0;
  let size = 0;
  values.forEach((value, index) => {
    if (value === 0) return;
    last = index;
    size += 1;
    if (value > largest) largest = value;
  });
  const width = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4;
  const bytes = new Uint8Array(1 + (last + 1) * width);
  bytes[0] = width;
  const view = new DataView(bytes.buffer);
  for (let index = 0; index <= last; index += 1) {
    if (width === 1) bytes[1 + index] = values[index]!;
    else if (width === 2) view.setUint16(1 + index * 2, values[index]!, true);
    else view.setUint32(1 + index * 4, values[index]!, true);
  }
  return { object: { hash: sha256(bytes), bytes }, size };
}

/** @throws DamagedObjectError when the bytes are not a column chunk */
export function decodeColumnChunk(hash: Hash, bytes: Uint8Array): Uint32Array {
  const width = bytes[0];
  const count = (bytes.length - 1) / (width ?? 1);
  if ((width !== 1 && width !== 2 && width !== 4) || !Number.isInteger(count) || count > CHUNK_SIZE)
    throw new DamagedObjectError(hash, "unreadable");
  const values = new Uint32Array(CHUNK_SIZE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < count; index += 1) {
    values[index] =
      width === 1
        ? bytes[1 + index]!
        : width === 2
          ? view.getUint16(1 + index * 2, true)
          : view.getUint32(1 + index * 4, true);
  }
  return values;
}
