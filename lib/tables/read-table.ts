/** Rows of a CSV, JSON or Parquet file, in batches, without holding the file in memory where its format allows. */
import { readFile, stat } from "node:fs/promises";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { decodeText } from "@/lib/decode-text";
import { BadRequestError, isSystemError } from "@/lib/errors";
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

/** Batches of rows, as objects by column name. @throws BadRequestError when the file cannot be read as its format */
export async function* readTable(
  file: string,
  format: TableFormat,
  maxJsonBytes: number = MAX_JSON_BYTES.worker,
): AsyncGenerator<TableRow[]> {
  try {
    yield* format === "csv"
      ? readCsv(file, BATCH)
      : format === "json"
        ? readJson(file, maxJsonBytes)
        : readParquet(file);
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
  const rows: unknown = JSON.parse(await jsonText(file));
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
  const total = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < total; rowStart += BATCH) {
    const rows = await parquetReadObjects({
      file: buffer,
      metadata,
      compressors,
      rowStart,
      rowEnd: Math.min(total, rowStart + BATCH),
    });
    yield rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
      ),
    );
  }
}
