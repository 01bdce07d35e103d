/** Reads a table of annotations in batches, by its name and its head. */
import path from "node:path";
import { csvHead, encodingOfCsv } from "@/lib/tables/read-csv";
import { readTable, tableFormatOf, type TableRow } from "@/lib/tables/read-table";
import { isImageFolderFile, isImageFolderHead, parseImageFolderRows } from "./formats/image-folder";
import { openImagesKindOf, parseOpenImagesRows } from "./formats/open-images";
import { parseTableRows, tableHeadProblem, tableKindOf } from "./formats/tables";
import type { AnnotationProblem, Parsed } from "./model";

/** @param first number of the first row, counted from 1 without the header */
type RowParser = (rows: readonly TableRow[], first: number) => Parsed;

const baseOf = (name: string): string => path.posix.basename(name);

/** How a table is read; a problem with its head; null for a table that is none of annotations. */
export function rowParserFor(
  name: string,
  head: readonly string[],
  openImagesClasses: ReadonlyMap<string, string> = new Map(),
): RowParser | AnnotationProblem | null {
  const kind = tableKindOf(baseOf(name));
  if (kind) return tableHeadProblem(kind, head) ?? ((rows, first) => parseTableRows(kind, rows, first));
  if (isImageFolderFile(baseOf(name)))
    return isImageFolderHead(head) ? (rows, first) => parseImageFolderRows(rows, first, name) : null;
  const openImages = openImagesKindOf(head);
  return openImages && ((rows, first) => parseOpenImagesRows(openImages, rows, first, openImagesClasses));
}

const told = (problem: AnnotationProblem): Parsed => ({ annotations: [], problems: [problem] });

/**
 * What a CSV or Parquet file says, batch by batch; nothing at all for a table that is none of annotations.
 * @param file where it is on disk @param name where it lay @throws BadRequestError when it cannot be read
 */
export async function* readAnnotationTable(
  file: string,
  name: string,
  openImagesClasses?: ReadonlyMap<string, string>,
): AsyncGenerator<Parsed> {
  const format = tableFormatOf(name);
  const csvColumns = format === "csv" ? await csvHead(file) : null;
  let parser = csvColumns && rowParserFor(name, csvColumns, openImagesClasses);
  if (csvColumns && !parser) return;
  if (format === "csv" && (await encodingOfCsv(file)).isAssumed)
    yield told({
      where: "the table",
      reason:
        "it does not say what it is written in and is read as Windows-1252; if letters are wrong, save it as UTF-8",
    });
  let first = 1;
  if (parser && typeof parser !== "function") return yield told(parser);
  for await (const rows of readTable(file, format)) {
    parser ??= rowParserFor(name, Object.keys(rows[0] ?? {}), openImagesClasses);
    if (!parser) return;
    if (typeof parser !== "function") return yield told(parser);
    yield parser(rows, first);
    first += rows.length;
  }
}
