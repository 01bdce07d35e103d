import { z } from "zod";
import { descriptionField, namedAs, nameField, optionalText, uuidField } from "@/lib/validation";
import type { Role } from "@/lib/auth/roles";
import type { DatasetCan } from "@/lib/operations/rules";
import type { DatasetStatus } from "@/lib/operations/statuses";

export const createDatasetInput = z.strictObject({
  name: nameField,
  description: descriptionField.optional(),
  snapshots_enabled: z.boolean().optional(),
});
export type CreateDatasetInput = z.infer<typeof createDatasetInput>;

/** The forms about datasets, as their actions read them. */
export const createDatasetForm = z.strictObject({
  name: namedAs("Enter a name for the dataset"),
  description: optionalText,
});
export const deleteDatasetForm = z.strictObject({ dataset_id: uuidField });

export const inviteInput = z.strictObject({
  grant_to_user_email: z.email("This is not an email address"),
  role: z.enum(["VIEWER", "EDITOR", "OWNER"]),
});

export const shareForm = inviteInput.extend({
  dataset_id: uuidField,
  grant_to_user_email: z.email({ error: "Enter an email address" }),
});

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
  readonly fatal_error_msg: string | null;
  readonly source_dataset_id: string | null;
  readonly notes: string;
  readonly cover_image_url: string | null;
  readonly metadata: unknown;
  readonly default_filter: unknown;
  readonly snapshots_enabled: boolean;
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

export interface ShareDto {
  readonly email: string;
  readonly role: Role;
}
