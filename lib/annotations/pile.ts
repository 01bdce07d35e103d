/** Values that are put aside while others are read: in memory while they are few, then in a file that nobody else sees. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** So many bytes stay in memory before they are written. */
const BLOCK_BYTES = 8 * 1024 * 1024;
/** Bytes of a value's length before it. */
const HEAD = 4;

/** Holds values that JSON can write, by where they were put. */
export class Pile {
  private block = Buffer.allocUnsafe(64 * 1024);
  /** Bytes used of the block. */
  private used = 0;
  /** Bytes written before it. */
  private written = 0;
  private handle: number | null = null;

  constructor(private readonly blockBytes = BLOCK_BYTES) {}

  /** @returns where it is */
  put(value: unknown): number {
    const text = JSON.stringify(value);
    // A unit of UTF-16 takes at most three bytes: room for those is found sooner than what they come to.
    this.makeRoom(HEAD + 3 * text.length);
    const place = this.written + this.used;
    const length = this.block.write(text, this.used + HEAD);
    this.block.writeUInt32LE(length, this.used);
    this.used += HEAD + length;
    return place;
  }

  get(place: number): unknown {
    const head = this.bytes(place, HEAD);
    return JSON.parse(this.bytes(place + HEAD, head.readUInt32LE(0)).toString("utf8"));
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

  /** A value lies wholly in what is written, or wholly in the block. */
  private bytes(place: number, length: number): Buffer {
    if (place >= this.written) return this.block.subarray(place - this.written, place - this.written + length);
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length;) {
      const read = readSync(this.handle!, bytes, done, length - done, place + done);
      if (read === 0) throw new Error("The pile's file is shorter than what was put on it");
      done += read;
    }
    return bytes;
  }
}

/** A file without a name: it is gone when it is closed, whatever happens to the process. */
function openUnnamed(): number {
  const folder = mkdtempSync(path.join(tmpdir(), "stillframe-pile-"));
  const handle = openSync(path.join(folder, "pile"), "w+", 0o600);
  rmSync(folder, { recursive: true });
  return handle;
}
