/** Writes selected items into one file, as a stream: what a million items take is the time, not the memory. */
import "server-only";
import Papa from "papaparse";
import type { CurrentUser } from "@/lib/auth/service";
import { membersFrom } from "@/lib/versioning/bitmap";
import { presentItems } from "./present";
import type { EXPORT_FORMATS, ItemDto } from "./schema";
import type { ItemSelection } from "@/lib/search/schema";
import { selectedItems } from "@/lib/search/selection";
import { shortened } from "@/lib/text";
import { openForRead } from "./service";

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
const BATCH = 500;
const SCHEMA_VERSION = "1.0";

interface ExportOptions {
  readonly format: ExportFormat;
  readonly snapshot_id?: string;
}

/** The file as it is written, in pieces. @throws NotFoundError, InvalidInputError before the first piece */
export async function exportItems(
  user: CurrentUser,
  datasetId: string,
  selection: ItemSelection,
  { format, snapshot_id }: ExportOptions,
): Promise<{ fileName: string; mime: string; pieces: AsyncGenerator<string> }> {
  const { dataset, open } = await openForRead(user, datasetId, { snapshot_id });
  const chosen = await selectedItems(open, selection);
  async function* batches(): AsyncGenerator<ItemDto[]> {
    for (let from = 0, left = chosen.size; left > 0; left -= BATCH) {
      const numbers = membersFrom(chosen, from, BATCH);
      from = numbers.at(-1)! + 1;
      yield presentItems(open, numbers);
    }
  }
  const info = {
    schema_version: SCHEMA_VERSION,
    dataset: dataset.display_name,
    description: dataset.description,
    dataset_url: `/datasets/${datasetId}`,
    export_time: new Date().toISOString(),
    dataset_creation_time: dataset.created_at,
    exported_by: user.email,
    total_media_items: chosen.size,
    snapshot_id: snapshot_id ?? null,
  };
  const base = shortened(dataset.display_name.replace(/[^\p{L}\p{N}._ -]+/gu, "_"), 100);
  return format === "json"
    ? { fileName: `${base}.json`, mime: "application/json", pieces: jsonPieces(info, batches()) }
    : { fileName: `${base}.csv`, mime: "text/csv; charset=utf-8", pieces: csvPieces(batches()) };
}

async function* jsonPieces(info: unknown, batches: AsyncGenerator<ItemDto[]>): AsyncGenerator<string> {
  yield `{"info":${JSON.stringify(info)},"media_items":[`;
  let first = true;
  for await (const batch of batches) {
    yield (first ? "" : ",") + batch.map((item) => JSON.stringify(exported(item))).join(",");
    first = false;
  }
  yield "]}\n";
}

/** One item with what is known of it as a list of typed entries. */
function exported(item: ItemDto) {
  const entry = (type: string, properties: Record<string, unknown>) => ({ type, properties });
  return {
    media_id: item.media_id,
    media_type: item.media_type,
    file_name: item.file_name,
    file_path: item.file_path,
    file_size: item.file_size,
    uniqueness_score: item.uniqueness_score,
    height: item.height,
    width: item.width,
    url: item.url,
    cluster_id: item.cluster_id,
    metadata_items: [
      ...item.issues.map((issue) =>
        entry("issue", { issue_type: issue, confidence: item.issue_confidences[issue] ?? null }),
      ),
      ...item.tags.map((tag) => entry("user_tag", { tag_name: tag })),
      ...item.labels.map((label) =>
        entry("image_label", {
          category_name: label,
          source: item.propagated_labels.includes(label) ? "propagated" : "user",
        }),
      ),
      ...item.objects.map((object) => {
        const { label, col_x, row_y, width, height } = object as {
          label: string;
          col_x: number;
          row_y: number;
          width: number;
          height: number;
        };
        return entry("object_label", { category_name: label, bbox: [col_x, row_y, width, height] });
      }),
      ...(item.caption === null ? [] : [entry("caption", { caption: item.caption })]),
      ...Object.entries(item.metadata).map(([field_name, value]) => entry("custom_metadata", { field_name, value })),
    ],
  };
}

const COLUMNS = [
  "media_id",
  "media_type",
  "file_name",
  "file_path",
  "file_size",
  "width",
  "height",
  "taken_at",
  "cluster_id",
  "uniqueness_score",
  "tags",
  "labels",
  "issues",
  "caption",
  "objects",
  "metadata",
  "sha256",
] as const;

async function* csvPieces(batches: AsyncGenerator<ItemDto[]>): AsyncGenerator<string> {
  yield `${COLUMNS.join(",")}\r\n`;
  for await (const batch of batches) {
    const rows = batch.map((item) => COLUMNS.map((column) => cell(column, item)));
    // What a spreadsheet would run as a formula is written as text.
    yield `${Papa.unparse(rows, { header: false, escapeFormulae: true })}\r\n`;
  }
}

function cell(column: (typeof COLUMNS)[number], item: ItemDto): string | number | null {
  const value = item[column];
  if (column === "tags" || column === "labels" || column === "issues") return (value as string[]).join("; ");
  if (column === "objects" || column === "metadata")
    return Object.keys(value as object).length === 0 ? "" : JSON.stringify(value);
  return value as string | number | null;
}
