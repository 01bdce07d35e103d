/** CRC-32 as ZIP has it. */
import zlib from "node:zlib";

let table: Uint32Array | undefined;

/** For each byte what eight steps of the division by the reversed polynomial 0xedb88320 leave (ISO 3309). */
function remainders(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });
}

/** @param before the checksum of what came before */
export function crc32InScript(bytes: Uint8Array, before = 0): number {
  table ??= remainders();
  let rest = ~before;
  for (const byte of bytes) rest = (rest >>> 8) ^ table[(rest ^ byte) & 0xff]!;
  return ~rest >>> 0;
}

/** Node's own where it has one (since 20.15): it is native. */
export const crc32: typeof crc32InScript = (zlib as Partial<typeof zlib>).crc32 ?? crc32InScript;
