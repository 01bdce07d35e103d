import { z } from "zod";
import { FIELD_TYPES } from "@/lib/fields/rules";
import { fieldName } from "@/lib/fields/schema";
import { uuidField } from "@/lib/validation";
import { define } from "./define";

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

const fieldInput = z.strictObject(fieldShape).refine(optionsForEnumsOnly, optionsText);
export type FieldInput = z.infer<typeof fieldInput>;
/** A field whose values come later; those of an enum choose from options, which a table's column brings itself. */
export const createMetadataTaskInput = fieldInput.refine(
  ({ field_type, enum_options }) => field_type !== "enum" || enum_options !== undefined,
  { message: "An enum field needs options", path: ["enum_options"] },
);

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

/** What a CUSTOM_METADATA task works on; a task that waits for its values has no file yet. */
export const metadataTaskInput = z.object({
  field: fieldInput.optional(),
  source: importMetadataInput.optional(),
});

export const customMetadata = define({
  name: "custom_metadata",
  from: ["READY"],
  action: "pipeline.run",
  says: { unlocks: "Metadata import unlocks", can: "Metadata can be imported" },
  task: {
    input: metadataTaskInput,
    holds: "READ_ONLY",
    savesFirst: true,
    words: { noun: "custom metadata import", doing: "Metadata is being imported", button: "Import metadata" },
  },
});
