/** `image_annotations` (filename, label, caption?) and `object_annotations` (filename, col_x, row_y, width, height, label), CSV or Parquet. */
import { cellOf, columnOf } from "@/lib/tables/columns";
import { misfitOf } from "@/lib/tables/read-csv";
import type { TableRow } from "@/lib/tables/read-table";
import { cleanLabel, isWrong, readObject, type Annotation, type AnnotationProblem, type Parsed } from "../model";
import { numberOf, trimmed } from "../values";

const TABLE = /^(image|object)_annotations\.(csv|parquet)$/i;
export type TableKind = "image" | "object";

export const tableKindOf = (name: string): TableKind | null =>
  (TABLE.exec(name)?.[1]?.toLowerCase() as TableKind | undefined) ?? null;

/** Columns that a table cannot do without; of the labels and captions of pictures one is enough. */
const REQUIRED = {
  image: ["filename"],
  object: ["filename", "col_x", "row_y", "width", "height", "label"],
} as const;

/** What is wrong with the names of a table's columns; null where it can be read. */
export function tableHeadProblem(kind: TableKind, columns: readonly string[]): AnnotationProblem | null {
  const missing: string[] = REQUIRED[kind].filter((name) => columnOf(columns, name) === undefined);
  if (kind === "image" && !["label", "caption"].some((name) => columnOf(columns, name) !== undefined))
    missing.push("label or caption");
  if (missing.length === 0) return null;
  const found = columns.length > 0 ? columns.map((name) => `“${name.slice(0, 50)}”`).join(", ") : "nothing";
  return {
    where: "the first line",
    reason: `it has to name the columns, and ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing; it says ${found}`,
  };
}

function annotationOf(kind: TableKind, row: TableRow): Annotation | { readonly wrong: string } {
  const misfit = misfitOf(row);
  if (misfit !== null) return { wrong: misfit };
  const picture = trimmed(cellOf(row, "filename"));
  const label = cleanLabel(cellOf(row, "label"));
  if (picture === null) return { wrong: "it has no filename" };
  if (kind === "image") {
    const caption = trimmed(cellOf(row, "caption"));
    if (!label && !caption) return { wrong: "it has neither label nor caption" };
    return { picture, labels: label ? [label] : [], captions: caption ? [caption] : [] };
  }
  if (!label) return { wrong: "it has no label" };
  const [col_x, row_y, width, height] = ["col_x", "row_y", "width", "height"].map((name) =>
    numberOf(cellOf(row, name)),
  );
  const object = readObject({ label, col_x, row_y, width, height });
  if (!isWrong(object)) return { picture, objects: [object] };
  return { wrong: "col_x, row_y, width and height have to be numbers, the size positive" };
}

/** @param first number of the first row, counted from 1 without the header */
export function parseTableRows(kind: TableKind, rows: readonly TableRow[], first: number): Parsed {
  const annotations: Annotation[] = [];
  const problems: AnnotationProblem[] = [];
  for (const [index, row] of rows.entries()) {
    const annotation = annotationOf(kind, row);
    if ("wrong" in annotation) problems.push({ where: `row ${first + index}`, reason: annotation.wrong });
    else annotations.push(annotation);
  }
  return { annotations, problems };
}
