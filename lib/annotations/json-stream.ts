/**
 * JSON files of any size: what stands at their top is handed out piece by piece, the entries of a list in batches, so that no more
 * than a batch is in memory. It works on the bytes of UTF-8: all that gives JSON its structure is ASCII.
 */
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { BadRequestError } from "@/lib/errors";
import { decodeText } from "@/lib/decode-text";
import { parseExactJson } from "@/lib/exact-json";

/** What a file has at its top: the entries of an object by key, or a list, whose key is null. */
export type JsonPart =
  | {
      readonly key: string | null;
      readonly kind: "entries";
      /** Number of the first entry of this batch. */
      readonly first: number;
      /** A list has at least one batch, an empty one where it is empty. */
      readonly values: readonly unknown[];
    }
  | { readonly key: string; readonly kind: "value"; readonly value: unknown }
  /** What nobody wanted. It was passed over, not checked. */
  | { readonly key: string | null; readonly kind: "skipped"; readonly isList: boolean };

/** Entries are parsed together from this many bytes on. */
const BATCH_BYTES = 1024 * 1024;
/** One entry, or one value that is no list: far more than a picture's annotation has. */
const MAX_PIECE_BYTES = 256 * 1024 * 1024;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Bytes that give a value its structure: deep inside commas only part what is not looked at. */
const tableOf = (bytes: readonly number[]): Uint8Array => {
  const table = new Uint8Array(256);
  for (const byte of bytes) table[byte] = 1;
  return table;
};
const DEEP = tableOf([QUOTE, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]);
const SHALLOW = tableOf([QUOTE, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA]);
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const broken = (): SyntaxError => new SyntaxError("not valid JSON");

type Phase = "top" | "first key" | "key" | "in key" | "colon" | "value" | "in value" | "after value" | "end";

/** Reads chunks as they come; each push gives the parts that are complete. */
class TopReader {
  private phase: Phase = "top";
  private depth = 0;
  private inString = false;
  private escaped = false;
  private key: string | null = null;
  private isTopList = false;
  /** Of the value under way. */
  private isList = false;
  private isWanted = false;
  private isScalar = false;
  private entries = 0;
  private batches = 0;
  /** Bytes kept of chunks before this one. */
  private pieces: Uint8Array[] = [];
  private kept = 0;
  /** Where in this chunk that begins which is to be kept; -1 where nothing is. */
  private from = -1;
  private readonly decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  constructor(
    private readonly wants: (key: string | null) => boolean,
    private readonly batchBytes: number,
  ) {}

  *push(chunk: Uint8Array): Generator<JsonPart> {
    if (this.isKeeping) this.from = 0;
    const { length } = chunk;
    for (let at = 0; at < length; at += 1) {
      // Most of a large file is numbers and texts: they are passed over in loops of their own, five times as fast.
      if (this.inString) {
        if (!this.escaped) while (at < length && chunk[at] !== QUOTE && chunk[at] !== BACKSLASH) at += 1;
      } else if (this.phase === "in value") {
        const table = this.depth > 1 ? DEEP : SHALLOW;
        while (at < length && table[chunk[at]!] === 0) at += 1;
      }
      if (at === length) break;
      const byte = chunk[at]!;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) {
          this.inString = false;
          if (this.phase === "in key") {
            this.key = this.parse(this.taken(chunk, at + 1)) as string;
            this.phase = "colon";
          }
        }
      } else if (this.phase === "in value") {
        const part = this.inValue(chunk, byte, at);
        if (part) yield part;
      } else if (!isBlank(byte)) this.between(byte, at);
    }
    this.keep(chunk);
  }

  end(): void {
    if (this.phase !== "end") throw broken();
  }

  private get isKeeping(): boolean {
    return this.from >= 0;
  }

  private keep(chunk: Uint8Array): void {
    if (!this.isKeeping) return;
    this.pieces.push(chunk.subarray(this.from));
    this.kept += chunk.length - this.from;
    this.from = 0;
    if (this.kept > MAX_PIECE_BYTES) throw new BadRequestError("one entry of it is larger than 256 MB");
  }

  /** What was kept, up to a place in this chunk; nothing is kept from there on. */
  private taken(chunk: Uint8Array, to: number): string {
    this.pieces.push(chunk.subarray(this.from, to));
    const bytes = this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
    this.pieces = [];
    this.kept = 0;
    this.from = -1;
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw new BadRequestError("it holds bytes that are no UTF-8; save it as UTF-8");
    }
  }

  private parse(text: string): unknown {
    return parseExactJson(text);
  }

  private between(byte: number, at: number): void {
    switch (this.phase) {
      case "top":
        if (byte === OPEN_OBJECT) this.phase = "first key";
        else if (byte === OPEN_LIST) {
          this.isTopList = true;
          this.key = null;
          this.begin(byte, at);
        } else throw broken();
        return;
      case "first key":
      case "key":
        if (byte === CLOSE_OBJECT && this.phase === "first key") this.phase = "end";
        else if (byte === QUOTE) {
          this.phase = "in key";
          this.inString = true;
          this.from = at;
        } else throw broken();
        return;
      case "colon":
        if (byte !== COLON) throw broken();
        this.phase = "value";
        return;
      case "value":
        this.begin(byte, at);
        return;
      case "after value":
        if (byte === COMMA) this.phase = "key";
        else if (byte === CLOSE_OBJECT) this.phase = "end";
        else throw broken();
        return;
      default:
        throw broken();
    }
  }

  private begin(byte: number, at: number): void {
    if (byte === COMMA || byte === COLON || byte === CLOSE_LIST || byte === CLOSE_OBJECT) throw broken();
    this.phase = "in value";
    this.isList = byte === OPEN_LIST;
    this.isScalar = !this.isList && byte !== OPEN_OBJECT;
    this.isWanted = this.wants(this.key);
    this.inString = byte === QUOTE;
    this.depth = this.isScalar ? 0 : 1;
    this.entries = 0;
    this.batches = 0;
    if (this.isWanted) this.from = this.isList ? at + 1 : at;
  }

  private inValue(chunk: Uint8Array, byte: number, at: number): JsonPart | null {
    if (byte === QUOTE) this.inString = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.depth += 1;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      // A number or a word ends where the object around it does.
      if (this.depth === 0) return this.endScalar(chunk, byte, at);
      this.depth -= 1;
      if (this.depth === 0 && !this.isScalar) {
        if ((byte === CLOSE_LIST) !== this.isList) throw broken();
        return this.endValue(chunk, at);
      }
    } else if (byte === COMMA) {
      if (this.depth === 0) return this.endScalar(chunk, byte, at);
      if (this.depth === 1 && this.isList && this.isWanted && this.sizeAt(at) >= this.batchBytes) {
        const batch = this.batch(this.taken(chunk, at));
        this.from = at + 1;
        if (batch.values.length === 0) throw broken();
        return batch;
      }
    }
    return null;
  }

  private sizeAt(at: number): number {
    return this.kept + at - this.from;
  }

  private batch(text: string): JsonPart & { kind: "entries" } {
    const values = this.parse(`[${text}]`) as unknown[];
    const first = this.entries;
    this.entries += values.length;
    this.batches += 1;
    return { key: this.key, kind: "entries", first, values };
  }

  private endValue(chunk: Uint8Array, at: number): JsonPart {
    this.phase = this.isTopList ? "end" : "after value";
    if (!this.isWanted) return { key: this.key, kind: "skipped", isList: this.isList };
    if (!this.isList) return { key: this.key!, kind: "value", value: this.parse(this.taken(chunk, at + 1)) };
    const last = this.batch(this.taken(chunk, at));
    // After the comma that ended the batch before there has to be something.
    if (last.values.length === 0 && this.batches > 1) throw broken();
    return last;
  }

  private endScalar(chunk: Uint8Array, byte: number, at: number): JsonPart {
    if (byte === CLOSE_LIST) throw broken();
    this.phase = byte === COMMA ? "key" : "end";
    return this.isWanted
      ? { key: this.key!, kind: "value", value: this.parse(this.taken(chunk, at)) }
      : { key: this.key, kind: "skipped", isList: false };
  }
}

/**
 * What stands at the top of a JSON text.
 * @param wants which keys are handed out; a top-level list has the key null
 * @throws SyntaxError for what is no JSON, as far as it was wanted; BadRequestError for another encoding
 */
export async function* readJsonParts(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  wants: (key: string | null) => boolean,
  batchBytes = BATCH_BYTES,
): AsyncGenerator<JsonPart> {
  const reader = new TopReader(wants, batchBytes);
  for await (const chunk of chunks) yield* reader.push(chunk);
  reader.end();
}

/** Files of up to this size are read once and kept while they are asked about. */
const SMALL_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** A JSON file, whatever its size and whether it is in UTF-8 or UTF-16. */
export class JsonFile {
  private bytes: Promise<Uint8Array> | null = null;
  private top: Promise<Map<string | null, boolean>> | null = null;
  private value: Promise<unknown> | null = null;

  constructor(
    private readonly file: string,
    private readonly size: number,
  ) {}

  /** The keys at its top, each with whether a list stands there; `null` for the list that the whole file is. */
  keys(): Promise<ReadonlyMap<string | null, boolean>> {
    return (this.top ??= this.readKeys());
  }

  /** The parts that are wanted, in the order of the file. */
  parts(wants: (key: string | null) => boolean): AsyncGenerator<JsonPart> {
    return readJsonParts(this.chunks(), wants);
  }

  /** All of it. @throws BadRequestError where it is too large to be held at once */
  whole(): Promise<unknown> {
    return (this.value ??= this.readWhole());
  }

  private async readKeys(): Promise<Map<string | null, boolean>> {
    const keys = new Map<string | null, boolean>();
    for await (const part of this.parts(() => false)) if (part.kind === "skipped") keys.set(part.key, part.isList);
    return keys;
  }

  private async readWhole(): Promise<unknown> {
    if (this.size > MAX_PIECE_BYTES)
      throw new BadRequestError("of this format a file can have at most 256 MB; split it into several");
    return parseExactJson(textOrThrow(await readFile(this.file)));
  }

  private async *chunks(): AsyncGenerator<Uint8Array> {
    if (this.size <= SMALL_BYTES) {
      this.bytes ??= readFile(this.file).then((bytes) => Buffer.from(textOrThrow(bytes)));
      yield await this.bytes;
      return;
    }
    const encoding = await encodingOf(this.file);
    const stream = createReadStream(this.file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
    // The decoder takes the byte order mark away.
    const decoder = new TextDecoder(encoding, { fatal: true });
    let isFirst = true;
    for await (const chunk of stream) {
      if (encoding !== "utf-8") yield Buffer.from(decoder.decode(chunk, { stream: true }));
      else yield isFirst && chunk[0] === 0xef ? chunk.subarray(3) : chunk;
      isFirst = false;
    }
  }
}

function textOrThrow(bytes: Uint8Array): string {
  const decoded = decodeText(bytes, "json");
  if ("wrong" in decoded) throw new BadRequestError(decoded.wrong);
  return decoded.text;
}

/** UTF-8 or UTF-16, by what the first bytes of a file say. */
async function encodingOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const [a, b] = buffer.subarray(0, bytesRead);
    if ((a === 0xff && b === 0xfe) || (a && b === 0)) return "utf-16le";
    if ((a === 0xfe && b === 0xff) || (a === 0 && b)) return "utf-16be";
    return "utf-8";
  } finally {
    await handle.close();
  }
}
