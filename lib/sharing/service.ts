/** Who may do what with a dataset: roles of people and groups, and of addresses that nobody has an account with yet. */
import "server-only";
import { requireDataset } from "@/lib/access/service";
import { assertNoGuest } from "@/lib/auth/limits";
import type { Role } from "@/lib/auth/roles";
import { findUserByEmail, type CurrentUser } from "@/lib/auth/service";
import type { Effects } from "@/lib/commits/effects";
import { commit, nothingToDo, type Decision } from "@/lib/commits/gate";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { requireGroupNamed } from "@/lib/groups/service";
import { INVITATION_DAYS, newToken } from "./invitations";
import * as repository from "./repository";
import type { Invitation, Member } from "./repository";
import { lastOwnerReason, type RoleChange } from "./rules";
import type { RevokeInput, ShareDto, ShareInput, TransferInput } from "./schema";

/** People with a role, those who are invited to one, and groups. @throws NotFoundError, ForbiddenError for a guest: who they are is not for anyone to know */
export async function listShares(user: CurrentUser, id: string): Promise<ShareDto[]> {
  await requireDataset(user, id);
  assertNoGuest(user);
  const [members, invitations, groups] = await Promise.all([
    repository.listMembers(id),
    repository.listInvitations(id),
    repository.listGroupsWithRole(id),
  ]);
  return [
    ...members.map(({ email, role, granted, through }) => ({
      email,
      role,
      pending: false,
      expires_at: null,
      granted,
      through: [...through],
    })),
    ...invitations.map(({ email, role, expires_at }) => ({
      email,
      role,
      pending: true,
      expires_at,
      granted: role,
      through: [],
    })),
    ...groups,
  ];
}

/**
 * Gives a role to a person or a group, or changes it. The last owner cannot be made less than that. Who has no account is
 * invited.
 * @returns what the link to make an account with holds; null for a group, and for who has one
 */
export async function share(user: CurrentUser, id: string, input: ShareInput): Promise<string | null> {
  const { grant_to_user_email: email, grant_to_group: group, role } = input;
  const { token, tokenHash } = newToken();
  return commit(user, id, "dataset_share", async (): Promise<Decision<string | null>> => {
    if (email === undefined) return answering(await decideGroup(user, id, group!, role), null);
    const grantee = await findUserByEmail(email);
    if (grantee) {
      const [members, invited] = await Promise.all([repository.listMembers(id), findInvited(id, email)]);
      const known = members.find((member) => member.user_id === grantee.id);
      const holder = known ?? { user_id: grantee.id, email: grantee.email, granted: null };
      return answering(decideRole(user, members, holder, role, invited), null);
    }
    const inviting = repository.inviteSql({ email, role, tokenHash, invitedBy: user.email, days: INVITATION_DAYS });
    return answering(written({ rows: inviting, event: sharedWith(user, email, role) }), token);
  });
}

/** Changes the role that a person or a group was given, or is invited to. @throws NotFoundError when they have none, ConflictError where it is a group's */
export async function changeRole(user: CurrentUser, id: string, input: ShareInput): Promise<void> {
  const { grant_to_user_email: email, grant_to_group: group, role } = input;
  await commit(user, id, "dataset_share", async (): Promise<Decision<void>> => {
    if (email === undefined) return decideGroup(user, id, group!, role, "theirs");
    const [members, invited] = await Promise.all([repository.listMembers(id), findInvited(id, email)]);
    const member = members.find((one) => one.email === email);
    if (member || !invited) return decideRole(user, members, grantedOrThrow(member, email), role, invited);
    if (invited.role === role) return nothingToDo(undefined);
    return written({ rows: repository.changeInvitationSql(email, role), event: sharedWith(user, email, role) });
  });
}

/**
 * Takes away what a person or a group was given, which takes an Owner, or one's own, which anybody may who is not the last owner.
 * @throws NotFoundError when they have none, ConflictError where it is a group's
 */
export async function revokeRole(user: CurrentUser, id: string, input: RevokeInput): Promise<void> {
  const { grant_to_user_email: email, grant_to_group: group } = input;
  const isOwn = email === user.email;
  await commit(user, id, isOwn ? "dataset_leave" : "dataset_share", async (): Promise<Decision<void>> => {
    if (email === undefined) return decideGroup(user, id, group!, null, "theirs");
    const [members, invited] = await Promise.all([repository.listMembers(id), findInvited(id, email)]);
    const member = members.find((one) => one.email === email);
    if (!member && invited)
      return written({
        rows: repository.removeInvitationSql(email),
        event: { kind: "unshare", actor: user.email, detail: { email } },
      });
    return decideRole(user, members, grantedOrThrow(member, email, isOwn), null, invited);
  });
}

/** Makes somebody else an owner in one's own place, who stays as an Editor. @throws NotFoundError, ForbiddenError, ConflictError */
export async function transferOwnership(
  user: CurrentUser,
  id: string,
  { to_user_email: email }: TransferInput,
): Promise<void> {
  await commit(user, id, "dataset_share", async (): Promise<Decision<void>> => {
    const heir = await findUserByEmail(email);
    if (!heir) throw new NotFoundError(`User ${email}`);
    if (heir.id === user.id) throw new ConflictError("You are an owner already.");
    return written({
      members: [
        { userId: heir.id, role: "OWNER" },
        { userId: user.id, role: "EDITOR" },
      ],
      event: sharedWith(user, heir.email, "OWNER"),
    });
  });
}

const findInvited = async (id: string, email: string): Promise<Invitation | undefined> =>
  (await repository.listInvitations(id)).find((invitation) => invitation.email === email);

const written = (effects: Omit<Effects, "tells">): Decision<void> => ({
  effects: { ...effects, tells: "share" },
  answer: () => undefined,
});
const answering = <R>(decision: Decision<void>, answer: R): Decision<R> =>
  decision.effects === null ? nothingToDo(answer) : { effects: decision.effects, answer: () => answer };
const sharedWith = ({ email: actor }: CurrentUser, email: string, role: Role) =>
  ({ kind: "share", actor, detail: { email, role } }) as const;

const throughGroups = ({ through }: Pick<Member, "through">, begins: string): string => {
  const names = [...new Set(through.map(({ group }) => group))];
  return `${begins} through the ${names.length > 1 ? "groups" : "group"} ${names.join(", ")}.`;
};

/** Somebody who was given a role; one that groups bring is not theirs to change. */
function grantedOrThrow(member: Member | undefined, email: string, isOwn = false): Member {
  if (!member) throw new NotFoundError(`A role of ${email} on this dataset`);
  if (member.granted === null)
    throw new ConflictError(
      isOwn
        ? `${throughGroups(member, "You see this dataset")} To leave it, leave that first.`
        : `${throughGroups(member, `${email} has this role`)} Change what the group has, or take them out of it.`,
    );
  return member;
}

/** The last owner can be neither made less nor removed, however many groups there are. */
function assertStillOwned(members: readonly Member[], change: RoleChange): void {
  const kept = lastOwnerReason(members, change);
  if (kept) throw new ConflictError(kept);
}

/**
 * Roles change with the dataset's version, which was read before the members were: where somebody else changes one meanwhile, or
 * a group of theirs, this is decided again.
 * @param invited what still waits for their address, though they have an account
 */
function decideRole(
  user: CurrentUser,
  members: readonly Member[],
  { user_id, email, granted }: Pick<Member, "user_id" | "email" | "granted">,
  role: Role | null,
  invited: Invitation | undefined,
): Decision<void> {
  if (granted === role && !invited) return nothingToDo(undefined);
  assertStillOwned(members, { email, role });
  return written({
    members: [{ userId: user_id, role }],
    ...(invited ? { rows: repository.removeInvitationSql(email) } : {}),
    event: role === null ? { kind: "unshare", actor: user.email, detail: { email } } : sharedWith(user, email, role),
  });
}

/** @param whose `theirs`: a role that the group was given already */
async function decideGroup(
  user: CurrentUser,
  id: string,
  named: string,
  role: Role | null,
  whose?: "theirs",
): Promise<Decision<void>> {
  const group = await requireGroupNamed(named);
  const [members, groups] = await Promise.all([repository.listMembers(id), repository.listGroupsWithRole(id)]);
  const granted = groups.find(({ group_id }) => group_id === group.id)?.granted ?? null;
  if (whose && granted === null) throw new NotFoundError(`A role of the group ${group.name} on this dataset`);
  if (granted === role) return nothingToDo(undefined);
  assertStillOwned(members, { groupId: group.id, role });
  const actor = user.email;
  return written({
    groups: [{ groupId: group.id, role }],
    event:
      role === null
        ? { kind: "unshare_group", actor, detail: { group: group.name } }
        : { kind: "share_group", actor, detail: { group: group.name, role } },
  });
}
