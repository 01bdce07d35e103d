import "server-only";
import type { Role } from "@/lib/auth/roles";
import { db, iso, Prisma } from "@/lib/db";
import type { Holder } from "./rules";

export interface Member extends Holder {
  readonly user_id: string;
  /** The highest, however they have it. */
  readonly role: Role;
}

/** Everybody with a role, and how they have it. */
export const listMembers = (datasetId: string): Promise<Member[]> =>
  db.$queryRaw`SELECT u.id AS user_id, u.email, m.role::text AS role, mg.role::text AS granted, (
      SELECT coalesce(json_agg(json_build_object('group_id', g.id, 'group', g.name, 'role', by.role, 'everywhere', by.everywhere)
        ORDER BY by.role DESC, lower(g.name), by.everywhere), '[]')
      FROM person_group_member pm JOIN person_group g ON g.id = pm.group_id CROSS JOIN LATERAL (
        SELECT gg.role, false AS everywhere FROM group_grant gg WHERE gg.group_id = g.id AND gg.dataset_id = m.dataset_id
        UNION ALL SELECT g.role_everywhere, true WHERE g.role_everywhere IS NOT NULL
      ) AS by
      WHERE pm.user_id = m.user_id
    ) AS through
    FROM membership m JOIN app_user u ON u.id = m.user_id AND u.guest_of IS NULL
    LEFT JOIN membership_grant mg ON mg.dataset_id = m.dataset_id AND mg.user_id = m.user_id
    WHERE m.dataset_id = ${datasetId}::uuid ORDER BY m.role DESC, u.email`;

export interface GroupWithRole {
  readonly group_id: string;
  readonly group: string;
  readonly people: number;
  readonly role: Role;
  readonly granted: Role | null;
}

/** Every group with a role on the dataset. */
export const listGroupsWithRole = (datasetId: string): Promise<GroupWithRole[]> =>
  db.$queryRaw`SELECT g.id AS group_id, g.name AS "group", (SELECT count(*)::int FROM person_group_member m WHERE m.group_id = g.id) AS people,
      greatest(gg.role, g.role_everywhere)::text AS role, gg.role::text AS granted
    FROM person_group g LEFT JOIN group_grant gg ON gg.group_id = g.id AND gg.dataset_id = ${datasetId}::uuid
    WHERE gg.role IS NOT NULL OR g.role_everywhere IS NOT NULL
    ORDER BY greatest(gg.role, g.role_everywhere) DESC, lower(g.name)`;

export interface Invitation {
  readonly dataset_id: string;
  readonly dataset_name: string;
  readonly email: string;
  readonly role: Role;
  readonly invited_by: string;
  readonly expires_at: string;
}
const INVITATION = Prisma.sql`SELECT i.dataset_id, d.display_name AS dataset_name, i.email, i.role::text AS role, i.invited_by, ${iso("i.expires_at")} AS expires_at
  FROM invitation i JOIN dataset d ON d.id = i.dataset_id AND d.deleted_at IS NULL`;
const STANDS = Prisma.sql`i.expires_at > clock_timestamp()`;

/** Those of a dataset, those whose time is over among them. */
export const listInvitations = (datasetId: string): Promise<Invitation[]> =>
  db.$queryRaw`${INVITATION} WHERE i.dataset_id = ${datasetId}::uuid ORDER BY i.role DESC, i.email`;

/** Those that an address can still take up. */
export const findInvitationsOf = (email: string): Promise<Invitation[]> =>
  db.$queryRaw`${INVITATION} WHERE i.email = ${email} AND ${STANDS}`;

export async function findInvitation(tokenHash: Uint8Array<ArrayBuffer>): Promise<Invitation | null> {
  const rows = await db.$queryRaw<Invitation[]>`${INVITATION} WHERE i.token_hash = ${tokenHash} AND ${STANDS}`;
  return rows[0] ?? null;
}

/** Part of the gate's statement. A second invitation of an address takes the place of the first, and its link. */
export const inviteSql = (invitation: {
  email: string;
  role: Role;
  tokenHash: Uint8Array<ArrayBuffer>;
  invitedBy: string;
  days: number;
}): Prisma.Sql =>
  Prisma.sql`INSERT INTO invitation (dataset_id, email, role, token_hash, invited_by, expires_at)
    SELECT gate.id, ${invitation.email}, ${invitation.role}::role, ${invitation.tokenHash}, ${invitation.invitedBy},
      clock_timestamp() + make_interval(days => ${invitation.days}::int) FROM gate
    ON CONFLICT (dataset_id, email) DO UPDATE SET role = excluded.role, token_hash = excluded.token_hash,
      invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at`;

/** Part of the gate's statement. */
export const changeInvitationSql = (email: string, role: Role): Prisma.Sql =>
  Prisma.sql`UPDATE invitation i SET role = ${role}::role FROM gate WHERE i.dataset_id = gate.id AND i.email = ${email}`;

/** Part of the gate's statement. */
export const removeInvitationSql = (email: string): Prisma.Sql =>
  Prisma.sql`DELETE FROM invitation i USING gate WHERE i.dataset_id = gate.id AND i.email = ${email}`;

export interface PublicLink {
  readonly guest_id: string;
  readonly created_by: string;
  readonly created_at: string;
}

export async function findPublicLink(datasetId: string): Promise<PublicLink | null> {
  const rows = await db.$queryRaw<PublicLink[]>`
    SELECT l.guest_id, l.created_by, ${iso("l.created_at")} AS created_at
    FROM public_link l JOIN app_user g ON g.id = l.guest_id WHERE g.guest_of = ${datasetId}::uuid`;
  return rows[0] ?? null;
}

export async function findByToken(
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<{ dataset_id: string; guest_id: string } | null> {
  const rows = await db.$queryRaw<{ dataset_id: string; guest_id: string }[]>`
    SELECT d.id AS dataset_id, l.guest_id
    FROM public_link l JOIN app_user g ON g.id = l.guest_id JOIN dataset d ON d.id = g.guest_of AND d.deleted_at IS NULL
    WHERE l.token_hash = ${tokenHash}`;
  return rows[0] ?? null;
}

/** Part of the gate's statement. No address that somebody could have, and no password that could be right. */
export const addGuestSql = (guestId: string): Prisma.Sql =>
  Prisma.sql`INSERT INTO app_user (id, email, name, password_hash, guest_of)
    SELECT ${guestId}::uuid, ${`guest ${guestId}`}, 'Guest', '', gate.id FROM gate`;

/** Part of the gate's statement. */
export const addPublicLinkSql = (link: {
  guestId: string;
  tokenHash: Uint8Array<ArrayBuffer>;
  createdBy: string;
  createdAt: string;
}): Prisma.Sql =>
  Prisma.sql`INSERT INTO public_link (guest_id, token_hash, created_by, created_at)
    SELECT ${link.guestId}::uuid, ${link.tokenHash}, ${link.createdBy}, ${link.createdAt}::timestamptz FROM gate`;

/** Part of the gate's statement. The link goes with the account. */
export const removeGuestSql = (guestId: string): Prisma.Sql =>
  Prisma.sql`DELETE FROM app_user u USING gate WHERE u.id = ${guestId}::uuid AND u.guest_of = gate.id`;
