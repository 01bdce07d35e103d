/** Columns of numbers that PostgreSQL sends as one value: a row costs the driver a hundred times its eight bytes. */

/** Big-endian 32-bit numbers, as int4send writes them. */
export function unpackIntegers(bytes: Uint8Array | null): Uint32Array {
  if (!bytes) return new Uint32Array(0);
  const copy = Buffer.from(bytes);
  copy.swap32();
  return new Uint32Array(copy.buffer, copy.byteOffset, copy.length / 4).slice();
}

/** Big-endian 64-bit floats, as float8send writes them. */
export function unpackFloats(bytes: Uint8Array | null): Float64Array {
  if (!bytes) return new Float64Array(0);
  const copy = Buffer.from(bytes);
  copy.swap64();
  return new Float64Array(copy.buffer.slice(copy.byteOffset, copy.byteOffset + copy.length));
}
