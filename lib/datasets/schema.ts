import { z } from "zod";
import { descriptionField, namedAs, nameField, notesField, optionalText, uuidField } from "@/lib/validation";
import { ROLES, type Role } from "@/lib/auth/roles";
import type { DatasetCan } from "@/lib/operations/rules";
import type { DatasetStatus } from "@/lib/operations/statuses";

export const createDatasetInput = z.strictObject({
  name: nameField,
  description: descriptionField.optional(),
  snapshots_enabled: z.boolean().optional(),
});
export type CreateDatasetInput = z.infer<typeof createDatasetInput>;

export const updateDatasetInput = z
  .strictObject({
    display_name: nameField.optional(),
    description: descriptionField.optional(),
    notes: notesField.optional(),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    message: "Give a display_name, a description or notes",
  });
export type UpdateDatasetInput = z.infer<typeof updateDatasetInput>;

/** `trash=true` asks for what can be brought back from the trash instead. */
export const listDatasetsQuery = z.strictObject({ trash: z.enum(["true", "false"]).optional() });

/** Gives somebody a role, or changes the one that they have. */
export const shareInput = z.strictObject({
  grant_to_user_email: z.email("This is not an email address").toLowerCase(),
  role: z.enum(ROLES),
});
export type ShareInput = z.infer<typeof shareInput>;
export const revokeInput = shareInput.pick({ grant_to_user_email: true });
export type RevokeInput = z.infer<typeof revokeInput>;

/** The forms about datasets, as their actions read them. */
export const createDatasetForm = z.strictObject({
  name: namedAs("Enter a name for the dataset"),
  description: optionalText,
});
/** A form that is about a dataset and asks nothing more. */
export const datasetForm = z.strictObject({ dataset_id: uuidField });
export const renameDatasetForm = datasetForm.extend({ display_name: namedAs("Enter a name for the dataset") });
export const describeDatasetForm = datasetForm.extend({ description: optionalText });

export const shareForm = shareInput.extend({
  dataset_id: uuidField,
  grant_to_user_email: z.email({ error: "Enter an email address" }).toLowerCase(),
});
export const revokeForm = shareForm.pick({ dataset_id: true, grant_to_user_email: true });

/** A dataset as REST returns it; `can`, `role` and `status` are what the UI reads. */
export interface DatasetDto {
  readonly id: string;
  readonly display_name: string;
  readonly description: string;
  readonly source_type: string;
  readonly owned_by: string;
  readonly created_at: string;
  readonly status_new: string;
  readonly progress: number;
  readonly n_images: number;
  readonly n_videos: number;
  readonly n_objects: number;
  /** Items that no index run covers: what makes a dataset PARTIAL_INDEX. */
  readonly n_unindexed: number;
  readonly fatal_error_msg: string | null;
  readonly source_dataset_id: string | null;
  readonly notes: string;
  readonly cover_image_url: string | null;
  readonly metadata: unknown;
  readonly default_filter: unknown;
  readonly snapshots_enabled: boolean;
  /**
   * The newest that is not removed of those that people know by name: made by a person, at creation or by cloning. What was
   * saved automatically before an operation or a restore is left out; it would stand here after every operation.
   */
  readonly last_snapshot: {
    readonly snapshot_id: string;
    readonly snapshot_name: string;
    readonly created_at: string;
  } | null;
  /** How many have a role on it. */
  readonly people: number;
  readonly status: DatasetStatus;
  readonly state_id: string;
  readonly role: Role;
  readonly can: DatasetCan;
  readonly active_task: {
    readonly task_id: string;
    readonly task_type: string;
    readonly progress_percentage: number;
    readonly status_message: string;
  } | null;
}

/** A dataset in the trash: what its owner needs to tell it from others. Nothing else can be asked of it there. */
export interface TrashedDatasetDto extends Pick<
  DatasetDto,
  "id" | "display_name" | "description" | "owned_by" | "created_at" | "n_images" | "n_videos" | "cover_image_url"
> {
  readonly deleted_at: string;
  /** Until when it can be brought back. */
  readonly purge_at: string;
}

export interface ShareDto {
  readonly email: string;
  readonly role: Role;
}
