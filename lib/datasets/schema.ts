import { z } from "zod";
import {
  countField,
  descriptionField,
  namedAs,
  nameField,
  notesField,
  optionalText,
  timeField,
  uuidField,
} from "@/lib/validation";
import { ROLES } from "@/lib/auth/roles";
import { OPERATIONS, type Operation } from "@/lib/operations/declarations";
import { STATUSES } from "@/lib/operations/statuses";

export const createDatasetInput = z.strictObject({
  name: nameField,
  description: descriptionField.optional(),
  snapshots_enabled: z.boolean().optional(),
});
export type CreateDatasetInput = z.infer<typeof createDatasetInput>;

/** One of the dataset's items as its cover. */
export const coverInput = z.strictObject({ media_id: uuidField });
/** The same as a form, with a picture. */
export const coverForm = z.strictObject({ file: z.file() });

const searchText = z.string().max(4000);
const json = z.json().meta({ id: "Json", description: "Anything that JSON can say" });
const MAX_METADATA_BYTES = 100_000;
/** Anything that JSON can say, by names. */
const datasetMetadata = z
  .record(z.string().min(1).max(255), json)
  .refine((value) => JSON.stringify(value).length <= MAX_METADATA_BYTES, "At most 100,000 characters of JSON");

/** A search, by itself or with an order. */
const defaultFilter = z.union([
  searchText,
  z.strictObject({ q: searchText, sort: z.string().min(1).max(300).optional() }),
]);
export type DefaultFilter = z.output<typeof defaultFilter>;

export const updateDatasetInput = z
  .strictObject({
    display_name: nameField.optional(),
    description: descriptionField.optional(),
    notes: notesField.optional(),
    metadata: datasetMetadata.optional(),
    /** What becomes of the metadata that is there; `remove` drops the cover image and nothing else. */
    action: z.enum(["merge", "overwrite", "remove"]).optional(),
    /** What the dataset opens with; null for everything. */
    default_filter: defaultFilter.nullable().optional(),
    /** An address that the picture is fetched from, once; null for no cover of its own. */
    cover_image_url: z.url("This is not an address").nullable().optional(),
    snapshots_enabled: z.literal(true, { error: "Snapshots can be switched on, not off" }).optional(),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    message: "Give at least one field to change",
  })
  .refine(({ action, metadata }) => action === undefined || action === "remove" || metadata !== undefined, {
    path: ["metadata"],
    error: "An action is about metadata: give it too",
  })
  .refine(
    ({ action, metadata, cover_image_url }) => action !== "remove" || (metadata === undefined && !cover_image_url),
    {
      path: ["action"],
      error: "remove drops the cover image; it takes neither metadata nor another cover",
    },
  );
export type UpdateDatasetInput = z.infer<typeof updateDatasetInput>;

/** `trash=true` asks for what can be brought back from the trash instead. */
export const listDatasetsQuery = z.strictObject({ trash: z.enum(["true", "false"]).optional() });

/** `forever=true` gives up what is in the trash already. */
export const deleteDatasetQuery = z.strictObject({ forever: z.enum(["true", "false"]).optional() });

/** The forms about datasets, as their actions read them. */
export const createDatasetForm = z.strictObject({
  name: namedAs("Enter a name for the dataset"),
  description: optionalText,
});
/** A form that is about a dataset and asks nothing more. */
export const datasetForm = z.strictObject({ dataset_id: uuidField });
export const renameDatasetForm = datasetForm.extend({ display_name: namedAs("Enter a name for the dataset") });
export const describeDatasetForm = datasetForm.extend({ description: optionalText });

/** A dataset as REST returns it; `can`, `role` and `status` are what the UI reads. */
export const datasetDto = z
  .strictObject({
    id: uuidField,
    display_name: z.string(),
    description: z.string(),
    source_type: z.string(),
    owned_by: z.string(),
    created_at: timeField,
    status_new: z.string(),
    progress: z.number(),
    n_images: countField,
    n_videos: countField,
    n_objects: countField,
    n_unindexed: countField.describe("Items that no index run covers: what makes a dataset PARTIAL_INDEX."),
    fatal_error_msg: z.string().nullable(),
    source_dataset_id: uuidField.nullable(),
    notes: z.string(),
    cover_image_url: z.string().nullable(),
    cover_chosen: z.boolean().describe("Whether people chose it; else it is the first of the data."),
    metadata: z.unknown(),
    default_filter: defaultFilter.nullable(),
    snapshots_enabled: z.boolean(),
    last_snapshot: z
      .strictObject({
        snapshot_id: uuidField,
        snapshot_name: z.string(),
        created_at: timeField,
      })
      .nullable()
      .describe(
        "The newest that is not removed of those that people know by name: made by a person, at creation or by cloning. What was saved automatically before an operation or a restore is left out; it would stand here after every operation.",
      ),
    people: countField.describe("How many have a role on it."),
    status: z.enum(STATUSES),
    state_id: uuidField,
    role: z.enum(ROLES),
    can: z
      .record(z.enum(Object.keys(OPERATIONS) as [Operation, ...Operation[]]), z.string().nullable())
      .describe("What may be done with it now: null where it is allowed, else why not."),
    active_task: z
      .strictObject({
        task_id: uuidField,
        task_type: z.string(),
        progress_percentage: z.number(),
        status_message: z.string(),
      })
      .nullable(),
  })
  .meta({ id: "Dataset" });
export type DatasetDto = z.infer<typeof datasetDto>;

/** A dataset in the trash: what its owner needs to tell it from others. Nothing else can be asked of it there. */
export const trashedDatasetDto = datasetDto
  .pick({
    id: true,
    display_name: true,
    description: true,
    owned_by: true,
    created_at: true,
    n_images: true,
    n_videos: true,
    cover_image_url: true,
  })
  .extend({ deleted_at: timeField, purge_at: timeField.describe("Until when it can be brought back.") })
  .meta({ id: "TrashedDataset" });
export type TrashedDatasetDto = z.infer<typeof trashedDatasetDto>;
