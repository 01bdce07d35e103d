/** Who may have which role; pure. */
import { ROLES, type Role } from "@/lib/auth/roles";

export const KEEPS_AN_OWNER = "A dataset keeps at least one owner. Make someone else an owner first.";

/** A role that somebody has by a group. */
export interface Through {
  readonly group_id: string;
  readonly group: string;
  readonly role: Role;
  /** Not given on the dataset, but on every one, by the installation's settings. */
  readonly everywhere: boolean;
}

/** Somebody with a role: what they were given themselves, and what groups bring. */
export interface Holder {
  readonly email: string;
  readonly granted: Role | null;
  readonly through: readonly Through[];
}

/** What is given from now on, to a person or to a group; null takes it away. */
export type RoleChange =
  { readonly email: string; readonly role: Role | null } | { readonly groupId: string; readonly role: Role | null };

export const highestRole = (roles: readonly (Role | null)[]): Role | null =>
  ROLES.findLast((role) => roles.includes(role)) ?? null;

/** The role that somebody has: the highest, however they have it. */
export const roleOf = ({ granted, through }: Holder): Role | null =>
  highestRole([granted, ...through.map(({ role }) => role)]);

function roleAfter(holder: Holder, change: RoleChange): Role | null {
  if ("email" in change) return roleOf(holder.email === change.email ? { ...holder, granted: change.role } : holder);
  const isChanged = ({ group_id, everywhere }: Through) => group_id === change.groupId && !everywhere;
  const isThrough = holder.through.some(isChanged);
  const kept = roleOf({ ...holder, through: holder.through.filter((one) => !isChanged(one)) });
  return highestRole([kept, isThrough ? change.role : null]);
}

/** Why this cannot be changed: nobody would own the dataset; null where it can. Groups count by the people in them. */
export const lastOwnerReason = (people: readonly Holder[], change: RoleChange): string | null =>
  people.some((holder) => roleOf(holder) === "OWNER") && !people.some((holder) => roleAfter(holder, change) === "OWNER")
    ? KEEPS_AN_OWNER
    : null;

/** By which groups somebody has the role that they have, where it is more than they were given. */
export const groupsBehind = (holder: Holder): string[] => {
  const role = roleOf(holder);
  if (role === holder.granted) return [];
  return [...new Set(holder.through.filter((one) => one.role === role).map(({ group }) => group))];
};
