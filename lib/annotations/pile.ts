/** Values that are put aside while others are read: in memory while they are few, then in a file that nobody else sees. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** So many bytes stay in memory before they are written. */
const BLOCK_BYTES = 8 * 1024 * 1024;
/** Bytes of a value's length before it. */
const HEAD = 4;

/** Read at once of a value that was written: more than most have. */
const READ_BYTES = 4_096;

/** Holds values that JSON can write, by where they were put. */
export class Pile {
  private block = Buffer.allocUnsafe(64 * 1024);
  /** Bytes used of the block. */
  private used = 0;
  /** Bytes written before it. */
  private written = 0;
  private handle: number | null = null;
  private readonly head = Buffer.allocUnsafe(READ_BYTES);

  constructor(private readonly blockBytes = BLOCK_BYTES) {}

  /** @returns where it is */
  put(value: unknown): number {
    return this.putText(JSON.stringify(value));
  }

  get(place: number): unknown {
    return JSON.parse(this.textAt(place));
  }

  /** @returns where it is */
  putText(text: string): number {
    // A unit of UTF-16 takes at most three bytes: room for those is found sooner than what they come to.
    this.makeRoom(HEAD + 3 * text.length);
    const place = this.written + this.used;
    const length = this.block.write(text, this.used + HEAD);
    this.block.writeUInt32LE(length, this.used);
    this.used += HEAD + length;
    return place;
  }

  textAt(place: number): string {
    const inBlock = place - this.written;
    if (inBlock >= 0) return textIn(this.block, inBlock + HEAD, this.block.readUInt32LE(inBlock));
    // Its length and, mostly, all of it.
    const read = readSync(this.handle!, this.head, 0, this.head.length, place);
    const length = this.head.readUInt32LE(0);
    if (HEAD + length <= read) return textIn(this.head, HEAD, length);
    return textIn(this.bytes(place + HEAD, length), 0, length);
  }

  close(): void {
    if (this.handle !== null) closeSync(this.handle);
    this.handle = null;
    this.block = Buffer.alloc(0);
  }

  private makeRoom(bytes: number): void {
    if (this.used + bytes > this.blockBytes && this.used > 0) this.flush();
    if (this.used + bytes <= this.block.length) return;
    const larger = Buffer.allocUnsafe(
      Math.max(bytes, Math.min(this.blockBytes, 2 * this.block.length), this.used + bytes),
    );
    this.block.copy(larger, 0, 0, this.used);
    this.block = larger;
  }

  private flush(): void {
    this.handle ??= openUnnamed();
    for (let done = 0; done < this.used;)
      done += writeSync(this.handle, this.block, done, this.used - done, this.written + done);
    this.written += this.used;
    this.used = 0;
  }

  private bytes(place: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length;) {
      const read = readSync(this.handle!, bytes, done, length - done, place + done);
      if (read === 0) throw new Error("The pile's file is shorter than what was put on it");
      done += read;
    }
    return bytes;
  }
}

const textIn = (bytes: Buffer, from: number, length: number): string => bytes.toString("utf8", from, from + length);

/** A file without a name: it is gone when it is closed, whatever happens to the process. */
function openUnnamed(): number {
  const folder = mkdtempSync(path.join(tmpdir(), "stillframe-pile-"));
  const handle = openSync(path.join(folder, "pile"), "w+", 0o600);
  rmSync(folder, { recursive: true });
  return handle;
}
