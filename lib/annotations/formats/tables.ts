/** `image_annotations` (filename, label, caption?) and `object_annotations` (filename, col_x, row_y, width, height, label), CSV or Parquet. */
import type { TableRow } from "@/lib/tables/read-table";
import { cleanLabel, isWrong, readObject, type Annotation, type AnnotationProblem, type Parsed } from "../model";

const TABLE = /^(image|object)_annotations\.(csv|parquet)$/i;

export const tableKindOf = (name: string): "image" | "object" | null =>
  (TABLE.exec(name)?.[1]?.toLowerCase() as "image" | "object" | undefined) ?? null;

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "");
const numberOf = (value: unknown): number =>
  typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;

/** @param first number of the first row, counted from 1 without the header */
export function parseTableRows(kind: "image" | "object", rows: readonly TableRow[], first: number): Parsed {
  const annotations: Annotation[] = [];
  const problems: AnnotationProblem[] = [];
  rows.forEach((row, index) => {
    const where = `row ${first + index}`;
    const picture = textOf(row.filename);
    const label = cleanLabel(row.label);
    if (picture === "") problems.push({ where, reason: "it has no filename" });
    else if (kind === "image") {
      const caption = textOf(row.caption) || undefined;
      if (!label && !caption) problems.push({ where, reason: "it has neither label nor caption" });
      else annotations.push({ picture, labels: label ? [label] : [], captions: caption ? [caption] : [] });
    } else {
      const object = readObject({
        label,
        col_x: numberOf(row.col_x),
        row_y: numberOf(row.row_y),
        width: numberOf(row.width),
        height: numberOf(row.height),
      });
      if (!label) problems.push({ where, reason: "it has no label" });
      else if (!isWrong(object)) annotations.push({ picture, objects: [object] });
      else problems.push({ where, reason: "col_x, row_y, width and height have to be numbers, the size positive" });
    }
  });
  return { annotations, problems };
}
