import { z } from "zod";
import { ROLES } from "@/lib/auth/roles";
import { countField, timeField, uuidField } from "@/lib/validation";

/** Where a group or an address can be given, what has an @ is the address. */
const groupName = z
  .string({ error: "Give the group a name" })
  .trim()
  .min(1, "Give the group a name")
  .max(255, "A name has at most 255 characters")
  .refine((name) => !name.includes("@"), "A group's name has no @: it would be taken for an email address");

export const groupInput = z.strictObject({ name: groupName });
export type GroupInput = z.infer<typeof groupInput>;

const memberEmail = z.email({ error: "Enter an email address" }).toLowerCase();
/** Adds somebody, or makes them a manager or none. */
export const memberInput = z.strictObject({
  email: memberEmail,
  /** Whether they manage the group; as it is, or not, unless told. */
  manager: z.boolean().optional(),
});
export type MemberInput = z.infer<typeof memberInput>;
export const removeMemberInput = memberInput.pick({ email: true });
export type RemoveMemberInput = z.infer<typeof removeMemberInput>;
/** The same in an address; without anything the body tells. */
export const removeMemberQuery = removeMemberInput.partial();

const groupForm = z.strictObject({ group_id: uuidField });
export const createGroupForm = groupInput;
export const renameGroupForm = groupForm.extend({ name: groupName });
export const deleteGroupForm = groupForm;
export const memberForm = groupForm.extend({ email: memberEmail, manager: z.enum(["true", "false"]).optional() });
export const removeMemberForm = groupForm.extend({ email: memberEmail });

/** Why something is not possible; null where it is. */
const reason = z.string().nullable();

export const groupDto = z
  .strictObject({
    group_id: uuidField,
    name: z.string(),
    people: countField,
    created_at: timeField,
    /** Who belongs to it is said by the identity provider, at each sign-in. */
    from_provider: z.boolean(),
    /** On every dataset, by the installation's settings; null for none. */
    role_everywhere: z.enum(ROLES).nullable(),
    /** What whoever asks is in it; null for nothing. */
    you: z.enum(["member", "manager"]).nullable(),
    can: z.strictObject({ manage: reason, leave: reason }),
  })
  .meta({ id: "Group" });
export type GroupDto = z.infer<typeof groupDto>;

export const groupMemberDto = z
  .strictObject({ email: z.string(), name: z.string(), manager: z.boolean() })
  .meta({ id: "GroupMember" });
export type GroupMemberDto = z.infer<typeof groupMemberDto>;

export const groupDetailsDto = groupDto
  .extend({
    /** Null for who is not one of them. */
    members: z.array(groupMemberDto).nullable(),
  })
  .meta({ id: "GroupDetails" });
export type GroupDetailsDto = z.infer<typeof groupDetailsDto>;
