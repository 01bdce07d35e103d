/**
 * Hugging Face's ImageFolder: `metadata.csv`, `.jsonl` or `.parquet` beside the pictures, a row for each.
 * https://huggingface.co/docs/datasets/image_dataset
 */
import path from "node:path";
import { parseExactJson } from "@/lib/exact-json";
import type { FoundObject } from "@/lib/objects/model";
import { columnOf } from "@/lib/tables/columns";
import { misfitOf } from "@/lib/tables/read-csv";
import type { TableRow } from "@/lib/tables/read-table";
import { Findings } from "../findings";
import { cleanLabel, isSize, type Annotation, type Parsed } from "../model";
import { splitOfFolder } from "../splits";
import { splitOf } from "../subsets";
import {
  given,
  isFlagSet,
  isRecord,
  listOf,
  NO_METADATA,
  numberOf,
  splitMetadata,
  trimmed,
  type Json,
} from "../values";

const FILE = /^metadata\.(csv|jsonl|parquet)$/i;
export const isImageFolderFile = (name: string): boolean => FILE.test(name);
/** Whether a table's columns are those of an ImageFolder. */
export const isImageFolderHead = (columns: readonly string[]): boolean => columnOf(columns, "file_name") !== undefined;

const CAPTIONS = ["text", "caption", "captions"];
const LABELS = ["label", "labels"];
/** Columns of an object's class, whatever the data set calls it. */
const CLASSES = ["category", "categories", "label", "labels", "name", "names"];
const BOXES = ["bbox", "bboxes", "box", "boxes"];
const KNOWN = [
  "file_name",
  "objects",
  "split",
  "width",
  "height",
  "license",
  "source_url",
  "tags",
  "metadata",
  ...CAPTIONS,
  ...LABELS,
];

/** A list or object that a cell of CSV writes as JSON. */
function unpacked(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseExactJson(value);
  } catch {
    return value;
  }
}
const listIn = (value: unknown): readonly unknown[] => {
  const inner = unpacked(value);
  return Array.isArray(inner) ? (inner as unknown[]) : inner === undefined || inner === null ? [] : [inner];
};
const firstOf = (record: Json, names: readonly string[]): unknown => {
  const name = names.find((one) => record[one] !== undefined && record[one] !== null);
  return name === undefined ? undefined : record[name];
};

/** One record for each object, whether the column has a list of objects or an object of lists. */
function recordsOf(objects: unknown): Json[] | null {
  const value = unpacked(objects);
  if (Array.isArray(value)) return (value as unknown[]).filter(isRecord);
  if (!isRecord(value)) return null;
  const count = listOf(firstOf(value, BOXES)).length;
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(
      Object.entries(value)
        .filter(([, values]) => Array.isArray(values))
        .map(([name, values]) => [name, (values as unknown[])[index]]),
    ),
  );
}

function objectOf(record: Json, where: string, findings: Findings): FoundObject | null {
  const box = listOf(firstOf(record, BOXES)).map(numberOf);
  const [col_x, row_y, width, height] = box;
  if (box.length !== 4) {
    findings.problem(where, "its bbox is not [x, y, width, height]");
    return null;
  }
  const others = Object.entries(record).filter(
    ([name, value]) => ![...BOXES, ...CLASSES, "iscrowd", "confidence", "score"].includes(name) && value != null,
  );
  const score = numberOf(record.confidence ?? record.score);
  return findings.object(where, {
    label: cleanLabel(firstOf(record, CLASSES)),
    col_x,
    row_y,
    width,
    height,
    ...(isFlagSet(record.iscrowd) ? { flags: { crowd: true } } : {}),
    ...(Number.isFinite(score) ? { confidence: score } : {}),
    ...given("extra", Object.fromEntries(others)),
  });
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "string" && value.trim() === "");

/** A row with the names of its columns as they are known here. */
function known(row: TableRow): { readonly cells: Json; readonly others: readonly (readonly [string, unknown])[] } {
  const names = Object.keys(row);
  const columns = new Map(KNOWN.flatMap((name) => (columnOf(names, name) ? [[columnOf(names, name)!, name]] : [])));
  const entries = Object.entries(row);
  return {
    cells: Object.fromEntries(
      entries.flatMap(([name, value]) => (columns.has(name) ? [[columns.get(name)!, value]] : [])),
    ),
    others: entries.filter(([name, value]) => !columns.has(name) && !isEmpty(value)),
  };
}

/** @param split of the folder that the file lies in */
function annotationOf(row: TableRow, where: string, findings: Findings, split: string | null): Annotation | null {
  const misfit = misfitOf(row);
  const { cells, others } = known(row);
  const picture = trimmed(cells.file_name);
  if (misfit !== null || picture === null) {
    findings.problem(where, misfit ?? "it has no file_name");
    return null;
  }
  const said = isEmpty(cells.metadata) ? {} : unpacked(cells.metadata);
  const { metadata, rest } = splitMetadata({
    ...Object.fromEntries(others.map(([name, value]) => [name, unpacked(value)])),
    // A column that is called so by chance is one like any other.
    ...(isRecord(said) ? said : { metadata: said }),
  });
  for (const name of rest) findings.lose(`the column “${name.slice(0, 100)}”`, "values", NO_METADATA);
  /** Those of what a column has that are words; the others are told. */
  const wordsIn = (name: string, read: (value: unknown) => string | null): string[] =>
    listIn(cells[name]).flatMap((value) => {
      const word = read(typeof value === "number" || typeof value === "boolean" ? String(value) : value);
      if (word === null && !isEmpty(value))
        findings.lose(`values of the column “${name}”`, "values", "it is read as text, which they are not");
      return word === null ? [] : [word];
    });
  const records = cells.objects === undefined || cells.objects === "" ? [] : recordsOf(cells.objects);
  if (!records) findings.problem(where, "its objects are no list");
  const [width, height] = [numberOf(cells.width), numberOf(cells.height)];
  return {
    picture,
    labels: LABELS.flatMap((name) => wordsIn(name, cleanLabel)),
    captions: CAPTIONS.flatMap((name) => wordsIn(name, trimmed)),
    objects: (records ?? [])
      .map((record, index) => objectOf(record, `${where}, object ${index + 1}`, findings))
      .filter((object) => object !== null),
    ...(isSize(width) && isSize(height) ? { scale: { width, height } } : {}),
    ...given("split", splitOf(wordsIn("split", trimmed)[0]) ?? split),
    ...given("license", wordsIn("license", trimmed)[0]),
    ...given("source_url", wordsIn("source_url", trimmed)[0]),
    ...given("tags", wordsIn("tags", cleanLabel)),
    ...given("metadata", metadata),
  };
}

/** A folder beside its metadata is a split where it is called like one, though it holds pictures itself. */
const splitOfFolderOf = (file: string): string | null => splitOfFolder(path.posix.basename(path.posix.dirname(file)));

/** @param first number of the first row, counted from 1 without the header */
export function parseImageFolderRows(rows: readonly TableRow[], first: number, file = ""): Parsed {
  const findings = new Findings();
  const split = splitOfFolderOf(file);
  const annotations = rows.map((row, index) => annotationOf(row, `row ${first + index}`, findings, split));
  return findings.parsed(annotations.filter((annotation) => annotation !== null));
}

/** @returns null when no line of the text names a file */
export function parseImageFolderLines(text: string, file = ""): Parsed | null {
  const findings = new Findings();
  const split = splitOfFolderOf(file);
  const annotations: Annotation[] = [];
  let isFolder = false;
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    const where = `line ${index + 1}`;
    let row: unknown = null;
    try {
      row = parseExactJson(line);
    } catch {
      // Told below, with what is no object.
    }
    isFolder ||= isRecord(row) && isImageFolderHead(Object.keys(row));
    const annotation = isRecord(row) ? annotationOf(row, where, findings, split) : null;
    if (annotation) annotations.push(annotation);
    else if (!isRecord(row)) findings.problem(where, "it is no JSON object");
  }
  return isFolder ? findings.parsed(annotations) : null;
}
