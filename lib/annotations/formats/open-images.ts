/**
 * Open Images: tables of boxes in shares, of labels of pictures, and of the pictures themselves; names of classes in a table of
 * their own. https://storage.googleapis.com/openimages/web/download_v7.html
 */
import { cellOf, columnOf } from "@/lib/tables/columns";
import { misfitOf } from "@/lib/tables/read-csv";
import type { TableRow } from "@/lib/tables/read-table";
import { Findings } from "../findings";
import { cleanLabel, type Annotation, type Parsed } from "../model";
import { splitOf } from "../subsets";
import { given, isFlagSet, numberOf, trimmed } from "../values";

export const OPEN_IMAGES_KINDS = ["boxes", "labels", "pictures", "masks", "relations"] as const;
export type OpenImagesKind = (typeof OPEN_IMAGES_KINDS)[number];

/** Columns that tell a table's kind, the one that needs most of them first. */
const COLUMNS: readonly (readonly [OpenImagesKind, readonly string[]])[] = [
  ["relations", ["ImageID", "LabelName1", "LabelName2"]],
  ["masks", ["MaskPath", "ImageID", "LabelName"]],
  ["boxes", ["ImageID", "LabelName", "XMin", "XMax", "YMin", "YMax"]],
  ["labels", ["ImageID", "LabelName"]],
  ["pictures", ["ImageID", "OriginalURL"]],
];

/** What a table of Open Images speaks of, by the names of its columns; null for other tables. */
export const openImagesKindOf = (columns: readonly string[]): OpenImagesKind | null =>
  COLUMNS.find(([, names]) => names.every((name) => columnOf(columns, name) !== undefined))?.[0] ?? null;

/** `class-descriptions.csv`, `class-descriptions-boxable.csv`, `oidv7-class-descriptions.csv` */
export const isOpenImagesClasses = (name: string): boolean => /class-descriptions[^/]*\.csv$/i.test(name);

/** Names of classes by their id, such as `/m/01yrx`; with or without a head, names may be quoted. */
export function parseOpenImagesClasses(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    const [, id, rest] = /^\s*"?([^",]+)"?\s*,(.*)$/.exec(line) ?? [];
    const name = cleanLabel(
      (rest ?? "")
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .replaceAll('""', '"'),
    );
    if (id && name && !/^LabelName$/i.test(id.trim())) names.set(id.trim(), name);
  }
  return names;
}

/** Pictures are called by the ids that their files have. */
const nameOf = (id: string): Pick<Annotation, "picture" | "also"> => ({ picture: id, also: [`${id}.jpg`] });

const LICENSES: readonly (readonly [RegExp, string])[] = [
  [/creativecommons\.org\/licenses\/by\/2\.0/i, "CC BY 2.0"],
  [/creativecommons\.org\/licenses\/by\/4\.0/i, "CC BY 4.0"],
];
const licenseOf = (address: string | null): string | null =>
  address === null ? null : (LICENSES.find(([pattern]) => pattern.test(address))?.[1] ?? address);

/** Columns of a box that have no place of their own. */
const EXTRAS = [
  "Source",
  "XClick1X",
  "XClick2X",
  "XClick3X",
  "XClick4X",
  "XClick1Y",
  "XClick2Y",
  "XClick3Y",
  "XClick4Y",
];

class Reader {
  readonly findings = new Findings();
  private readonly nameless = new Set<string>();
  constructor(private readonly names: ReadonlyMap<string, string>) {}

  /** A class without a description keeps its id. */
  private labelOf(row: TableRow): string | null {
    const id = trimmed(cellOf(row, "LabelName"));
    if (id === null) return null;
    const name = this.names.get(id);
    if (name === undefined && !this.nameless.has(id)) {
      this.nameless.add(id);
      this.findings.lose(
        "names of classes",
        "values",
        "class-descriptions does not have them: their ids stand for them",
      );
    }
    return name ?? cleanLabel(id);
  }

  private box(row: TableRow, where: string, id: string): Annotation | null {
    const [left, right, top, bottom, confidence] = ["XMin", "XMax", "YMin", "YMax", "Confidence"].map((name) =>
      numberOf(cellOf(row, name)),
    ) as [number, number, number, number, number];
    const is = (name: string) => isFlagSet(cellOf(row, name));
    const object = this.findings.object(where, {
      label: this.labelOf(row),
      col_x: left,
      row_y: top,
      width: right - left,
      height: bottom - top,
      ...given("attributes", {
        ...(is("IsDepiction") ? { is_depiction: true } : {}),
        ...(is("IsInside") ? { is_inside: true } : {}),
      }),
      ...given("flags", {
        ...(is("IsGroupOf") ? { crowd: true } : {}),
        ...(is("IsOccluded") ? { occluded: true } : {}),
        ...(is("IsTruncated") ? { truncated: true } : {}),
      }),
      // People who drew a box were sure of it.
      ...(Number.isFinite(confidence) && confidence !== 1 ? { confidence } : {}),
      ...given(
        "extra",
        Object.fromEntries(EXTRAS.flatMap((name) => (trimmed(cellOf(row, name)) ? [[name, cellOf(row, name)]] : []))),
      ),
    });
    return object && { ...nameOf(id), objects: [object], scale: "shares" };
  }

  private label(row: TableRow, where: string, id: string): Annotation | null {
    const label = this.labelOf(row);
    const confidence = numberOf(cellOf(row, "Confidence"));
    if (!label) this.findings.problem(where, "it has no LabelName");
    else if (confidence === 0)
      this.findings.lose("labels that pictures do not have", "values", "only what is in a picture has a place");
    else {
      if (confidence < 1) this.findings.lose("scores of labels", "values", "a label of a whole picture has no score");
      return { ...nameOf(id), labels: [label] };
    }
    return null;
  }

  private picture(row: TableRow, id: string): Annotation {
    return {
      ...nameOf(id),
      ...given("split", splitOf(cellOf(row, "Subset"))),
      ...given("license", licenseOf(trimmed(cellOf(row, "License")))),
      ...given("source_url", trimmed(cellOf(row, "OriginalURL"))),
    };
  }

  row(kind: OpenImagesKind, row: TableRow, where: string): Annotation | null {
    const misfit = misfitOf(row);
    const id = trimmed(cellOf(row, "ImageID"));
    if (misfit !== null || id === null) {
      this.findings.problem(where, misfit ?? "it has no ImageID");
      return null;
    }
    switch (kind) {
      case "boxes":
        return this.box(row, where, id);
      case "labels":
        return this.label(row, where, id);
      case "pictures":
        return this.picture(row, id);
      case "masks":
        this.findings.lose("masks in pictures of their own", "objects", "only the boxes of these objects are read");
        return null;
      case "relations":
        this.findings.lose("relations", "objects", "objects have no relations to each other");
        return null;
    }
  }
}

/** @param first number of the first row, counted from 1 without the header @param names of the classes by their id */
export function parseOpenImagesRows(
  kind: OpenImagesKind,
  rows: readonly TableRow[],
  first: number,
  names: ReadonlyMap<string, string>,
): Parsed {
  const reader = new Reader(names);
  const annotations = rows.map((row, index) => reader.row(kind, row, `row ${first + index}`));
  return reader.findings.parsed(annotations.filter((annotation) => annotation !== null));
}
