import { z } from "zod";
import { ROLES } from "@/lib/auth/roles";
import { newPassword } from "@/lib/auth/schema";
import { datasetForm } from "@/lib/datasets/schema";
import { namedAs, timeField } from "@/lib/validation";

/** Gives somebody a role, or changes the one that they have. */
export const shareInput = z.strictObject({
  grant_to_user_email: z.email("This is not an email address").toLowerCase(),
  role: z.enum(ROLES),
});
export type ShareInput = z.infer<typeof shareInput>;
export const revokeInput = shareInput.pick({ grant_to_user_email: true });
/** The same in an address; without anything the body tells. */
export const revokeQuery = revokeInput.partial();
export type RevokeInput = z.infer<typeof revokeInput>;

/** Who is to be the owner in the place of whoever asks. */
export const transferInput = z.strictObject({ to_user_email: shareInput.shape.grant_to_user_email });
export type TransferInput = z.infer<typeof transferInput>;

export const shareForm = datasetForm.extend({
  grant_to_user_email: z.email({ error: "Enter an email address" }).toLowerCase(),
  role: shareInput.shape.role,
});
export const revokeForm = shareForm.pick({ dataset_id: true, grant_to_user_email: true });
export const transferForm = datasetForm.extend(transferInput.shape);

/** Somebody with a role, or who will have it as soon as they have an account. */
export const shareDto = z
  .strictObject({
    email: z.string(),
    role: z.enum(ROLES),
    /** Nobody has an account with this address yet. */
    pending: z.boolean(),
    /** Until when the link of a pending invitation can be used. */
    expires_at: timeField.nullable(),
  })
  .meta({ id: "Share" });
export type ShareDto = z.infer<typeof shareDto>;

export const invitedDto = z
  .strictObject({
    pending: z.boolean(),
    /** Where an account for the address can be made; told once. Null for who has one. */
    accept_url: z.string().nullable(),
  })
  .meta({ id: "Invited" });
export type InvitedDto = z.infer<typeof invitedDto>;

export const acceptInvitationForm = z.strictObject({
  token: z.string(),
  name: namedAs("Enter your name"),
  password: newPassword,
});
