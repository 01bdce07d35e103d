import { z } from "zod";
import { ROLES } from "@/lib/auth/roles";
import { newPassword } from "@/lib/auth/schema";
import { datasetForm } from "@/lib/datasets/schema";
import { countField, namedAs, timeField, uuidField } from "@/lib/validation";

const personsEmail = z.email("This is not an email address").toLowerCase();

/** To whom a role is given: a person or a group, exactly one of them. */
const grantee = z.strictObject({
  grant_to_user_email: personsEmail.optional(),
  /** A group, by its id or its name. */
  grant_to_group: z.string().trim().min(1, "Give the group's name, or its id").optional(),
});
type Grantee = z.infer<typeof grantee>;
const isOne = (given: Grantee): boolean =>
  (given.grant_to_user_email === undefined) !== (given.grant_to_group === undefined);
const ONE = { path: ["grant_to_user_email"], error: "Give either grant_to_user_email or grant_to_group" };

/** Gives a role, or changes the one that is there. */
export const shareInput = grantee.extend({ role: z.enum(ROLES) }).refine(isOne, ONE);
export type ShareInput = z.infer<typeof shareInput>;
export const revokeInput = grantee.refine(isOne, ONE);
/** The same in an address; without anything the body tells. */
export const revokeQuery = grantee.refine(
  (given) => isOne(given) || Object.values(given).every((value) => value === undefined),
  ONE,
);
export type RevokeInput = z.infer<typeof revokeInput>;

/** Who is to be the owner in the place of whoever asks. */
export const transferInput = z.strictObject({ to_user_email: personsEmail });
export type TransferInput = z.infer<typeof transferInput>;

const WHO = "Enter an email address or a group";
const isEmail = (text: string): boolean => z.email().safeParse(text).success;
/** An address or a group's name or id, in one field: what has an @ is an address. */
const grantTo = z
  .string({ error: WHO })
  .trim()
  .min(1, WHO)
  .refine((text) => !text.includes("@") || isEmail(text), "This is not an email address");
export const granteeIn = (text: string): Grantee =>
  text.includes("@") ? { grant_to_user_email: text.toLowerCase() } : { grant_to_group: text };

export const revokeForm = datasetForm.extend({ grant_to: grantTo });
export const shareForm = revokeForm.extend({ role: z.enum(ROLES) });
export const transferForm = datasetForm.extend(transferInput.shape);

/** A role that somebody has by a group. */
export const throughDto = z
  .strictObject({
    group_id: uuidField,
    group: z.string(),
    role: z.enum(ROLES),
    /** Not given on the dataset, but on every one, by the installation's settings. */
    everywhere: z.boolean(),
  })
  .meta({ id: "Through" });

/** Somebody with a role, or who will have it as soon as they have an account. */
export const personShareDto = z
  .strictObject({
    email: z.string(),
    /** The highest, however they have it. */
    role: z.enum(ROLES),
    /** Nobody has an account with this address yet. */
    pending: z.boolean(),
    /** Until when the link of a pending invitation can be used. */
    expires_at: timeField.nullable(),
    /** What they were given themselves; null where groups alone bring the role. */
    granted: z.enum(ROLES).nullable(),
    through: z.array(throughDto),
  })
  .meta({ id: "PersonShare" });
export type PersonShareDto = z.infer<typeof personShareDto>;

/** A group with a role, which all of its people have. */
export const groupShareDto = z
  .strictObject({
    group: z.string(),
    group_id: uuidField,
    people: countField,
    /** The highest, however it has it. */
    role: z.enum(ROLES),
    /** What it was given on this dataset; null where the installation's settings alone give it the role. */
    granted: z.enum(ROLES).nullable(),
  })
  .meta({ id: "GroupShare" });
export type GroupShareDto = z.infer<typeof groupShareDto>;

export const shareDto = z.union([personShareDto, groupShareDto]).meta({ id: "Share" });
export type ShareDto = z.infer<typeof shareDto>;
export const isGroup = (share: ShareDto): share is GroupShareDto => "group_id" in share;
export const isPerson = (share: ShareDto): share is PersonShareDto => "email" in share;

export const invitedDto = z
  .strictObject({
    pending: z.boolean(),
    /** Where an account for the address can be made; told once. Null for who has one. */
    accept_url: z.string().nullable(),
  })
  .meta({ id: "Invited" });
export type InvitedDto = z.infer<typeof invitedDto>;

/** Whether anyone with a link may look at the dataset. */
export const publicLinkDto = z
  .strictObject({
    is_public: z.boolean(),
    created_at: timeField.nullable(),
    created_by: z.string().nullable(),
  })
  .meta({ id: "PublicLink" });
export type PublicLinkDto = z.infer<typeof publicLinkDto>;

export const newPublicLinkDto = z.strictObject({
  /** Whole address; told once, as only a hash of it is kept. */
  url: z.string(),
  created_at: timeField,
});

export const acceptInvitationForm = z.strictObject({
  token: z.string(),
  name: namedAs("Enter your name"),
  password: newPassword,
});
