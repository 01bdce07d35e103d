import "server-only";
import type { Role } from "@/lib/auth/roles";
import { db, iso, Prisma } from "@/lib/db";

/** Whatever runs statements: the pool, or a transaction of somebody's. */
export type Client = Pick<typeof db, "$executeRaw">;

export interface GroupRow {
  readonly group_id: string;
  readonly name: string;
  readonly people: number;
  readonly created_at: string;
  readonly from_provider: boolean;
  readonly role_everywhere: Role | null;
  readonly you: "member" | "manager" | null;
}

const groupSql = (userId: string, where: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT g.id AS group_id, g.name, (SELECT count(*)::int FROM person_group_member p WHERE p.group_id = g.id) AS people,
    ${iso("g.created_at")} AS created_at, g.external_name IS NOT NULL AS from_provider, g.role_everywhere::text AS role_everywhere,
    CASE WHEN m.manager THEN 'manager' WHEN m.user_id IS NOT NULL THEN 'member' END AS you
  FROM person_group g LEFT JOIN person_group_member m ON m.group_id = g.id AND m.user_id = ${userId}::uuid
  WHERE ${where} ORDER BY lower(g.name) COLLATE "und-x-icu", g.id`;

/** All of them, with what a user is in each. */
export const listGroups = (userId: string): Promise<GroupRow[]> => db.$queryRaw(groupSql(userId, Prisma.sql`true`));

export async function findGroup(id: string, userId: string): Promise<GroupRow | null> {
  const rows = await db.$queryRaw<GroupRow[]>(groupSql(userId, Prisma.sql`g.id = ${id}::uuid`));
  return rows[0] ?? null;
}

/** By its id, or by its name in any case. */
export async function findGroupNamed(text: string): Promise<{ id: string; name: string } | null> {
  const rows = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT id, name FROM person_group WHERE id::text = lower(${text}) OR lower(name) = lower(${text})
    ORDER BY id::text = lower(${text}) DESC LIMIT 1`;
  return rows[0] ?? null;
}

export const listMembers = (groupId: string): Promise<{ email: string; name: string; manager: boolean }[]> =>
  db.$queryRaw`SELECT u.email, u.name, m.manager FROM person_group_member m JOIN app_user u ON u.id = m.user_id
    WHERE m.group_id = ${groupId}::uuid ORDER BY m.manager DESC, u.email`;

/** A group with its first manager. @returns whether it was made: the name may be taken */
export async function insertGroup(group: { id: string; name: string; managerId: string }): Promise<boolean> {
  const made = await db.$executeRaw`
    WITH made AS (INSERT INTO person_group (id, name) VALUES (${group.id}::uuid, ${group.name}) ON CONFLICT DO NOTHING RETURNING id)
    INSERT INTO person_group_member (group_id, user_id, manager) SELECT id, ${group.managerId}::uuid, true FROM made`;
  return made > 0;
}

/** Part of each of the following: whoever asks manages the group, whose people are ours to say. */
const managedBy = (userId: string): Prisma.Sql => Prisma.sql`g.external_name IS NULL AND EXISTS (
  SELECT FROM person_group_member me WHERE me.group_id = g.id AND me.user_id = ${userId}::uuid AND me.manager)`;

export const renameGroup = (id: string, name: string, userId: string): Promise<number> =>
  db.$executeRaw`UPDATE person_group g SET name = ${name} WHERE g.id = ${id}::uuid AND ${managedBy(userId)}`;

export const deleteGroup = (id: string, userId: string): Promise<number> =>
  db.$executeRaw`DELETE FROM person_group g WHERE g.id = ${id}::uuid AND ${managedBy(userId)}`;

/** @param manager null for what they are already, or else none */
export const upsertMember = (
  id: string,
  memberId: string,
  manager: boolean | null,
  userId: string,
): Promise<number> => db.$executeRaw`
  INSERT INTO person_group_member (group_id, user_id, manager)
  SELECT g.id, ${memberId}::uuid, coalesce(${manager}::boolean, false) FROM person_group g WHERE g.id = ${id}::uuid AND ${managedBy(userId)}
  ON CONFLICT (group_id, user_id) DO UPDATE SET manager = coalesce(${manager}::boolean, person_group_member.manager)`;

export const deleteMember = (id: string, memberId: string, userId: string): Promise<number> => db.$executeRaw`
  DELETE FROM person_group_member m USING person_group g
  WHERE m.group_id = ${id}::uuid AND g.id = m.group_id AND m.user_id = ${memberId}::uuid
    AND (m.user_id = ${userId}::uuid AND g.external_name IS NULL OR ${managedBy(userId)})`;

export const namesOfDatasets = async (ids: readonly string[]): Promise<string[]> =>
  (
    await db.dataset.findMany({
      where: { id: { in: [...ids] } },
      orderBy: { displayName: "asc" },
      select: { displayName: true },
    })
  ).map(({ displayName }) => displayName);

/** Puts somebody into the groups that the identity provider names, and out of its others. */
export const syncMember = (
  userId: string,
  externalNames: readonly string[],
  client: Client = db,
): Promise<number> => client.$executeRaw`
  WITH named AS (SELECT id, external_name FROM person_group WHERE external_name = ANY(${[...externalNames]}::text[])),
  gone AS (
    DELETE FROM person_group_member m WHERE m.user_id = ${userId}::uuid AND m.external
      AND NOT EXISTS (SELECT FROM named WHERE named.id = m.group_id)
  )
  INSERT INTO person_group_member (group_id, user_id, external) SELECT id, ${userId}::uuid, true FROM named
  ON CONFLICT (group_id, user_id) DO NOTHING`;

export interface EverywhereGroup {
  readonly id: string;
  readonly external_name: string;
  readonly name: string;
  /** To call it by where another group has that name. */
  readonly other_name: string;
  readonly role: Role | null;
}

/** Makes the groups that are missing, and sets which role each has on every dataset; all others have none. */
export const setEverywhere = (groups: readonly EverywhereGroup[]): Promise<number> => db.$executeRaw`
  WITH given AS (
    SELECT * FROM unnest(${groups.map(({ id }) => id)}::uuid[], ${groups.map((group) => group.external_name)}::text[],
      ${groups.map(({ name }) => name)}::text[], ${groups.map((group) => group.other_name)}::text[],
      ${groups.map(({ role }) => role)}::text[]) AS g (id, external_name, name, other_name, role)
  ),
  others AS (
    UPDATE person_group SET role_everywhere = NULL
    WHERE role_everywhere IS NOT NULL AND NOT EXISTS (SELECT FROM given WHERE given.external_name = person_group.external_name)
  )
  INSERT INTO person_group (id, name, external_name, role_everywhere)
  SELECT given.id,
    CASE WHEN EXISTS (SELECT FROM person_group g WHERE lower(g.name) = lower(given.name)) THEN given.other_name ELSE given.name END,
    given.external_name, given.role::role
  FROM given
  ON CONFLICT (external_name) DO UPDATE SET role_everywhere = excluded.role_everywhere
  WHERE person_group.role_everywhere IS DISTINCT FROM excluded.role_everywhere`;
