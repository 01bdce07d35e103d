import { z } from "zod";
import type { AppliedModel, ModelChanges } from "@/lib/applied-models/schema";
import type { ClassChanges } from "@/lib/classes/schema";
import { REASONS, type SnapshotReason } from "@/lib/operations/snapshot-reasons";
import { descriptionField, namedAs, nameField, optionalText, uuidField } from "@/lib/validation";

export const createSnapshotInput = z.strictObject({
  name: nameField.optional(),
  description: descriptionField.optional(),
  training_model_id: uuidField.nullish(),
  training_model_name: z.string().max(255).nullish(),
});
export type CreateSnapshotInput = z.infer<typeof createSnapshotInput>;

export const updateSnapshotInput = z
  .strictObject({ name: nameField.optional(), description: descriptionField.optional() })
  .refine((input) => input.name !== undefined || input.description !== undefined, {
    message: "Give a name, a description or both",
  });
export type UpdateSnapshotInput = z.infer<typeof updateSnapshotInput>;

/** The forms of the catalog, as their actions read them. */
const snapshotRef = { dataset_id: uuidField, snapshot_id: uuidField };
const snapshotText = { name: namedAs("Enter a name for the snapshot"), description: optionalText };
export const createSnapshotForm = z.strictObject({ dataset_id: uuidField, ...snapshotText });
export const updateSnapshotForm = z.strictObject({ ...snapshotRef, ...snapshotText });
export const snapshotForm = z.strictObject(snapshotRef);

export const listSnapshotsQuery = z.strictObject({
  search: z.string().max(255).optional(),
  reason: z.enum(REASONS).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().regex(/^\d+$/, "This is not a cursor of this list").optional(),
});
export type ListSnapshotsQuery = z.infer<typeof listSnapshotsQuery>;

/** Exactly the documented snapshot object. */
export interface SnapshotDto {
  readonly snapshot_id: string;
  readonly snapshot_name: string;
  readonly source_dataset_name: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly n_images: number;
  readonly n_videos: number;
  readonly description: string;
  readonly reason: SnapshotReason;
  readonly training_model_id: string | null;
  readonly training_model_name: string | null;
  readonly is_current: boolean;
  readonly is_restoring: boolean;
}

/** One snapshot, with the models that enriched it. */
export interface SnapshotDetailDto extends SnapshotDto {
  readonly enrichment_models: readonly AppliedModel[];
}

/** What the catalog needs beyond it; returned where paging or search is asked for. */
export interface CatalogEntryDto extends SnapshotDetailDto {
  readonly is_cloning: boolean;
  /** Items that differ from the head; only told for the Current Version. */
  readonly changes_since: number | null;
  /** Null: allowed; else the reason why not. */
  readonly can: {
    readonly edit: string | null;
    readonly clone: string | null;
    readonly restore: string | null;
    readonly discard: string | null;
    readonly remove: string | null;
  };
}

export interface SnapshotPage {
  readonly items: CatalogEntryDto[];
  readonly next_cursor: string | null;
  readonly total: number;
}

export const CHANGES = ["added", "removed", "changed"] as const;
export const compareItemsQuery = z.strictObject({
  change: z.enum(CHANGES).default("changed"),
  cursor: z.string().regex(/^\d+$/, "This is not a cursor of this list").optional(),
  limit: z.coerce.number().int().min(1).max(200).default(60),
});
export type CompareItemsQuery = z.infer<typeof compareItemsQuery>;

export interface ComparisonDto {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly by_kind: {
    readonly tags: number;
    readonly labels: number;
    readonly captions: number;
    readonly objects: number;
    readonly metadata: number;
    readonly clusters: number;
    readonly issues: number;
    readonly splits: number;
    /** Licence and source. */
    readonly origins: number;
  };
  readonly facets: {
    readonly facet: string;
    readonly value: string;
    readonly before: number;
    readonly after: number;
  }[];
  /** The models that enriched either. */
  readonly models: ModelChanges;
  readonly classes: ClassChanges;
}
