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
import { DATASET_SORTS, type DatasetSort } from "@/lib/access/sorts";
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

const isGiven = (value: unknown): boolean => value !== undefined;
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
  .refine((input) => Object.values(input).some(isGiven), {
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

/** What of the inventory is asked for. */
export const datasetFilter = z.strictObject({
  search: z.string().trim().max(255).optional(),
  status: z.enum(STATUSES).optional(),
  owner: z.string().max(320).optional(),
  role: z.enum(ROLES).optional(),
  starred: z.enum(["true", "false"]).optional(),
  sort: z.enum(DATASET_SORTS).optional(),
});
export type DatasetFilter = z.infer<typeof datasetFilter>;

/**
 * Any of these asks for pages; without one the answer is the plain list of all. `trash=true` asks for what can be brought back
 * from the trash instead, and takes nothing beside it.
 */
export const listDatasetsQuery = datasetFilter
  .extend({
    limit: z.coerce.number().int().min(1).max(200).optional(),
    cursor: z.string().max(2000).optional(),
    trash: z.enum(["true", "false"]).optional(),
  })
  .refine((query) => query.trash !== "true" || Object.values(query).filter(isGiven).length === 1, {
    path: ["trash"],
    error: "The trash is listed whole: ask for nothing else",
  });
export type ListDatasetsQuery = z.infer<typeof listDatasetsQuery>;

/** Where a page ended, as its cursor says it: what the last dataset is sorted by. */
const createdPlace = z.tuple([z.iso.datetime(), uuidField]);
const namePlace = z.tuple([z.string(), uuidField]);
const sizePlace = z.tuple([z.string().regex(/^\d{1,9}$/), uuidField]);
export const PLACES = {
  created: createdPlace,
  "-created": createdPlace,
  name: namePlace,
  "-name": namePlace,
  size: sizePlace,
  "-size": sizePlace,
  "-starred": z.tuple([z.enum(["true", "false"]), z.iso.datetime(), uuidField]),
} satisfies Record<DatasetSort, z.ZodType<string[]>>;

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
export const notesForm = datasetForm.extend({ notes: notesField.default("") });

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
    starred: z.boolean().describe("Whether whoever asks marked it for themselves."),
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

/** A page of the inventory. */
export const datasetPage = z
  .strictObject({
    datasets: z.array(datasetDto),
    next_cursor: z.string().nullable(),
    total: countField.describe("How many there are of what is asked for, on all pages."),
  })
  .meta({ id: "DatasetPage" });
export type DatasetPage = z.infer<typeof datasetPage>;

/** What there is to narrow the inventory by. */
export const datasetFiltersDto = z.strictObject({ owners: z.array(z.string()) }).meta({ id: "DatasetFilters" });
export type DatasetFiltersDto = z.infer<typeof datasetFiltersDto>;

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
