/** What can be exported in which form, and what the answers about it look like. Safe for the browser. */
import { z } from "zod";
import { loss } from "@/lib/annotations/model";
import { EXPORT_FORMATS, exportOptions, type ExportOptions } from "@/lib/operations/export";
import { exactlyOne, exactlyOneText, selection } from "@/lib/search/schema";
import type { ItemSelection } from "@/lib/search/schema";
import { TASK_STATUSES } from "@/lib/tasks/schema";
import { countField, timeField, uuidField } from "@/lib/validation";

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

export const exportStartedDto = z.strictObject({ id: uuidField, status: z.literal("INITIALIZING") });

export const exportPreviewDto = z
  .strictObject({
    items: countField.describe("How many items the file has."),
    bytes: countField.describe("Length of the file."),
    losses: z.array(loss).readonly().describe("What of the version is not in it."),
  })
  .meta({ id: "ExportPreview" });
export type ExportPreviewDto = z.infer<typeof exportPreviewDto>;

export const exportStatusDto = z
  .strictObject({
    id: uuidField,
    export_format: z.enum(EXPORT_FORMATS),
    status: z.enum(TASK_STATUSES).exclude(["ABORTED"]).describe("`FAILED` when it was aborted, too."),
    progress: z.number(),
    status_message: z.string(),
    error_message: z.string().nullable(),
    download_uri: z.string().nullable().describe("Null until it is complete, and once the link has expired."),
    expires_at: timeField.nullable(),
    file_name: z.string().nullable(),
    items: countField.nullable(),
    bytes: countField.nullable(),
    losses: z.array(loss).readonly(),
  })
  .meta({ id: "ExportStatus" });
export type ExportStatusDto = z.infer<typeof exportStatusDto>;
