/** The CRC-32 of two texts one after the other, from theirs. Pure. */

const POLYNOMIAL = 0xedb88320;

/** A matrix of bits times a vector of bits, without carrying. */
function times(matrix: Uint32Array, vector: number): number {
  let product = 0;
  for (let rest = vector, row = 0; rest !== 0; rest >>>= 1, row += 1) if (rest & 1) product ^= matrix[row]!;
  return product >>> 0;
}

const squareOf = (matrix: Uint32Array): Uint32Array => matrix.map((row) => times(matrix, row));

/** What adding a zero bit does to a checksum, then two, four, …: a matrix each. */
const POWERS: Uint32Array[] = [
  Uint32Array.from({ length: 32 }, (_none, row) => (row === 0 ? POLYNOMIAL : 2 ** (row - 1))),
];
/** For sizes of up to 2^53 bytes. */
while (POWERS.length < 57) POWERS.push(squareOf(POWERS.at(-1)!));

/**
 * @param secondSize bytes of the second text
 * @returns unsigned
 */
export function combinedCrc32(first: number, second: number, secondSize: number): number {
  // The first is what it would be with as many zero bytes behind it as the second has bytes; the rest is linear.
  let sum = first;
  for (let rest = secondSize, power = 3; rest > 0; rest = Math.floor(rest / 2), power += 1)
    if (rest % 2 === 1) sum = times(POWERS[power]!, sum);
  return (sum ^ second) >>> 0;
}
