/**
 * A tar that is never built, as a file of a virtual zip: its length, its checksum and the bytes of any part follow from its members.
 * Pure. Format: POSIX.1-1988 ustar, https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
import { crc32 } from "node:zlib";
import { combinedCrc32 } from "./crc32";
import { lastAtOrBefore, type ZipEntries, type ZipEntry } from "./virtual-zip";

const BLOCK = 512;
const MAX_NAME_BYTES = 100;
/** Eleven octal digits. */
const MAX_SIZE = 8 ** 11 - 1;
/** Two blocks of zeros end it. */
const END = new Uint8Array(2 * BLOCK);

const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** @throws RangeError for a name or a size that the format cannot hold */
function headerOf({ path, size }: ZipEntry): Buffer {
  const name = Buffer.from(path, "utf8");
  if (name.byteLength > MAX_NAME_BYTES) throw new RangeError(`A name is longer than a tar can hold: ${path}`);
  if (size > MAX_SIZE) throw new RangeError(`A file is larger than a tar can hold: ${path}`);
  const header = Buffer.alloc(BLOCK);
  name.copy(header, 0);
  const octal = (value: number, at: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1");
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  // The same time always: the beginning of 1970.
  octal(0, 136, 11);
  header.fill(" ", 148, 156);
  header.write("0", 156, "latin1");
  header.write("ustar\0" + "00", 257, "latin1");
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  header.write(" ", 155, "latin1");
  return header;
}

/** @throws RangeError as above */
export function virtualTar(path: string, members: ZipEntries): ZipEntry {
  const starts = new Float64Array(members.length + 1);
  let checksum = 0;
  const add = (sum: number, size: number) => (checksum = combinedCrc32(checksum, sum, size));
  for (let index = 0; index < members.length; index += 1) {
    const member = members.at(index)!;
    const padding = paddingOf(member.size);
    add(crc32(headerOf(member)), BLOCK);
    add(member.crc32, member.size);
    add(crc32(END.subarray(0, padding)), padding);
    starts[index + 1] = starts[index]! + BLOCK + member.size + padding;
  }
  const end = starts[members.length]!;
  add(crc32(END), END.byteLength);
  return {
    path,
    size: end + END.byteLength,
    crc32: checksum,
    async *open(from, to) {
      const part = (bytes: Uint8Array, begin: number) =>
        bytes.subarray(Math.max(0, from - begin), Math.max(0, to - begin));
      for (let index = lastAtOrBefore(starts, from); index < members.length && starts[index]! < to; index += 1) {
        const member = members.at(index)!;
        const begin = starts[index]!;
        const header = part(headerOf(member), begin);
        if (header.byteLength > 0) yield header;
        const content = begin + BLOCK;
        const [first, last] = [Math.max(0, from - content), Math.min(member.size, to - content)];
        if (first < last) yield* member.open(first, last);
        const padding = part(END.subarray(0, paddingOf(member.size)), content + member.size);
        if (padding.byteLength > 0) yield padding;
      }
      const rest = part(END, end);
      if (rest.byteLength > 0) yield rest;
    },
  };
}
