/** What is told of the models that enriched a version, shared by routes and the browser. */
import { z } from "zod";
import type { EnrichmentType } from "@/lib/models/schema";
import { uuidField } from "@/lib/validation";

/** What a model was run with, beside its own version. Absent where there was nothing to choose. */
export interface ModelOptions {
  /** What zero-shot tagging chose from: the words that were given, the dataset's own tags and labels, or common words. */
  readonly vocabulary?: "dataset" | "common" | readonly string[];
  /** The learned model by whose embeddings items were compared; absent for the built-in descriptors. */
  readonly compared_by?: string;
}

/** A model that enriched a version. */
export interface AppliedModel {
  readonly type: EnrichmentType;
  readonly model_id: string;
  readonly name: string;
  readonly vendor: string;
  /** Of its files, or of the code of one that has none: it changes whenever the same file could be read differently. */
  readonly version: string;
  readonly options: ModelOptions;
  readonly applied_at: string;
  readonly applied_by: string;
  /** How many items of the version its last run looked at and could read. */
  readonly items: number;
}

export interface AppliedModelsDto {
  /** In the order in which they were applied. */
  readonly models: readonly AppliedModel[];
  /** How many items the version has. */
  readonly items: number;
}

export const appliedModelsQuery = z.strictObject({ snapshot_id: uuidField.optional(), state_id: uuidField.optional() });
export type AppliedModelsQuery = z.infer<typeof appliedModelsQuery>;

/** What differs between the models of two versions. */
export interface ModelChanges {
  readonly added: readonly AppliedModel[];
  readonly removed: readonly AppliedModel[];
  /** Those of both that ran once more in between, or in another version. */
  readonly changed: readonly { readonly before: AppliedModel; readonly after: AppliedModel }[];
}
