/** Rows of a CSV, JSON or Parquet file, in batches, without holding the file in memory where its format allows. */
import { readFile, stat } from "node:fs/promises";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type FileMetaData } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { decodeText } from "@/lib/decode-text";
import { BadRequestError, isSystemError } from "@/lib/errors";
import { exactWhole, parseExactJson } from "@/lib/exact-json";
import { storableWithin } from "@/lib/text";
import { readCsv } from "./read-csv";

export type TableRow = Readonly<Record<string, unknown>>;
export type TableFormat = "csv" | "json" | "parquet";

const BATCH = 5_000;
const MEGABYTE = 1024 * 1024;
/** A JSON file is parsed whole, at several times its size in memory: the worker can take that, the web process cannot. */
export const MAX_JSON_BYTES = { worker: 256 * MEGABYTE, web: 24 * MEGABYTE } as const;

/** By the name's ending. @throws BadRequestError for another kind of file */
export function tableFormatOf(name: string): TableFormat {
  const match = /\.(csv|json|parquet)$/i.exec(name);
  if (!match) throw new BadRequestError(`${name} is not a .csv, .json or .parquet file`);
  return match[1]!.toLowerCase() as TableFormat;
}

/**
 * Batches of rows, as objects by column name. Whole numbers beyond 2⁵³ come as text, digit for digit; characters that
 * the database does not take are left out. @throws BadRequestError when the file cannot be read as its format */
export async function* readTable(
  file: string,
  format: TableFormat,
  maxJsonBytes: number = MAX_JSON_BYTES.worker,
): AsyncGenerator<TableRow[]> {
  try {
    const batches =
      format === "csv" ? readCsv(file, BATCH) : format === "json" ? readJson(file, maxJsonBytes) : readParquet(file);
    for await (const rows of batches) yield storableWithin(rows);
  } catch (error) {
    if (error instanceof BadRequestError || isSystemError(error)) throw error;
    throw new BadRequestError(
      `This is not a ${format.toUpperCase()} file that can be read${placeOf(error)}: it is damaged, or has another format than its name says`,
    );
  }
}

/** Where the JSON parser stopped: the one part of a parser's text that helps to mend a file. */
function placeOf(error: unknown): string {
  const place = /line (\d+) column (\d+)/.exec((error as Error).message);
  return place ? ` (line ${place[1]}, column ${place[2]})` : "";
}

async function jsonText(file: string): Promise<string> {
  const decoded = decodeText(await readFile(file), "json");
  if ("wrong" in decoded) throw new BadRequestError(`The file cannot be read: ${decoded.wrong}`);
  return decoded.text;
}

async function* readJson(file: string, maxBytes: number): AsyncGenerator<TableRow[]> {
  if ((await stat(file)).size > maxBytes)
    throw new BadRequestError(
      `A JSON file can have at most ${maxBytes / MEGABYTE} MB here; send larger tables as CSV or Parquet`,
    );
  const rows = parseExactJson(await jsonText(file));
  if (!Array.isArray(rows))
    throw new BadRequestError('A JSON file has to hold a list of objects, such as [{"media_id": "…", "value": 1}]');
  for (let start = 0; start < rows.length; start += BATCH) {
    // What is no object has no columns; whoever reads the row says what is missing.
    yield (rows as unknown[])
      .slice(start, start + BATCH)
      .map((row) => (typeof row === "object" && row !== null && !Array.isArray(row) ? (row as TableRow) : {}));
  }
}

async function* readParquet(file: string): AsyncGenerator<TableRow[]> {
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer);
  const decimals = takeDecimals(metadata);
  const total = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < total; rowStart += BATCH) {
    const rows = await parquetReadObjects({
      file: buffer,
      metadata,
      compressors,
      rowStart,
      rowEnd: Math.min(total, rowStart + BATCH),
    });
    for (const [column, scale] of decimals)
      for (const row of rows) if (row[column] != null) row[column] = decimalOf(row[column], scale);
    yield rows.map(withoutBigInts) as TableRow[];
  }
}

/** Lists and objects within a cell too: nobody else knows big integers. */
function withoutBigInts(value: unknown): unknown {
  if (typeof value === "bigint") return exactWhole(value);
  if (Array.isArray(value)) return value.map(withoutBigInts);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutBigInts(inner)]));
}

/** Decimals of so many digits are kept by a number. */
const SAFE_DIGITS = 15;

/**
 * The columns of decimals that a number could round, with the digits behind their point. The library makes numbers of
 * them, so they are declared as what they are kept as: whole numbers, or the bytes of one.
 */
function takeDecimals({ schema }: FileMetaData): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = 1; at < schema.length; at += sizeOfTree(schema, at)) {
    const element = schema[at]!;
    const { converted_type, logical_type, type, precision = 0, scale = 0, name } = element;
    const isDecimal = converted_type === "DECIMAL" || logical_type?.type === "DECIMAL";
    if (!isDecimal || precision <= SAFE_DIGITS || (type !== "INT64" && type !== "FIXED_LEN_BYTE_ARRAY")) continue;
    delete element.converted_type;
    delete element.logical_type;
    found.set(name, scale);
  }
  return found;
}

/**
 * How many elements of a schema belong to the one at a place, itself included: they follow each other, parents first.
 */
function sizeOfTree(schema: FileMetaData["schema"], at: number): number {
  let size = 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child += 1) size += sizeOfTree(schema, at + size);
  return size;
}

/**
 * A decimal as a number where that keeps it, else digit for digit. @param kept a whole number, or its bytes, highest
 * first
 */
function decimalOf(kept: unknown, scale: number): unknown {
  const whole =
    kept instanceof Uint8Array
      ? BigInt.asIntN(kept.length * 8, BigInt(`0x${Buffer.from(kept).toString("hex") || "0"}`))
      : kept;
  if (typeof whole !== "bigint") return kept;
  const digits = (whole < 0n ? -whole : whole).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  const text = `${whole < 0n ? "-" : ""}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ""}`;
  return digits.length <= SAFE_DIGITS ? Number(text) : text;
}
