/**
 * CSV as spreadsheets and programs write it (RFC 4180 and around): any encoding that the file tells, any of four delimiters, a
 * first line `sep=;`, cells quoted after a space. A row that does not fit the head is told, and costs only itself.
 */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { BadRequestError } from "@/lib/errors";
import { looksWestern, markOf, textReader } from "@/lib/decode-text";

type Row = Readonly<Record<string, unknown>>;

/** A record is held in memory until it ends; without a limit a file without lines would fill it. */
const MAX_RECORD = 8 * 1024 * 1024;
const DELIMITERS = [",", ";", "\t", "|"] as const;

const misfits = new WeakMap<Row, string>();
/** Why a row of `readCsv` has no cells; null for a row that fits. */
export const misfitOf = (row: Row): string | null => misfits.get(row) ?? null;

function misfit(reason: string): Row {
  const row = {};
  misfits.set(row, reason);
  return row;
}

export interface TableEncoding {
  readonly encoding: string;
  /** Length of the byte order mark. */
  readonly skip: number;
  /** Whether neither the file nor its bytes say so, so that it has to be told. */
  readonly isAssumed: boolean;
}

/** Whether all lines of a file pass; lines are not cut, which could hide what stands beside a letter. */
async function everyLines(file: string, passes: (bytes: Uint8Array, isLast: boolean) => boolean): Promise<boolean> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const all = Buffer.concat([rest, chunk]);
    const end = Math.max(all.lastIndexOf(10) + 1, all.length > MAX_RECORD ? all.length : 0);
    if (end > 0 && !passes(all.subarray(0, end), false)) return false;
    rest = all.subarray(end);
  }
  return passes(rest, true);
}

/**
 * What a table is written in: what its byte order mark says, else UTF-8; Windows-1252 where it is no UTF-8 and looks like that.
 * @throws BadRequestError where it is neither
 */
export async function encodingOfCsv(file: string): Promise<TableEncoding> {
  const handle = await open(file);
  const start = new Uint8Array(4);
  try {
    await handle.read(start, 0, 4, 0);
  } finally {
    await handle.close();
  }
  const mark = markOf(start);
  if (mark) {
    if (!textReader(mark.encoding)) throw new BadRequestError(`The table is ${mark.encoding}: save it as UTF-8`);
    return { encoding: mark.encoding, skip: mark.length, isAssumed: false };
  }
  const utf8 = textReader("utf-8")!;
  const isUtf8 = await everyLines(file, (bytes, isLast) => {
    try {
      utf8.read(bytes, isLast);
      return true;
    } catch {
      return false;
    }
  });
  if (isUtf8) return { encoding: "utf-8", skip: 0, isAssumed: false };
  if (await everyLines(file, looksWestern)) return { encoding: "windows-1252", skip: 0, isAssumed: true };
  throw new BadRequestError("The table is no UTF-8, and does not say what it is written in: save it as UTF-8");
}

async function* textOf(file: string): AsyncGenerator<string> {
  const { encoding, skip } = await encodingOfCsv(file);
  const reader = textReader(encoding)!;
  try {
    for await (const chunk of createReadStream(file, { start: skip }) as AsyncIterable<Buffer>)
      yield reader.read(chunk, false);
    yield reader.read(new Uint8Array(), true);
  } catch (error) {
    if (error instanceof TypeError)
      throw new BadRequestError(`The table is no ${encoding.toUpperCase()}: save it as UTF-8`);
    throw error;
  }
}

interface Dialect {
  readonly delimiter: string;
  /** What ends a line: a carriage return does so alone only where there are no line feeds. */
  readonly lineBreak: "\n" | "\r";
}
interface Scanned {
  readonly cells: readonly string[];
  /** Where the next record begins. */
  readonly end: number;
  readonly wrong?: string;
}

const isBlank = (character: string | undefined, { delimiter }: Dialect): boolean =>
  character === " " || (character === "\t" && delimiter !== "\t");

/** Behind the line break, or the text. */
function afterLine(text: string, start: number, { lineBreak }: Dialect): number {
  const at = text.indexOf(lineBreak, start);
  return at < 0 ? text.length : at + 1;
}

/** A quoted cell from its quotation mark on; null where it does not end in the text. */
function quotedCell(text: string, start: number): { readonly cell: string; readonly end: number } | null {
  for (let from = start + 1, cell = ""; ;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return null;
    cell += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { cell, end: quote + 1 };
    cell += '"';
    from = quote + 2;
  }
}

/**
 * The record that begins at a place; null where the text ends before it does. What cannot be read ends with its line: a quotation
 * mark that nobody closes would else take the rest of the table with it.
 */
export function scanRecord(text: string, start: number, dialect: Dialect, isLast: boolean): Scanned | null {
  const { delimiter, lineBreak } = dialect;
  const wrong = (reason: string): Scanned => ({ cells: [], end: afterLine(text, start, dialect), wrong: reason });
  const cells: string[] = [];
  for (let at = start; ;) {
    let first = at;
    while (isBlank(text[first], dialect)) first += 1;
    let cell: string;
    if (text[first] === '"') {
      const quoted = quotedCell(text, first);
      // A quotation mark at the very end could be the first half of a doubled one.
      if (!quoted || (quoted.end >= text.length && !isLast))
        return isLast ? wrong("a quotation mark in it is never closed") : null;
      cell = quoted.cell;
      at = quoted.end;
      while (isBlank(text[at], dialect) || (text[at] === "\r" && text[at + 1] === "\n")) at += 1;
      if (at < text.length && text[at] !== delimiter && text[at] !== lineBreak)
        return wrong("a quotation mark stands within one of its cells: there, it has to be doubled");
    } else {
      const from = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== lineBreak) at += 1;
      cell = text.slice(from, text[at] === "\n" && at > from && text[at - 1] === "\r" ? at - 1 : at);
    }
    if (at >= text.length && !isLast) return null;
    cells.push(cell);
    if (text[at] !== delimiter) return { cells, end: Math.min(at + 1, text.length) };
    at += 1;
  }
}

/** The delimiter that the head has most of, outside of quotes. */
function guessDelimiter(head: string): string {
  const bare = head.replace(/"[^"]*"/g, "");
  const [most] = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length })).sort(
    (a, b) => b.count - a.count,
  );
  return most!.delimiter;
}

/** How a table is written, by its beginning, and where its head begins. */
function dialectOf(text: string): { readonly dialect: Dialect; readonly start: number } {
  const lineBreak = !text.includes("\n") && text.includes("\r") ? "\r" : "\n";
  const said = /^\s*"?sep=(.)"?[^\S\r\n]*(?:\r\n|\r|\n|$)/i.exec(text);
  if (said) return { dialect: { delimiter: said[1]!, lineBreak }, start: said[0].length };
  const start = /^\s*/.exec(text)![0].length;
  const head = text.slice(start, afterLine(text, start, { delimiter: ",", lineBreak }));
  return { dialect: { delimiter: guessDelimiter(head), lineBreak }, start };
}

/** Whether a line that is not blank has ended: a carriage return at the end may have its line feed in what comes next. */
function hasLine(text: string): boolean {
  const start = text.search(/\S/);
  if (start < 0) return false;
  const carriage = text.indexOf("\r", start);
  return text.includes("\n", start) || (carriage >= 0 && carriage < text.length - 1);
}

/** Records that are not empty, as lists of cells. */
async function* recordsOf(file: string): AsyncGenerator<Scanned> {
  let [text, at] = ["", 0];
  let dialect: Dialect | null = null;
  function* whole(isLast: boolean): Generator<Scanned> {
    if (!dialect) {
      if (!isLast && !hasLine(text)) return;
      ({ dialect, start: at } = dialectOf(text));
    }
    while (at < text.length) {
      const isTooLong = text.length - at > MAX_RECORD;
      const record = scanRecord(text, at, dialect, isLast || isTooLong);
      if (!record) return;
      if (isTooLong && record.end - at > MAX_RECORD)
        throw new BadRequestError("A line of this file is longer than 8 MB; it is not a table");
      at = record.end;
      if (record.wrong !== undefined || record.cells.some((cell) => cell.trim() !== "")) yield record;
    }
  }
  for await (const chunk of textOf(file)) {
    [text, at] = [text.slice(at) + chunk, 0];
    yield* whole(false);
    if (text.length - at > MAX_RECORD)
      throw new BadRequestError("A line of this file is longer than 8 MB; it is not a table");
  }
  yield* whole(true);
}

/** Names of the columns without spaces around; the second of one name gets a number. */
function headOf({ cells, wrong }: Scanned): string[] {
  if (wrong !== undefined) throw new BadRequestError(`The first line of the table cannot be read: ${wrong}`);
  const names = new Set<string>();
  for (const cell of cells) {
    const name = cell.replace(/^\uFEFF/, "").trim();
    let free = name;
    for (let number = 1; names.has(free); number += 1) free = `${name}_${number}`;
    names.add(free);
  }
  return [...names];
}

function rowOf({ cells, wrong }: Scanned, head: readonly string[]): Row {
  if (wrong !== undefined) return misfit(wrong);
  // Spreadsheets write empty cells behind the last column.
  if (cells.slice(head.length).some((cell) => cell.trim() !== ""))
    return misfit(
      `it has ${cells.length} cells, but the table has ${head.length} columns: a text with a delimiter has to be quoted`,
    );
  return Object.fromEntries(head.slice(0, cells.length).map((name, index) => [name, cells[index]!]));
}

/** Batches of rows, as objects by column name; a row that does not fit is empty, and `misfitOf` tells why. @throws BadRequestError */
export async function* readCsv(file: string, batchSize: number): AsyncGenerator<Row[]> {
  let head: string[] | null = null;
  let batch: Row[] = [];
  for await (const record of recordsOf(file)) {
    if (!head) {
      head = headOf(record);
      continue;
    }
    batch.push(rowOf(record, head));
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Names of a table's columns; none for an empty file. @throws BadRequestError */
export async function csvHead(file: string): Promise<string[]> {
  for await (const record of recordsOf(file)) return headOf(record);
  return [];
}
