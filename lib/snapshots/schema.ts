import { z } from "zod";
import { appliedModel, modelChangesDto } from "@/lib/applied-models/schema";
import { classChangesDto } from "@/lib/classes/schema";
import { FIELD_TYPES } from "@/lib/fields/rules";
import { REASONS } from "@/lib/operations/snapshot-reasons";
import { RESTORED_PARTS } from "@/lib/operations/snapshots";
import { atMostOne, selection, WAYS } from "@/lib/search/schema";
import { aliasesField, typedAliasesField } from "./aliases";
import { countField, descriptionField, namedAs, nameField, optionalText, timeField, uuidField } from "@/lib/validation";

export const createSnapshotInput = z.strictObject({
  name: nameField.optional(),
  description: descriptionField.optional(),
  training_model_id: uuidField.nullish(),
  training_model_name: z.string().max(255).nullish(),
});
export type CreateSnapshotInput = z.infer<typeof createSnapshotInput>;

export const updateSnapshotInput = z
  .strictObject({
    name: nameField.optional(),
    description: descriptionField.optional(),
    pinned: z.boolean().optional().describe("A pinned snapshot is neither removed nor retired."),
    protected: z.boolean().optional().describe("The same, and only owners switch it."),
    aliases: aliasesField
      .optional()
      .describe(
        "All names that stand for it where a snapshot id goes in a path; one that another snapshot of the dataset has moves here. Kept in lower case.",
      ),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    message: "Give at least one field that is to change",
  });
export type UpdateSnapshotInput = z.infer<typeof updateSnapshotInput>;

/** Nothing of it: all of the snapshot, in the place of what is there. */
export const restoreSnapshotInput = z
  .strictObject({
    only: z
      .array(z.enum(RESTORED_PARTS))
      .min(1, `Give at least one of ${RESTORED_PARTS.join(", ")}`)
      .optional()
      .describe("What of items that are in both versions is replaced; `deleted_items` come back whole."),
    ...selection,
  })
  .refine(atMostOne, { message: `Give at most one of ${WAYS.join(", ")}` });
export type RestoreSnapshotInput = z.infer<typeof restoreSnapshotInput>;

/** The forms of the catalog, as their actions read them. */
const snapshotRef = { dataset_id: uuidField, snapshot_id: uuidField };
const snapshotText = { name: namedAs("Enter a name for the snapshot"), description: optionalText };
export const createSnapshotForm = z.strictObject({ dataset_id: uuidField, ...snapshotText });
/** A box that is not ticked sends nothing: a hidden field says what it is, and is absent for who may not change it. */
const switched = z
  .enum(["true", "false"])
  .transform((value) => value === "true")
  .optional();
export const updateSnapshotForm = z.strictObject({
  ...snapshotRef,
  ...snapshotText,
  pinned: switched,
  protected: switched,
  // Nothing typed comes as nothing at all: it has none then.
  aliases: typedAliasesField.prefault(""),
});
export const snapshotForm = z.strictObject(snapshotRef);
/** `current`: as the Current Version has it; `now`: as it is, which is saved first where it differs. */
export const cloneDatasetForm = z.strictObject({ dataset_id: uuidField, version: z.enum(["current", "now"]) });

export const listSnapshotsQuery = z.strictObject({
  search: z.string().max(255).optional(),
  reason: z.enum(REASONS).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().regex(/^\d+$/, "This is not a cursor of this list").optional(),
});
export type ListSnapshotsQuery = z.infer<typeof listSnapshotsQuery>;

/** Exactly the documented snapshot object. */
export const snapshotDto = z
  .strictObject({
    snapshot_id: uuidField,
    snapshot_name: z.string(),
    source_dataset_name: z.string(),
    created_at: timeField,
    created_by: z.string(),
    n_images: countField,
    n_videos: countField,
    description: z.string(),
    reason: z.enum(REASONS),
    training_model_id: uuidField.nullable(),
    training_model_name: z.string().nullable(),
    is_current: z.boolean(),
    is_restoring: z.boolean(),
  })
  .meta({ id: "Snapshot" });
export type SnapshotDto = z.infer<typeof snapshotDto>;

/** What keeps it, beside its being current. */
export const keptSnapshotDto = snapshotDto
  .extend({
    pinned: z.boolean(),
    protected: z.boolean(),
    aliases: z.array(z.string()).readonly(),
  })
  .meta({ id: "KeptSnapshot" });
export type KeptSnapshotDto = z.infer<typeof keptSnapshotDto>;

/** One snapshot, with what keeps it and the models that enriched it. */
export const snapshotDetailDto = keptSnapshotDto
  .extend({
    enrichment_models: z.array(appliedModel).readonly(),
  })
  .meta({ id: "SnapshotDetail" });
export type SnapshotDetailDto = z.infer<typeof snapshotDetailDto>;

export const snapshotSizeDto = z.strictObject({ frees_bytes: countField }).meta({ id: "SnapshotSize" });
export type SnapshotSizeDto = z.infer<typeof snapshotSizeDto>;

/** What the catalog needs beyond it; returned where paging or search is asked for. */
export const catalogEntryDto = snapshotDetailDto
  .extend({
    is_cloning: z.boolean(),
    changes_since: countField
      .nullable()
      .describe("Items that differ from the head; only told for the Current Version."),
    can: z
      .strictObject({
        edit: z.string().nullable(),
        protect: z.string().nullable(),
        clone: z.string().nullable(),
        restore: z.string().nullable(),
        discard: z.string().nullable(),
        remove: z.string().nullable(),
      })
      .describe("Null: allowed; else the reason why not."),
  })
  .meta({ id: "CatalogEntry" });
export type CatalogEntryDto = z.infer<typeof catalogEntryDto>;

export const snapshotPage = z
  .strictObject({
    items: z.array(catalogEntryDto),
    next_cursor: z.string().nullable(),
    total: countField,
  })
  .meta({ id: "SnapshotPage" });
export type SnapshotPage = z.infer<typeof snapshotPage>;

const metadataField = z.strictObject({ name: z.string(), type: z.enum(FIELD_TYPES), multi: z.boolean() });
/** What became of the typed metadata fields of a version. */
const fieldChangesDto = z.strictObject({
  added: z.array(metadataField),
  removed: z.array(metadataField),
  changed: z.array(z.strictObject({ before: metadataField, after: metadataField })),
});

const facetChange = z.strictObject({
  facet: z
    .string()
    .describe(
      "`tag`, `label`, `split`, `issue`, `kind`, `cluster`, `subcluster`, `meta` (its values are `field=option`), `field` (items that have any value) or `object`.",
    ),
  value: z.string(),
  before: countField,
  after: countField,
});
export type FacetChange = z.infer<typeof facetChange>;

export const comparisonDto = z
  .strictObject({
    added: countField,
    removed: countField,
    changed: countField,
    by_kind: z.strictObject({
      tags: countField,
      labels: countField,
      captions: countField,
      objects: countField,
      metadata: countField,
      clusters: countField,
      issues: countField,
      splits: countField,
      files: countField,
      origins: countField.describe("Licence and source."),
    }),
    facets: z
      .array(facetChange)
      .describe(
        "Values that another number of items has, those that differ most first; of each facet at most 100. None where `facets` asks for none.",
      ),
    more_facets: z
      .record(z.string(), countField)
      .describe("How many more values differ, by facet, where there are more than are listed."),
    models: modelChangesDto.describe("The models that enriched either."),
    classes: classChangesDto,
    fields: fieldChangesDto,
    from_state_id: uuidField,
    to_state_id: uuidField.describe("What was compared: with both, later questions are about the same."),
  })
  .meta({ id: "Comparison" });
export type ComparisonDto = z.infer<typeof comparisonDto>;
