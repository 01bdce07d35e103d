/**
 * Unpacks archives one entry at a time. What is wrong with an entry costs that entry: it is told by its name, and the
 * others are read.
 */
import "server-only";
import { isUtf8 } from "node:buffer";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import tar, { type Header } from "tar-stream";
import yauzl from "yauzl";
import { settings } from "@/lib/env";
import { isSystemError } from "@/lib/errors";
import { formatCount } from "@/lib/text";
import { safePath } from "@/lib/uploads/paths";
import { crc32 } from "node:zlib";
import { limiter, LimitError } from "./limiter";
import type { RootFile, SourceEntry } from "./source-entry";

const MAX_ARCHIVE_ENTRIES = 1_000_000;
/** Deflate reaches about 1,000:1 on runs of zeros; photos come nowhere near 100:1. */
const MAX_COMPRESSION_RATIO = 200;
const RATIO_MATTERS_FROM_BYTES = 50 * 1024 * 1024;

const IS_LINK = "it is a link, which is not followed; pack the file itself";
const NO_PLAIN_FILE = "it is a pipe, a device or the like, not a file";

const isJunk = (name: string): boolean => /[/\\]$/.test(name) || name.startsWith("__MACOSX/");

/**
 * Where an entry of an archive goes: beside the archive, as if it had been unpacked there, so that the archive's own name is no part
 * of any path. Null where nothing is left of its name that could be one.
 */
function pathOf(root: RootFile, name: string): string | null {
  const safe = safePath(name);
  return safe === null ? null : path.posix.join(path.posix.dirname(root.path), safe);
}

const problemOf = (path: string, reason: string): SourceEntry => ({ problem: { path, reason } });
const unnamed = (root: RootFile, name: string): SourceEntry =>
  problemOf(`${root.path}/${name}`, "a name has to have 1 to 1,024 characters beside /, . and ..");

function countEntry(count: number): void {
  if (count > MAX_ARCHIVE_ENTRIES) throw new LimitError(`it has more than ${formatCount(MAX_ARCHIVE_ENTRIES)} entries`);
}

// ZIP -----------------------------------------------------------------------------

export const openZip = (file: string): Promise<yauzl.ZipFile> =>
  new Promise((resolve, reject) =>
    // Names and sizes are checked entry by entry: the library would give the whole archive up for one.
    yauzl.open(
      file,
      { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false },
      (error, opened) => (error ? reject(error) : resolve(opened!)),
    ),
  );

const UTF8_FLAG = 0x800;

/**
 * UTF-8 where the bytes are that, whatever the flag says: many programs write it without saying so, and text in code
 * page 437 is almost never valid UTF-8 by accident. Everything else is code page 437 (APPNOTE.TXT, appendix D), which
 * has a character for each byte.
 */
function nameOfEntry({ fileNameRaw, extraFields }: yauzl.Entry): string {
  return yauzl.getFileNameLowLevel(isUtf8(fileNameRaw) ? UTF8_FLAG : 0, fileNameRaw, extraFields, false);
}

// Hosts that write a Unix mode into the upper half of the external attributes (APPNOTE.TXT, 4.4.2).
const UNIX_HOSTS = [3, 19];
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const LINK = 0o120000;

/** What an entry is by its Unix mode: 0 where its host writes none. */
const typeOfEntry = ({ versionMadeBy, externalFileAttributes }: yauzl.Entry): number =>
  UNIX_HOSTS.includes(versionMadeBy >>> 8) ? (externalFileAttributes >>> 16) & FILE_TYPE : 0;

/** Why an entry is not even unpacked; null where it is. */
function refusalOfEntry(entry: yauzl.Entry): string | null {
  const type = typeOfEntry(entry);
  if (type === LINK) return IS_LINK;
  if (type !== 0 && type !== REGULAR) return NO_PLAIN_FILE;
  if (entry.isEncrypted()) return "it is encrypted";
  return entry.uncompressedSize > RATIO_MATTERS_FROM_BYTES &&
    entry.uncompressedSize > entry.compressedSize * MAX_COMPRESSION_RATIO
    ? "it unpacks to suspiciously much more than it holds"
    : null;
}

// APPNOTE.TXT, 4.4.5.
const STORED = 0;
const DEFLATED = 8;
const DAMAGED = "it is damaged: what is there does not match the size and the checksum that the archive has of it";

/** Unpacks one entry into a file. @returns why it cannot be used; null where it can */
async function unpack(zip: yauzl.ZipFile, entry: yauzl.Entry, file: string): Promise<string | null> {
  let [size, checksum] = [0, 0];
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      size += chunk.length;
      checksum = crc32(chunk, checksum);
      next(null, chunk);
    },
  });
  try {
    const stream = await new Promise<Readable>((resolve, reject) =>
      zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened!))),
    );
    await pipeline(stream, limiter(entry.uncompressedSize), checked, createWriteStream(file));
    if (size === entry.uncompressedSize && checksum === entry.crc32) return null;
  } catch (error) {
    if (isSystemError(error)) throw error;
    if (![STORED, DEFLATED].includes(entry.compressionMethod))
      return `it is compressed by a method that is not supported (number ${entry.compressionMethod})`;
  }
  await rm(file, { force: true });
  return DAMAGED;
}

/** The entries of a central directory, read one by one. */
async function* entriesOf(zip: yauzl.ZipFile): AsyncGenerator<yauzl.Entry> {
  const next = () =>
    new Promise<yauzl.Entry | null>((resolve, reject) => {
      const settle = (done: () => void) => () => {
        zip.removeAllListeners();
        done();
      };
      zip.once("entry", (entry: yauzl.Entry) => settle(() => resolve(entry))());
      zip.once(
        "end",
        settle(() => resolve(null)),
      );
      zip.once("error", (error: Error) => settle(() => reject(error))());
      zip.readEntry();
    });
  for (let entry = await next(); entry; entry = await next()) yield entry;
}

/** @param passedOver is told of each entry that is no file of the user's */
export async function* readZip(
  root: RootFile,
  folder: string,
  position: (fraction: number) => number,
  passedOver: () => void,
): AsyncGenerator<SourceEntry> {
  const zip = await openZip(root.file);
  let read = 0;
  let unpacked = 0;
  let count = 0;
  try {
    for await (const entry of entriesOf(zip)) {
      read += entry.compressedSize;
      const name = nameOfEntry(entry);
      if (isJunk(name)) {
        passedOver();
        continue;
      }
      countEntry((count += 1));
      const entryPath = pathOf(root, name);
      if (entryPath === null) {
        yield unnamed(root, name);
        continue;
      }
      const refusal = refusalOfEntry(entry);
      if (refusal !== null) {
        yield problemOf(entryPath, refusal);
        continue;
      }
      unpacked += entry.uncompressedSize;
      if (unpacked > settings().maxUploadBytes) throw new LimitError("it unpacks to more than is allowed");
      const file = path.join(folder, String(count));
      const trouble = await unpack(zip, entry, file);
      yield trouble === null
        ? {
            file: {
              path: entryPath,
              file,
              size: entry.uncompressedSize,
              owned: true,
              position: position(read / root.size),
            },
          }
        : problemOf(entryPath, trouble);
    }
  } finally {
    zip.close();
  }
}

/** Where the entries go, without unpacking any. */
export async function* listZip(root: RootFile): AsyncGenerator<string> {
  const zip = await openZip(root.file);
  try {
    for await (const entry of entriesOf(zip)) {
      const name = nameOfEntry(entry);
      const entryPath = isJunk(name) || refusalOfEntry(entry) !== null ? null : pathOf(root, name);
      if (entryPath !== null) yield entryPath;
    }
  } finally {
    zip.close();
  }
}

// TAR -----------------------------------------------------------------------------

/** Names in headers are bytes, read as Latin-1 so that none is lost; a pax header is UTF-8 by definition. */
function nameOfHeader({ name, pax }: Header): string {
  if ((pax as { path?: string } | null | undefined)?.path !== undefined) return name;
  const raw = Buffer.from(name, "latin1");
  return isUtf8(raw) ? raw.toString("utf8") : name;
}

/** Why an entry is not even unpacked; null where it is. */
const refusalOfType = (type: Header["type"] | null): string | null =>
  type === "file" || type === "contiguous-file"
    ? null
    : type === "link" || type === "symlink"
      ? IS_LINK
      : NO_PLAIN_FILE;

export async function* readTar(
  root: RootFile,
  gzipped: boolean,
  folder: string,
  position: (fraction: number) => number,
): AsyncGenerator<SourceEntry> {
  // Its types do not know of this option.
  const extract = tar.extract({ filenameEncoding: "latin1" } as object);
  const input = createReadStream(root.file);
  const feed = gzipped
    ? pipeline(input, createGunzip(), limiter(settings().maxUploadBytes), extract)
    : pipeline(input, extract);
  feed.catch(() => undefined); // The reader below sees the same error.
  let count = 0;
  try {
    for await (const entry of extract) {
      const { type, size } = entry.header;
      const name = nameOfHeader(entry.header);
      if (type === "directory" || isJunk(name)) {
        entry.resume();
        continue;
      }
      const entryPath = pathOf(root, name);
      const refusal = refusalOfType(type);
      if (entryPath === null || refusal !== null) {
        entry.resume();
        yield entryPath === null ? unnamed(root, name) : problemOf(entryPath, refusal!);
        continue;
      }
      countEntry((count += 1));
      const file = path.join(folder, String(count));
      await pipeline(entry, createWriteStream(file));
      yield {
        file: { path: entryPath, file, size: size ?? 0, owned: true, position: position(input.bytesRead / root.size) },
      };
    }
    await feed;
  } finally {
    input.destroy();
  }
}

/** Where the entries go, without unpacking any; an archive has to be read through for it. */
export async function* listTar(root: RootFile, gzipped: boolean): AsyncGenerator<string> {
  const extract = tar.extract({ filenameEncoding: "latin1" } as object);
  const input = createReadStream(root.file);
  const feed = gzipped
    ? pipeline(input, createGunzip(), limiter(settings().maxUploadBytes), extract)
    : pipeline(input, extract);
  feed.catch(() => undefined); // The reader below sees the same error.
  try {
    for await (const entry of extract) {
      const name = nameOfHeader(entry.header);
      entry.resume();
      const entryPath = isJunk(name) || refusalOfType(entry.header.type) !== null ? null : pathOf(root, name);
      if (entryPath !== null) yield entryPath;
    }
    await feed;
  } finally {
    input.destroy();
  }
}
