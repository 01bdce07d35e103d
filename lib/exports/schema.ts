/** What can be exported in which form, and what the answers about it look like. Safe for the browser. */
import { z } from "zod";
import type { Loss } from "@/lib/annotations/model";
import { exportOptions, type ExportOptions, type EXPORT_FORMATS } from "@/lib/operations/export";
import { exactlyOne, exactlyOneText, selection } from "@/lib/items/schema";
import type { ItemSelection } from "@/lib/search/schema";
import type { TaskStatus } from "@/lib/tasks/schema";
import { uuidField } from "@/lib/validation";

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What people read of a format. */
export const FORMAT_WORDS: Readonly<Record<ExportFormat, { readonly name: string; readonly about: string }>> = {
  json: { name: "JSON", about: "Everything that is known of each item" },
  csv: { name: "CSV", about: "A table with a row for each item" },
  parquet: { name: "Parquet", about: "The same table, for pandas, DuckDB and Spark" },
  coco: { name: "COCO", about: "Boxes, polygons, masks, keypoints, captions and labels" },
  yolo: { name: "YOLO", about: "data.yaml with a text file for each picture" },
  voc: { name: "Pascal VOC", about: "Boxes in an XML file for each picture, masks as images" },
  datumaro: { name: "Datumaro", about: "Every kind of shape, a JSON file for each split" },
  cvat: { name: "CVAT", about: "Every kind of shape in one XML file, for images" },
  label_studio: { name: "Label Studio", about: "Tasks with boxes, polygons, points, labels and captions" },
  hf_imagefolder: { name: "Hugging Face ImageFolder", about: "A folder for each split with metadata.jsonl" },
  webdataset: {
    name: "WebDataset",
    about: "Tar shards of some thousand items, with a JSON file beside each media file",
  },
  clarifai_json: {
    name: "Clarifai-Data-JSON",
    about: "Batches of inputs with concepts and regions, in Clarifai's JSON",
  },
  clarifai_protobuf: { name: "Clarifai-Data-Protobuf", about: "The same inputs as Clarifai's Protobuf messages" },
  stillframe: { name: "Stillframe", about: "Everything, for moving to another server" },
};

const text = z.stringbool({ error: "true or false" });
export const exportQuery = exportOptions.extend({
  include_images: text.default(false),
  snapshot_id: uuidField.optional(),
  /** What is exported, in the language of searches; everything when absent. */
  q: z.string().max(4000).optional(),
});
/** The same of selected items. */
export const selectedExportInput = exportOptions
  .extend({ snapshot_id: uuidField.optional(), ...selection })
  .refine(exactlyOne, exactlyOneText);
/** Everything, where nothing of a selection is said. */
export type ExportRequest = ExportOptions & { readonly snapshot_id?: string } & ItemSelection;
export const exportStatusQuery = z.strictObject({ export_task_id: uuidField });

export interface ExportPreviewDto {
  /** How many items the file has. */
  readonly items: number;
  /** Length of the file. */
  readonly bytes: number;
  /** What of the version is not in it. */
  readonly losses: readonly Loss[];
}

export interface ExportStatusDto {
  readonly id: string;
  readonly export_format: ExportFormat;
  /** `FAILED` when it was aborted, too. */
  readonly status: Exclude<TaskStatus, "ABORTED">;
  readonly progress: number;
  readonly status_message: string;
  readonly error_message: string | null;
  /** Null until it is complete, and once the link has expired. */
  readonly download_uri: string | null;
  readonly expires_at: string | null;
  readonly file_name: string | null;
  readonly items: number | null;
  readonly bytes: number | null;
  readonly losses: readonly Loss[];
}
