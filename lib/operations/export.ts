/** Taking a version out as a file. It only reads: any number may run, whatever else goes on. */
import { z } from "zod";
import { uuidField } from "@/lib/validation";
import { define } from "./define";
import { STATUSES } from "./statuses";

/** The first is the default. */
export const EXPORT_FORMATS = [
  "json",
  "csv",
  "parquet",
  "coco",
  "yolo",
  "voc",
  "datumaro",
  "cvat",
  "label_studio",
  "hf_imagefolder",
  "webdataset",
  "clarifai_json",
  "clarifai_protobuf",
  "stillframe",
] as const;
export const YOLO_VARIANTS = ["detect", "segment", "pose", "obb", "classify"] as const;

export type YoloVariant = (typeof YOLO_VARIANTS)[number];

export const exportOptions = z.strictObject({
  export_format: z.enum(EXPORT_FORMATS, { error: `One of ${EXPORT_FORMATS.join(", ")}` }).default("json"),
  /** Of YOLO: what a line of a text file says. */
  variant: z.enum(YOLO_VARIANTS, { error: `One of ${YOLO_VARIANTS.join(", ")}` }).default("detect"),
  include_images: z.boolean().default(false),
});
export type ExportOptions = z.output<typeof exportOptions>;

/** What an EXPORT task works on: all that its file follows from, so that renaming the dataset meanwhile does not change it. */
export const exportTaskInput = exportOptions.extend({
  state_id: uuidField,
  snapshot_id: uuidField.nullable(),
  /** The items that are meant, as runs of numbers; null for all of the state. */
  item_numbers: z.array(z.tuple([z.number(), z.number()])).nullable(),
  dataset: z.object({ id: uuidField, name: z.string(), description: z.string(), created_at: z.string() }),
  exported_by: z.string(),
});
export type ExportTaskInput = z.output<typeof exportTaskInput>;

export const datasetExport = define({
  name: "export",
  from: STATUSES,
  action: "dataset.view",
  says: { unlocks: "Exporting unlocks", can: "The dataset can be exported" },
  task: {
    input: exportTaskInput,
    holds: null,
    reads: true,
    savesFirst: false,
    words: { noun: "export", doing: "An export is being made", button: "Export" },
  },
});
