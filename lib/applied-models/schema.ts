/** What is told of the models that enriched a version, shared by routes and the browser. */
import { z } from "zod";
import { ENRICHMENT_TYPES } from "@/lib/models/schema";
import { countField, timeField, uuidField } from "@/lib/validation";

/** What a model was run with, beside its own version. Absent where there was nothing to choose. */
export const modelOptions = z.strictObject({
  vocabulary: z
    .union([z.enum(["dataset", "common"]), z.array(z.string()).readonly()])
    .optional()
    .describe(
      "What zero-shot tagging chose from: the words that were given, the dataset's own tags and labels, or common words.",
    ),
  compared_by: z
    .string()
    .optional()
    .describe("The learned model by whose embeddings items were compared; absent for the built-in descriptors."),
});
export type ModelOptions = z.infer<typeof modelOptions>;

/** A model that enriched a version. */
export const appliedModel = z
  .strictObject({
    type: z.enum(ENRICHMENT_TYPES),
    model_id: z.string(),
    name: z.string(),
    vendor: z.string(),
    version: z
      .string()
      .describe(
        "Of its files, or of the code of one that has none: it changes whenever the same file could be read differently.",
      ),
    options: modelOptions,
    applied_at: timeField,
    applied_by: z.string(),
    items: countField.describe("How many items of the version its last run looked at and could read."),
  })
  .meta({ id: "AppliedModel" });
export type AppliedModel = z.infer<typeof appliedModel>;

export const appliedModelsDto = z.strictObject({
  models: z.array(appliedModel).readonly().describe("In the order in which they were applied."),
  items: countField.describe("How many items the version has."),
});
export type AppliedModelsDto = z.infer<typeof appliedModelsDto>;

export const appliedModelsQuery = z.strictObject({ snapshot_id: uuidField.optional(), state_id: uuidField.optional() });
export type AppliedModelsQuery = z.infer<typeof appliedModelsQuery>;

/** What differs between the models of two versions. */
export const modelChangesDto = z
  .strictObject({
    added: z.array(appliedModel).readonly(),
    removed: z.array(appliedModel).readonly(),
    changed: z
      .array(
        z.strictObject({
          before: appliedModel,
          after: appliedModel,
        }),
      )
      .readonly()
      .describe("Those of both that ran once more in between, or in another version."),
  })
  .meta({ id: "ModelChanges" });
export type ModelChanges = z.infer<typeof modelChangesDto>;
