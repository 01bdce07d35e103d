import { z } from "zod";
import { uuidField } from "@/lib/validation";
import type { TaskStatus } from "@/lib/tasks/schema";
import { FIELD_TYPES, type FieldType } from "@/lib/fields/rules";
import { fieldName } from "@/lib/fields/schema";

const option = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\u0000-\u001f\u007f]*$/, "Control characters are not allowed");

const fieldShape = {
  field_name: fieldName,
  field_type: z.enum(FIELD_TYPES, { error: `One of ${FIELD_TYPES.join(", ")}` }),
  enum_options: z.array(option).min(1, "Give at least one option").max(1_000, "At most 1,000 options").optional(),
  is_multi: z.boolean().default(false),
};
const optionsForEnumsOnly = (field: { field_type: string; enum_options?: unknown }) =>
  field.enum_options === undefined || field.field_type === "enum";
const optionsText = { message: "Options are for enum fields", path: ["enum_options"] };

export const createMetadataTaskInput = z.strictObject(fieldShape).refine(optionsForEnumsOnly, optionsText);
export type FieldInput = z.infer<typeof createMetadataTaskInput>;

/** What a row is matched to items by. */
export const KEYS = ["media_id", "file_name"] as const;

const column = z.string().min(1).max(1_000);
/** A staged file with one column that names items and others that become fields. */
export const importMetadataInput = z.strictObject({
  upload_id: uuidField,
  path: z.string().min(1).max(1024),
  key: z.enum(KEYS),
  key_column: column,
  fields: z
    .array(z.strictObject({ column, ...fieldShape }).refine(optionsForEnumsOnly, optionsText))
    .min(1, "Choose at least one column")
    .max(50, "At most 50 fields at a time"),
});
export type ImportMetadataInput = z.infer<typeof importMetadataInput>;

export const previewMetadataInput = z.strictObject({ upload_id: uuidField, path: z.string().min(1).max(1024) });

/** What a CUSTOM_METADATA task works on; a task that waits for its values has no file yet. */
export const metadataTaskInput = z.object({
  field: createMetadataTaskInput.optional(),
  source: importMetadataInput.optional(),
});

export interface MetadataColumn {
  readonly name: string;
  readonly detected_type: FieldType;
  /** The column names items of this dataset; null when it does not. */
  readonly key: (typeof KEYS)[number] | null;
  readonly samples: string[];
}
export interface MetadataPreview {
  readonly columns: MetadataColumn[];
  /** The first rows, as text. */
  readonly rows: Record<string, string>[];
  /** How many rows the preview looked at. */
  readonly rows_read: number;
  readonly more: boolean;
}

export interface MetadataResult {
  readonly inserted_rows: number;
  readonly error_count: number;
  readonly sample_errors: { readonly reason: string; readonly row_index: number }[];
}

export interface MetadataTaskStatus extends MetadataResult {
  readonly task_id: string;
  readonly status: TaskStatus;
  readonly progress: number;
}
