/** Who may do what with a dataset: roles of people, and of addresses that nobody has an account with yet. */
import "server-only";
import { requireDataset } from "@/lib/access/service";
import type { Role } from "@/lib/auth/roles";
import { findUserByEmail, type CurrentUser } from "@/lib/auth/service";
import { commit, nothingToDo, type Decision } from "@/lib/commits/gate";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { INVITATION_DAYS, newToken } from "./invitations";
import * as repository from "./repository";
import type { Member } from "./repository";
import { lastOwnerReason } from "./rules";
import type { RevokeInput, ShareDto, ShareInput, TransferInput } from "./schema";

export async function listShares(user: CurrentUser, id: string): Promise<ShareDto[]> {
  await requireDataset(user, id);
  const [members, invitations] = await Promise.all([repository.listMembers(id), repository.listInvitations(id)]);
  return [
    ...members.map(({ email, role }) => ({ email, role, pending: false, expires_at: null })),
    ...invitations.map(({ email, role, expires_at }) => ({ email, role, pending: true, expires_at })),
  ];
}

/**
 * Gives a role, or changes it. The last owner cannot be made less than that. Who has no account is invited.
 * @returns what the link to make an account with holds; null for who has one
 */
export async function share(user: CurrentUser, id: string, input: ShareInput): Promise<string | null> {
  const { grant_to_user_email: email, role } = input;
  const { token, tokenHash } = newToken();
  return commit(user, id, "dataset_share", async (): Promise<Decision<string | null>> => {
    const grantee = await findUserByEmail(email);
    if (grantee) {
      const members = await repository.listMembers(id);
      return answering(decideRole(user, members, { user_id: grantee.id, email: grantee.email }, role), null);
    }
    return {
      effects: {
        rows: repository.inviteSql({ email, role, tokenHash, invitedBy: user.email, days: INVITATION_DAYS }),
        event: { kind: "share", actor: user.email, detail: { email, role } },
        tells: "share",
      },
      answer: () => token,
    };
  });
}

const answering = <R>(decision: Decision<void>, answer: R): Decision<R> =>
  decision.effects === null ? nothingToDo(answer) : { effects: decision.effects, answer: () => answer };

/** Changes the role that somebody has, or is invited to. @throws NotFoundError when they have none; an invitation gives one */
export async function changeRole(user: CurrentUser, id: string, input: ShareInput): Promise<void> {
  const { grant_to_user_email: email, role } = input;
  await commit(user, id, "dataset_share", async (): Promise<Decision<void>> => {
    const members = await repository.listMembers(id);
    const invited = await findInvited(id, email);
    if (!invited) return decideRole(user, members, memberOrThrow(members, email), role);
    if (invited.role === role) return nothingToDo(undefined);
    return {
      effects: {
        rows: repository.changeInvitationSql(email, role),
        event: { kind: "share", actor: user.email, detail: { email, role } },
        tells: "share",
      },
      answer: () => undefined,
    };
  });
}

/** Takes somebody's role away, which takes an Owner, or one's own, which anybody may who is not the last owner. */
export async function revokeRole(user: CurrentUser, id: string, input: RevokeInput): Promise<void> {
  const { grant_to_user_email: email } = input;
  await commit(
    user,
    id,
    email === user.email ? "dataset_leave" : "dataset_share",
    async (): Promise<Decision<void>> => {
      const members = await repository.listMembers(id);
      if (!(await findInvited(id, email))) return decideRole(user, members, memberOrThrow(members, email), null);
      return {
        effects: {
          rows: repository.removeInvitationSql(email),
          event: { kind: "unshare", actor: user.email, detail: { email } },
          tells: "share",
        },
        answer: () => undefined,
      };
    },
  );
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
    return {
      effects: {
        members: [
          { userId: heir.id, role: "OWNER" },
          { userId: user.id, role: "EDITOR" },
        ],
        event: { kind: "share", actor: user.email, detail: { email: heir.email, role: "OWNER" } },
        tells: "share",
      },
      answer: () => undefined,
    };
  });
}

const findInvited = async (id: string, email: string) =>
  (await repository.listInvitations(id)).find((invitation) => invitation.email === email);

function memberOrThrow(members: readonly Member[], email: string): Member {
  const member = members.find((one) => one.email === email);
  if (!member) throw new NotFoundError(`A role of ${email} on this dataset`);
  return member;
}

/**
 * The last owner can be neither made less nor removed. Roles change with the dataset's version, which was read before the
 * members were: where somebody else changes one meanwhile, this is decided again.
 */
function decideRole(
  user: CurrentUser,
  members: readonly Member[],
  { user_id, email }: Pick<Member, "user_id" | "email">,
  role: Role | null,
): Decision<void> {
  const before = members.find((member) => member.user_id === user_id)?.role ?? null;
  if (before === role) return nothingToDo(undefined);
  const kept = lastOwnerReason(members, email);
  if (kept) throw new ConflictError(kept);
  const actor = user.email;
  return {
    effects: {
      members: [{ userId: user_id, role }],
      event:
        role === null
          ? { kind: "unshare", actor, detail: { email } }
          : { kind: "share", actor, detail: { email, role } },
      tells: "share",
    },
    answer: () => undefined,
  };
}
