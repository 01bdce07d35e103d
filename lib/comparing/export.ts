/** A comparison as one file, sent as it is written: a row for each item and kind in which it changed. */
import "server-only";
import Papa from "papaparse";
import type { CurrentUser } from "@/lib/auth/service";
import { FORMULA } from "@/lib/exports/formulas";
import { readItems } from "@/lib/items/read-items";
import type { Sequence } from "@/lib/lists/sequence";
import { changeOf, differencesOf, kindsOf } from "./differences";
import type { ComparedRow, ExportComparisonQuery } from "./schema";
import { valueChanges } from "./values";
import { versionsOf, type Versions } from "./versions";

const BATCH = 500;
const COLUMNS = ["media_id", "file_name", "file_path", "change", "kind", "before", "after"] as const;

/** @throws NotFoundError, InvalidInputError before the first piece */
export async function exportComparison(
  user: CurrentUser,
  datasetId: string,
  a: string,
  b: string,
  { format, ...query }: ExportComparisonQuery,
): Promise<{ fileName: string; mime: string; pieces: AsyncGenerator<string> }> {
  const versions = await versionsOf(user, { datasetId, a, b }, query);
  const rows = rowsOf(versions, await differencesOf(versions, { change: "all", ...query }));
  return format === "csv"
    ? { fileName: "comparison.csv", mime: "text/csv; charset=utf-8", pieces: csvOf(rows) }
    : { fileName: "comparison.json", mime: "application/json", pieces: jsonOf(rows) };
}

async function* rowsOf(versions: Versions, sequence: Sequence): AsyncGenerator<ComparedRow[]> {
  for (let offset = 0; offset < sequence.size; offset += BATCH) yield readRows(versions, sequence.slice(offset, BATCH));
}

async function readRows({ from, to, diff }: Versions, numbers: readonly number[]): Promise<ComparedRow[]> {
  const [before, after] = await Promise.all([
    readItems(
      from.open,
      numbers.filter((number) => !diff.added.has(number)),
    ),
    readItems(
      to.open,
      numbers.filter((number) => !diff.removed.has(number)),
    ),
  ]);
  const [was, is] = [before, after].map((items) => new Map(items.map((item) => [item.item_no, item])));
  return numbers.flatMap((number): ComparedRow[] => {
    const [before, after] = [was!.get(number), is!.get(number)];
    const item = after ?? before;
    if (!item) return [];
    const { media_id, file_name, file_path } = item;
    const row = { media_id, file_name, file_path, change: changeOf(diff, number) };
    if (!before || !after)
      return [{ ...row, kind: "item", before: before ? "here" : null, after: after ? "here" : null }];
    return valueChanges(before, after, kindsOf(diff, number)).map(({ name, before, after }) => ({
      ...row,
      kind: name,
      before,
      after,
    }));
  });
}

const cell = (value: unknown): string | number | null =>
  value === null || typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);

async function* csvOf(batches: AsyncIterable<ComparedRow[]>): AsyncGenerator<string> {
  yield `${COLUMNS.join(",")}\r\n`;
  for await (const rows of batches) {
    const cells = rows.map((row) => COLUMNS.map((column) => cell(row[column])));
    if (cells.length > 0) yield `${Papa.unparse(cells, { header: false, escapeFormulae: FORMULA })}\r\n`;
  }
}

async function* jsonOf(batches: AsyncIterable<ComparedRow[]>): AsyncGenerator<string> {
  let isFirst = true;
  yield "[";
  for await (const rows of batches)
    for (const row of rows) {
      yield `${isFirst ? "\n" : ",\n"}${JSON.stringify(row)}`;
      isFirst = false;
    }
  yield "\n]\n";
}
