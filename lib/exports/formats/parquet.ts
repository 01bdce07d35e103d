/** A table with a row for each item as Parquet: lists are lists; objects and metadata are JSON. Format: https://parquet.apache.org/docs/file-format/ */
import type { RowGroup, SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { ItemFacts } from "@/lib/items/schema";
import { withoutRoots, type Format, type PlacedItem, type TextFile } from "../format";

const MEDIA = "media";
/** `PAR1` at the beginning and the end. */
const MAGIC_BYTES = 4;

type Kind = "text" | "int" | "long" | "double" | "texts" | "json" | "jsons";
const COLUMNS = {
  media_id: "text",
  media_type: "text",
  file_name: "text",
  file_path: "text",
  file_size: "long",
  width: "int",
  height: "int",
  duration_ms: "double",
  taken_at: "text",
  sha256: "text",
  tags: "texts",
  labels: "texts",
  propagated_labels: "texts",
  issues: "texts",
  captions: "texts",
  objects: "jsons",
  metadata: "json",
  split: "text",
  license: "text",
  source_url: "text",
  cluster_id: "text",
  subcluster_id: "text",
  duplicate_group: "long",
  uniqueness_score: "double",
  mislabel_score: "double",
  created_at: "text",
} as const satisfies Partial<Record<keyof ItemFacts, Kind>>;
type Column = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as Column[];

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } } as const;

function elementsOf(name: string, kind: Kind): SchemaElement[] {
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  switch (kind) {
    case "text":
    case "json":
      return [{ ...optional, ...TEXT }];
    case "int":
      return [{ ...optional, type: "INT32" }];
    case "long":
      return [{ ...optional, type: "INT64" }];
    case "double":
      return [{ ...optional, type: "DOUBLE" }];
    case "texts":
    case "jsons":
      return [
        { ...optional, converted_type: "LIST", logical_type: { type: "LIST" }, num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", repetition_type: "OPTIONAL", ...TEXT },
      ];
  }
}

const SCHEMA: SchemaElement[] = [
  { name: "root", num_children: NAMES.length },
  ...NAMES.flatMap((name) => elementsOf(name, COLUMNS[name])),
];

function valueOf(item: ItemFacts, name: Column): unknown {
  const value: unknown = item[name];
  if (value === null || value === undefined) return null;
  switch (COLUMNS[name]) {
    case "long":
      return BigInt(value as number);
    case "json":
      return JSON.stringify(value);
    case "jsons":
      return (value as unknown[]).map((one) => JSON.stringify(one));
    default:
      return value;
  }
}

interface Group {
  readonly group: RowGroup;
  readonly bytes: number;
}

/** Some items as one row group, whose bytes do not depend on where in the file it lies. */
function groupOf(items: readonly PlacedItem[]): Group & { readonly content: Uint8Array } {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: SCHEMA });
  void parquet.write({
    columnData: NAMES.map((name) => ({
      name,
      data: items.map(({ item }) => valueOf(item, name)),
      offsetIndex: false,
    })),
    rowGroupSize: items.length,
  });
  const content = writer.getBytes().slice(MAGIC_BYTES);
  return { group: parquet.row_groups[0]!, bytes: content.byteLength, content };
}

/** The same group, lying `by` bytes further on. */
const moved = (group: RowGroup, by: number): RowGroup => {
  const on = (offset: bigint | undefined) => (offset === undefined ? undefined : offset + BigInt(by));
  return {
    ...group,
    columns: group.columns.map((column) => ({
      ...column,
      file_offset: column.file_offset + BigInt(by),
      meta_data: column.meta_data && {
        ...column.meta_data,
        data_page_offset: column.meta_data.data_page_offset + BigInt(by),
        dictionary_page_offset: on(column.meta_data.dictionary_page_offset),
      },
    })),
  };
};

/** What stands at the end: where each group lies. */
function footerOf(groups: readonly Group[]): Uint8Array {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: SCHEMA, createdBy: "stillframe" });
  let by = 0;
  for (const { group, bytes } of groups) {
    parquet.row_groups.push(moved(group, by));
    parquet.num_rows += group.num_rows;
    by += bytes;
  }
  void parquet.finish();
  return writer.getBytes().slice(MAGIC_BYTES);
}

function table(): TextFile {
  /** By the place of their first item: they are made in order once, and later whichever is asked for. */
  const groups = new Map<number, Group>();
  return {
    path: "items.parquet",
    mime: "application/vnd.apache.parquet",
    sections: [
      "PAR1",
      (items) => {
        if (items.length === 0) return "";
        const { content, group, bytes } = groupOf(items);
        groups.set(items[0]!.index, { group, bytes });
        return content;
      },
      { after: () => footerOf([...groups].sort(([a], [b]) => a - b).map(([, group]) => group)) },
    ],
  };
}

export const parquet: Format = {
  single: true,
  mediaPath: (item) => `${MEDIA}/${withoutRoots(item.file_path, MEDIA)}`,
  files: () => [table()],
  losses(item, tell) {
    const confidences = Object.keys(item.issue_confidences).length;
    if (confidences > 0) tell("confidences of issues", "values", "the table names the issues only", confidences);
  },
};
