/** Groups of people: anybody makes one and manages it, and whoever is in it has the roles that datasets give it. */
import "server-only";
import { randomUUID } from "node:crypto";
import { assertWholeAccount } from "@/lib/auth/limits";
import { findUserByEmail, type CurrentUser } from "@/lib/auth/service";
import { ConflictError, ForbiddenError, NotFoundError, SQL_STATES, sqlMessageOf, sqlStateOf } from "@/lib/errors";
import * as repository from "./repository";
import type { GroupRow } from "./repository";
import { retried } from "./retried";
import { KEEPS_A_MANAGER, leaveReason, manageReason, ownerlessReason } from "./rules";
import type { GroupDetailsDto, GroupDto, GroupInput, MemberInput, RemoveMemberInput } from "./schema";

const toDto = (group: GroupRow): GroupDto => ({
  ...group,
  can: { manage: manageReason(group), leave: leaveReason(group) },
});

/** All groups, by name. @throws ForbiddenError for a key that does not reach the account */
export async function listGroups(user: CurrentUser): Promise<GroupDto[]> {
  assertWholeAccount(user);
  return (await repository.listGroups(user.id)).map(toDto);
}

/** A group, with its people for those who are in it. @throws NotFoundError, ForbiddenError */
export async function getGroup(user: CurrentUser, id: string): Promise<GroupDetailsDto> {
  const group = await requireGroup(user, id);
  return { ...toDto(group), members: group.you === null ? null : await repository.listMembers(id) };
}

/** Makes a group, whose maker manages it. @throws ConflictError where there is one of that name, ForbiddenError */
export async function createGroup(user: CurrentUser, { name }: GroupInput): Promise<GroupDto> {
  assertWholeAccount(user);
  const id = randomUUID();
  if (!(await retried(() => repository.insertGroup({ id, name, managerId: user.id })))) throw nameTaken(name);
  return toDto(await requireGroup(user, id));
}

/** @throws NotFoundError, ForbiddenError, ConflictError where there is one of that name */
export async function renameGroup(user: CurrentUser, id: string, { name }: GroupInput): Promise<GroupDto> {
  await asManager(user, id, () => repository.renameGroup(id, name, user.id), name);
  return toDto(await requireGroup(user, id));
}

/** Takes the group, and all roles that came by it. @throws NotFoundError, ForbiddenError, ConflictError where a dataset would be nobody's */
export async function deleteGroup(user: CurrentUser, id: string): Promise<void> {
  await asManager(user, id, () => repository.deleteGroup(id, user.id));
}

/** Adds somebody, or makes them a manager or none. @throws NotFoundError, ForbiddenError, ConflictError for the last manager */
export async function setMember(user: CurrentUser, id: string, { email, manager }: MemberInput): Promise<void> {
  await requireManaged(user, id);
  const member = await findUserByEmail(email);
  if (!member) throw new NotFoundError(`An account with the address ${email} was`);
  await asManager(user, id, () => repository.upsertMember(id, member.id, manager ?? null, user.id));
}

/**
 * Takes somebody out of the group, which takes a manager, or oneself, which is leaving.
 * @throws NotFoundError, ForbiddenError, ConflictError for the last manager, or where a dataset would be nobody's
 */
export async function removeMember(user: CurrentUser, id: string, { email }: RemoveMemberInput): Promise<void> {
  const group = await requireGroup(user, id);
  const refusal = email === user.email ? leaveReason(group) : manageReason(group);
  if (refusal) throw new ForbiddenError(refusal);
  const member = await findUserByEmail(email);
  if (!member || (await changing(() => repository.deleteMember(id, member.id, user.id))) === 0)
    throw new NotFoundError(`${email} in this group`);
}

/** A group by its id, or its name in any case, for sharing with it. @throws NotFoundError */
export async function requireGroupNamed(text: string): Promise<{ readonly id: string; readonly name: string }> {
  const group = await repository.findGroupNamed(text);
  if (!group) throw new NotFoundError(`Group ${text}`);
  return group;
}

async function requireGroup(user: CurrentUser, id: string): Promise<GroupRow> {
  assertWholeAccount(user);
  const group = await repository.findGroup(id, user.id);
  if (!group) throw new NotFoundError("Group");
  return group;
}

async function requireManaged(user: CurrentUser, id: string): Promise<void> {
  const refusal = manageReason(await requireGroup(user, id));
  if (refusal) throw new ForbiddenError(refusal);
}

/** The statement asks itself who manages the group: it does nothing for who has just lost that. */
async function asManager(
  user: CurrentUser,
  id: string,
  statement: () => Promise<number>,
  name?: string,
): Promise<void> {
  await requireManaged(user, id);
  if ((await changing(statement, name)) === 0) await requireManaged(user, id);
}

const nameTaken = (name: string) => new ConflictError(`There is a group called ${name} already.`);

/** Runs a statement; what the database refuses of it, having seen what others did meanwhile, is told in words. */
async function changing(statement: () => Promise<number>, name = ""): Promise<number> {
  try {
    return await retried(statement);
  } catch (error) {
    switch (sqlStateOf(error)) {
      case SQL_STATES.ownerless: {
        const ids = sqlMessageOf(error).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
        throw new ConflictError(ownerlessReason(await repository.namesOfDatasets(ids)));
      }
      case SQL_STATES.unmanaged:
        throw new ConflictError(KEEPS_A_MANAGER);
      case SQL_STATES.uniqueViolation:
        throw nameTaken(name);
      default:
        throw error;
    }
  }
}
