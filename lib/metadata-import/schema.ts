import { z } from "zod";
import { KEYS } from "@/lib/operations/custom-metadata";
import { countField, uuidField } from "@/lib/validation";
import { TASK_STATUSES } from "@/lib/tasks/schema";
import { FIELD_TYPES } from "@/lib/fields/rules";

export const previewMetadataInput = z.strictObject({ upload_id: uuidField, path: z.string().min(1).max(1024) });

/** The values of a field, as JSON or as a table in a form. A row that cannot be used fails alone. */
export const metadataValues = z.array(z.looseObject({ media_id: z.string(), value: z.unknown() }));
export const metadataForm = z.strictObject({ file: z.file() });

export const metadataColumn = z.strictObject({
  name: z.string(),
  detected_type: z.enum(FIELD_TYPES).describe("The type that nearly all values have."),
  misfits: z
    .strictObject({
      count: countField,
      samples: z
        .array(
          z.strictObject({
            row: countField,
            value: z.string(),
          }),
        )
        .readonly(),
    })
    .describe(
      "Values that do not have it, among the rows that the preview looked at; a row counts from 1, the header is none.",
    ),
  key: z.enum(KEYS).nullable().describe("The column names items of this dataset; null when it does not."),
  samples: z.array(z.string()),
});
export type MetadataColumn = z.infer<typeof metadataColumn>;
export const metadataPreview = z
  .strictObject({
    columns: z.array(metadataColumn),
    rows: z.array(z.record(z.string(), z.string())).describe("The first rows, as text."),
    rows_read: countField.describe("How many rows the preview looked at."),
    more: z.boolean(),
  })
  .meta({ id: "MetadataPreview" });
export type MetadataPreview = z.infer<typeof metadataPreview>;

export const metadataResult = z.strictObject({
  inserted_rows: countField,
  error_count: countField,
  sample_errors: z.array(
    z.strictObject({
      reason: z.string(),
      row_index: countField,
    }),
  ),
});
export type MetadataResult = z.infer<typeof metadataResult>;

export const metadataTaskStatus = metadataResult
  .extend({
    task_id: uuidField,
    status: z.enum(TASK_STATUSES),
    progress: z.number(),
  })
  .meta({ id: "MetadataTaskStatus" });
export type MetadataTaskStatus = z.infer<typeof metadataTaskStatus>;
