/** What an API key may do of what its person may: up to some role, on some datasets. Pure. */
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
export function assertInScope({ limits }: Limited, own: Role | null, action: Action): void {
  if (!limits || !roleAllows(own, action) || roleAllows(ROLE_OF[limits.scope], action)) return;
  const needed = SCOPES.find((scope) => roleAllows(ROLE_OF[scope], action))!;
  throw new ForbiddenError(`This API key has the scope ${limits.scope}; this needs ${needed}`);
}

/** For what makes a dataset. @throws ForbiddenError */
export function assertMayCreate({ limits }: Limited): void {
  if (limits?.datasetIds) throw new ForbiddenError("This API key is for some datasets only, and makes no new ones");
  if (limits?.scope === "read") throw new ForbiddenError("This API key has the scope read; this needs write");
}

/** For a person's account. @throws ForbiddenError */
export function assertWholeAccount({ limits }: Limited): void {
  if (limits)
    throw new ForbiddenError("This API key does not reach the account: that needs the scope admin, on all datasets");
}
