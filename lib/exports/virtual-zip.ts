/**
 * A zip that is never built: its length and the bytes of any part of it follow from a list of entries whose sizes and checksums are
 * known. Entries are stored as they are, without compression; names are UTF-8; times are fixed, so that the same entries always give
 * the same bytes. Pure. Format: APPNOTE.TXT 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

export interface ZipEntry {
  /** With forward slashes; safe and unique, see `ArchivePaths`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** CRC-32 of the content, unsigned. */
  readonly crc32: number;
  /** Bytes of the content from `start` up to `end`, exclusive; together exactly `end - start`. */
  open(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** Entries by number; a list of a million need not have them as objects. */
export interface ZipEntries {
  readonly length: number;
  at(index: number): ZipEntry | undefined;
  /** What the file's length follows from, where that is known without making the entry. */
  extentOf?(index: number): Extent;
}
export interface Extent {
  /** Bytes of its path. */
  readonly name: number;
  readonly size: number;
}

function extentOf(entries: ZipEntries, index: number): Extent {
  if (entries.extentOf) return entries.extentOf(index);
  const { path, size } = entries.at(index)!;
  return { name: nameBytes(path), size };
}

/** Lists one after the other. */
export function joinedEntries(...lists: readonly ZipEntries[]): ZipEntries {
  const whereIs = (index: number): [list: ZipEntries, place: number] | null => {
    let place = index;
    for (const list of lists) {
      if (place < list.length) return [list, place];
      place -= list.length;
    }
    return null;
  };
  return {
    length: lists.reduce((sum, list) => sum + list.length, 0),
    at(index) {
      const found = whereIs(index);
      return found?.[0].at(found[1]);
    },
    extentOf: (index) => extentOf(...whereIs(index)!),
  };
}

const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;
const MAX_NAME_BYTES = 0xffff;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, the first day that the format knows, at midnight. */
const DOS_DATE = 0x0021;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_BYTES = 20;
const VERSION = 20;
const VERSION_64 = 45;
const MADE_ON_UNIX = 3 << 8;
/** A plain file that its owner may write and everybody may read. */
const UNIX_MODE = 0o100644;
const ZIP64_TAG = 0x0001;

const nameBytes = (path: string): number => Buffer.byteLength(path, "utf8");
const isLarge = (size: number): boolean => size >= MAX_32;
const localBytes = (name: number, size: number): number => LOCAL_BYTES + name + (isLarge(size) ? 20 : 0);
/** Bytes of the ZIP64 field of an entry in the directory; 0 where it needs none. */
function centralExtraBytes(size: number, offset: number): number {
  const values = (isLarge(size) ? 2 : 0) + (offset >= MAX_32 ? 1 : 0);
  return values === 0 ? 0 : 4 + 8 * values;
}

export class VirtualZip {
  /** Where each entry begins; the last is where the directory begins. */
  private readonly starts: Float64Array;
  /** Where each entry of the directory begins; the last is where the directory ends. */
  private readonly centralStarts: Float64Array;
  /** Bytes of the whole file. */
  readonly length: number;

  /** @throws RangeError for a name that the format cannot hold */
  constructor(private readonly entries: ZipEntries) {
    const count = entries.length;
    this.starts = new Float64Array(count + 1);
    this.centralStarts = new Float64Array(count + 1);
    let [at, central] = [0, 0];
    for (let index = 0; index < count; index += 1) {
      const { name, size } = extentOf(entries, index);
      if (name > MAX_NAME_BYTES)
        throw new RangeError(`A path is longer than a zip can name: ${entries.at(index)!.path}`);
      this.starts[index] = at;
      this.centralStarts[index] = central;
      central += CENTRAL_BYTES + name + centralExtraBytes(size, at);
      at += localBytes(name, size) + size;
    }
    this.starts[count] = at;
    this.centralStarts[count] = central;
    // The directory begins where the last entry ends.
    for (let index = 0; index <= count; index += 1) this.centralStarts[index]! += at;
    this.length = at + central + (this.isZip64 ? END_64_BYTES + LOCATOR_BYTES : 0) + END_BYTES;
  }

  private get isZip64(): boolean {
    const count = this.entries.length;
    const [begin, end] = [this.starts[count]!, this.centralStarts[count]!];
    return count >= MAX_16 || begin >= MAX_32 || end - begin >= MAX_32;
  }

  /** Bytes from `start` up to `end`, exclusive. */
  async *read(start = 0, end = this.length): AsyncGenerator<Uint8Array> {
    yield* this.readEntries(start, Math.min(end, this.starts[this.entries.length]!));
    yield* this.readDirectory(start, Math.min(end, this.centralStarts[this.entries.length]!));
    const last = part(this.endRecords(), this.centralStarts[this.entries.length]!, start, end);
    if (last) yield last;
  }

  private async *readEntries(start: number, end: number): AsyncGenerator<Uint8Array> {
    if (start >= end) return;
    for (let index = lastAtOrBefore(this.starts, start); index < this.entries.length; index += 1) {
      const begin = this.starts[index]!;
      if (begin >= end) return;
      const entry = this.entries.at(index)!;
      const header = part(localHeader(entry), begin, start, end);
      if (header) yield header;
      const content = begin + localBytes(nameBytes(entry.path), entry.size);
      const [from, to] = [Math.max(0, start - content), Math.min(entry.size, end - content)];
      if (from < to) yield* entry.open(from, to);
    }
  }

  private *readDirectory(start: number, end: number): Generator<Uint8Array> {
    if (start >= end) return;
    const first = Math.max(start, this.centralStarts[0]!);
    for (let index = lastAtOrBefore(this.centralStarts, first); index < this.entries.length; index += 1) {
      const begin = this.centralStarts[index]!;
      if (begin >= end) return;
      const header = part(centralHeader(this.entries.at(index)!, this.starts[index]!), begin, start, end);
      if (header) yield header;
    }
  }

  private endRecords(): Buffer {
    const count = this.entries.length;
    const begin = this.starts[count]!;
    const bytes = this.centralStarts[count]! - begin;
    const end = Buffer.alloc(END_BYTES);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(Math.min(count, MAX_16), 8);
    end.writeUInt16LE(Math.min(count, MAX_16), 10);
    end.writeUInt32LE(Math.min(bytes, MAX_32), 12);
    end.writeUInt32LE(Math.min(begin, MAX_32), 16);
    if (!this.isZip64) return end;
    const end64 = Buffer.alloc(END_64_BYTES);
    end64.writeUInt32LE(0x06064b50, 0);
    writeUInt64(end64, END_64_BYTES - 12, 4);
    end64.writeUInt16LE(MADE_ON_UNIX | VERSION_64, 12);
    end64.writeUInt16LE(VERSION_64, 14);
    for (const [at, value] of [count, count, bytes, begin].entries()) writeUInt64(end64, value, 24 + 8 * at);
    const locator = Buffer.alloc(LOCATOR_BYTES);
    locator.writeUInt32LE(0x07064b50, 0);
    writeUInt64(locator, begin + bytes, 8);
    locator.writeUInt32LE(1, 16);
    return Buffer.concat([end64, locator, end]);
  }
}

/** What of `bytes`, which begin at `begin` of the file, lies from `start` up to `end`. */
function part(bytes: Buffer, begin: number, start: number, end: number): Uint8Array | null {
  const [from, to] = [Math.max(0, start - begin), Math.min(bytes.byteLength, end - begin)];
  return from < to ? bytes.subarray(from, to) : null;
}

/** The last index whose value is at most `value`, of values that never fall. */
export function lastAtOrBefore(values: Float64Array, value: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (values[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

const writeUInt64 = (buffer: Buffer, value: number, at: number): void => {
  buffer.writeBigUInt64LE(BigInt(value), at);
};

/** What local headers and those of the directory share, from the version that is needed on. */
function writeCommon(
  header: Buffer,
  at: number,
  { path, size, crc32 }: ZipEntry,
  version: number,
  extra: number,
): void {
  header.writeUInt16LE(version, at);
  header.writeUInt16LE(UTF8_NAMES, at + 2);
  header.writeUInt16LE(DOS_DATE, at + 8);
  header.writeUInt32LE(crc32, at + 10);
  header.writeUInt32LE(Math.min(size, MAX_32), at + 14);
  header.writeUInt32LE(Math.min(size, MAX_32), at + 18);
  header.writeUInt16LE(nameBytes(path), at + 22);
  header.writeUInt16LE(extra, at + 24);
}

/** The ZIP64 field with these values. */
function zip64Field(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(ZIP64_TAG, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) writeUInt64(field, value, 4 + 8 * index);
  return field;
}

function localHeader(entry: ZipEntry): Buffer {
  // A local header has both sizes or none.
  const extra = zip64Field(isLarge(entry.size) ? [entry.size, entry.size] : []);
  const header = Buffer.alloc(LOCAL_BYTES);
  header.writeUInt32LE(0x04034b50, 0);
  writeCommon(header, 4, entry, extra.byteLength > 0 ? VERSION_64 : VERSION, extra.byteLength);
  return Buffer.concat([header, Buffer.from(entry.path, "utf8"), extra]);
}

function centralHeader(entry: ZipEntry, offset: number): Buffer {
  const { size, path } = entry;
  const extra = zip64Field([...(isLarge(size) ? [size, size] : []), ...(offset >= MAX_32 ? [offset] : [])]);
  const version = extra.byteLength > 0 ? VERSION_64 : VERSION;
  const header = Buffer.alloc(CENTRAL_BYTES);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_ON_UNIX | version, 4);
  writeCommon(header, 6, entry, version, extra.byteLength);
  header.writeUInt32LE((UNIX_MODE << 16) >>> 0, 38);
  header.writeUInt32LE(Math.min(offset, MAX_32), 42);
  return Buffer.concat([header, Buffer.from(path, "utf8"), extra]);
}
