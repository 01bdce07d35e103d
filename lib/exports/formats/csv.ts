/** A table with a row for each item (RFC 4180): lists and records are JSON in their cell. */
import Papa from "papaparse";
import type { ItemFacts } from "@/lib/items/schema";
import { withoutRoots, type Format } from "../format";
import { FORMULA } from "../formulas";

const MEDIA = "media";
const COLUMNS = [
  "media_id",
  "media_type",
  "file_name",
  "file_path",
  "file_size",
  "width",
  "height",
  "duration_ms",
  "taken_at",
  "sha256",
  "tags",
  "labels",
  "propagated_labels",
  "issues",
  "captions",
  "objects",
  "metadata",
  "split",
  "license",
  "source_url",
  "cluster_id",
  "subcluster_id",
  "duplicate_group",
  "uniqueness_score",
  "mislabel_score",
  "created_at",
] as const satisfies readonly (keyof ItemFacts)[];

const cell = (value: unknown): string | number | null =>
  value === null || typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);

const csvHead = `${COLUMNS.join(",")}\r\n`;
const csvRows = (items: readonly ItemFacts[]): string =>
  items.length === 0
    ? ""
    : `${Papa.unparse(
        items.map((item) => COLUMNS.map((column) => cell(item[column]))),
        { header: false, escapeFormulae: FORMULA },
      )}\r\n`;

export const csv: Format = {
  single: true,
  mediaPath: (item) => `${MEDIA}/${withoutRoots(item.file_path, MEDIA)}`,
  files: () => [
    {
      path: "items.csv",
      mime: "text/csv; charset=utf-8",
      sections: [csvHead, (items) => csvRows(items.map(({ item }) => item))],
    },
  ],
  losses(item, tell) {
    const confidences = Object.keys(item.issue_confidences).length;
    if (confidences > 0) tell("confidences of issues", "values", "the table names the issues only", confidences);
    const formulas = COLUMNS.filter((column) => {
      const value = cell(item[column]);
      return typeof value === "string" && FORMULA.test(value);
    }).length;
    if (formulas > 0)
      tell(
        "beginnings that spreadsheets run as formulas",
        "values",
        "an apostrophe is put in front of =, +, - and @",
        formulas,
      );
  },
};
