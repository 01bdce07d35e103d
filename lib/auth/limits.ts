/** What an API key may do of what its person may, and a guest at all: up to some role, on some datasets. Pure. */
import { ForbiddenError } from "@/lib/errors";
import { ROLES, roleAllows, type Action, type Role } from "./roles";

export const SCOPES = ["read", "write", "admin"] as const;
/** `read` looks, `write` also changes data, `admin` also shares, deletes and manages the account. */
export type Scope = (typeof SCOPES)[number];

export const scopesUpTo = (scope: Scope): Scope[] => SCOPES.slice(0, SCOPES.indexOf(scope) + 1);

const ROLE_OF: Record<Scope, Role> = { read: "VIEWER", write: "EDITOR", admin: "OWNER" };

export interface KeyLimits {
  /** The highest of its scopes; it holds the lower ones. */
  readonly scope: Scope;
  /** Null for all that its person may see. */
  readonly datasetIds: ReadonlySet<string> | null;
  /** Not a key but the account of whoever opened a public link, by its id. */
  readonly guest?: string;
}
export interface Limited {
  readonly limits?: KeyLimits;
}

/** @param datasetIds none for all @returns null for a key that may do all that its person may */
export function limitsOf(scopes: readonly string[], datasetIds: readonly string[]): KeyLimits | null {
  const scope = SCOPES.findLast((one) => scopes.includes(one)) ?? "read";
  if (scope === "admin" && datasetIds.length === 0) return null;
  return { scope, datasetIds: datasetIds.length === 0 ? null : new Set(datasetIds) };
}

/** Of whoever opened a dataset's public link: they look at it, and do nothing else. */
export const guestLimits = (guest: string, datasetId: string): KeyLimits => ({
  scope: "read",
  datasetIds: new Set([datasetId]),
  guest,
});

export const isGuest = ({ limits }: Limited): boolean => limits?.guest !== undefined;

export const GUEST_REFUSAL = "You are looking through a public link, which changes nothing. Sign in to do this.";

/** @throws ForbiddenError for whoever looks through a public link */
export function assertNoGuest(user: Limited): void {
  if (isGuest(user)) throw new ForbiddenError(GUEST_REFUSAL);
}

/** The role that a dataset is read with: the person's own, or the lower one that the key goes up to. */
export function limitedRole({ limits }: Limited, datasetId: string, own: Role | null): Role | null {
  if (!limits || own === null) return own;
  if (limits.datasetIds && !limits.datasetIds.has(datasetId)) return null;
  return ROLES[Math.min(ROLES.indexOf(own), ROLES.indexOf(ROLE_OF[limits.scope]))]!;
}

/** The same of something that may be seen. */
export const limited = <T extends { readonly id: string; readonly role: Role | null }>(user: Limited, seen: T): T => ({
  ...seen,
  role: limitedRole(user, seen.id, seen.role),
});

/** @throws ForbiddenError where it is the key that keeps its person from an action, and says so */
export function assertInScope(user: Limited, own: Role | null, action: Action): void {
  const { limits } = user;
  if (!roleAllows(own, action)) assertNoGuest(user);
  if (!limits || !roleAllows(own, action) || roleAllows(ROLE_OF[limits.scope], action)) return;
  const needed = SCOPES.find((scope) => roleAllows(ROLE_OF[scope], action))!;
  throw new ForbiddenError(`This API key has the scope ${limits.scope}; this needs ${needed}`);
}

/** For what makes a dataset. @throws ForbiddenError */
export function assertMayCreate(user: Limited): void {
  assertNoGuest(user);
  const { limits } = user;
  if (limits?.datasetIds) throw new ForbiddenError("This API key is for some datasets only, and makes no new ones");
  if (limits?.scope === "read") throw new ForbiddenError("This API key has the scope read; this needs write");
}

/** For a person's account. @throws ForbiddenError */
export function assertWholeAccount(user: Limited): void {
  assertNoGuest(user);
  if (user.limits)
    throw new ForbiddenError("This API key does not reach the account: that needs the scope admin, on all datasets");
}
