import { z } from "zod";
import { countField } from "@/lib/validation";

/** What came of it. */
export interface MergeResult {
  readonly added: number;
  /** Items whose file the destination holds already, or that came twice; nothing of them was merged. */
  readonly skipped: number;
  /** Metadata fields that the destination has with another type; their values were left out. */
  readonly skipped_fields: string[];
}

/** What a merge would come to, as things are now. */
export const mergePreviewDto = z
  .strictObject({
    items: countField.describe("Items that are meant, of all sources."),
    adding: countField,
    already_there: countField.describe("Items whose file the destination holds already."),
    repeated: countField.describe("Items whose file is that of another one that is meant."),
    skipped_fields: z
      .array(z.string())
      .describe("Metadata fields that the destination has with another type; their values are left out."),
  })
  .meta({ id: "MergePreview" });
export type MergePreviewDto = z.infer<typeof mergePreviewDto>;
