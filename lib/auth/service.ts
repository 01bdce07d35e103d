/** Who is asking: sessions of the browser, API keys of scripts. */
import "server-only";
import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { decodeProtectedHeader, errors, jwtVerify } from "jose";
import { getToken } from "next-auth/jwt";
import { authSecret, settings } from "@/lib/env";
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  TooManyRequestsError,
  UnauthenticatedError,
} from "@/lib/errors";
import { isStorable } from "@/lib/text";
import { findGuest, type WithCookies } from "./guests";
import { hashPassword, isPassword, NO_PASSWORD, verifyPassword } from "./passwords";
import * as repository from "./repository";
import { assertWholeAccount, limitsOf, SCOPES, type Limited } from "./limits";
import type { ApiKeyDto, ApiKeyInput, NewApiKeyDto, SessionDto } from "./schema";
import { decryptSecret, encryptSecret } from "./secrets";

export interface CurrentUser extends Limited {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** The session that it asks with; absent for an API key. */
  readonly sessionId?: string;
  /** The id of the API key that it asks with. */
  readonly apiKey?: string;
}

export const SESSION_COOKIE = "stillframe.session";
export const SESSION_DAYS = 30;
const pick = (user: CurrentUser): CurrentUser => ({ id: user.id, email: user.email, name: user.name });

/** Five wrong passwords in a row lock an address out for a minute; counted per process. */
const failures = new Map<string, { count: number; until: number }>();
const MAX_FAILURES = 5;

/** How people sign in here: through a provider of some name, with a password, and whether the provider's people get accounts. */
export function waysIn(): { provider: string | null; passwords: boolean; signUp: boolean } {
  const { oidc, passwordSignIn } = settings();
  return { provider: oidc?.name ?? null, passwords: passwordSignIn, signUp: oidc?.signUp ?? false };
}

/** @throws ForbiddenError where nobody signs in with a password */
export function assertPasswordsOn(): void {
  const { passwords, provider } = waysIn();
  if (!passwords) throw new ForbiddenError(`Nobody signs in with a password here. Continue with ${provider}.`);
}

/** @returns the user, or null for a wrong email or password. @throws ForbiddenError, TooManyRequestsError */
export async function checkPassword(email: string, password: string): Promise<CurrentUser | null> {
  assertPasswordsOn();
  const key = email.trim().toLowerCase();
  const seen = failures.get(key);
  if (seen && seen.count >= MAX_FAILURES && seen.until > Date.now()) {
    throw new TooManyRequestsError("Too many wrong passwords. Wait a minute and try again.", {
      seconds: Math.ceil((seen.until - Date.now()) / 1000),
    });
  }
  const user = await repository.findUserByEmail(key);
  // Hash in any case, so that the time taken does not tell whether an account exists.
  const ok = user ? await verifyPassword(password, user.password_hash) : (await hashPassword(password), false);
  if (user && ok) {
    failures.delete(key);
    return pick(user);
  }
  if (failures.size > 10_000) failures.clear();
  failures.set(key, { count: (seen && seen.until > Date.now() ? seen.count : 0) + 1, until: Date.now() + 60_000 });
  return null;
}

const MAX_USER_AGENT = 500;

/** @param userAgent what the browser calls itself */
export async function openSession(userId: string, userAgent: string | null): Promise<string> {
  const id = randomUUID();
  await repository.insertSession({
    id,
    userId,
    expiresAt: new Date(Date.now() + SESSION_DAYS * 86_400_000),
    userAgent: (userAgent ?? "").slice(0, MAX_USER_AGENT),
  });
  return id;
}

export async function closeSession(sessionId: string): Promise<void> {
  await repository.revokeSession(sessionId);
}

/** Where the user is signed in. @throws ForbiddenError */
export async function listSessions(user: CurrentUser): Promise<SessionDto[]> {
  assertWholeAccount(user);
  return (await repository.listSessions(user.id)).map(({ id, createdAt, lastUsedAt, userAgent }) => ({
    session_id: id,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
    user_agent: userAgent,
    current: id === user.sessionId,
  }));
}

/** @throws ForbiddenError, NotFoundError for one that is not the user's, or ended already */
export async function revokeSession(user: CurrentUser, sessionId: string): Promise<void> {
  assertWholeAccount(user);
  if ((await repository.revokeSessions(user.id, { id: sessionId })) === 0) throw new NotFoundError("Session");
}

/** All but the one that asks. @returns how many were ended @throws ForbiddenError */
export function revokeOtherSessions(user: CurrentUser): Promise<number> {
  assertWholeAccount(user);
  return repository.revokeSessions(user.id, { not: user.sessionId ?? null });
}

/**
 * Whoever knows the old password sets another, and every other browser is signed out: it may be why the password is changed.
 * @returns how many were signed out @throws InvalidInputError for a wrong one, ForbiddenError, TooManyRequestsError
 */
export async function changePassword(
  user: CurrentUser,
  { password, new_password }: { password: string; new_password: string },
): Promise<number> {
  assertWholeAccount(user);
  if (await repository.isDemoUser(user.id))
    throw new ForbiddenError("The demo's accounts keep their password: others sign in with it.");
  if (!(await hasPassword(user)))
    throw new ForbiddenError("Your account has no password that could be changed: you sign in elsewhere.");
  if (!(await checkPassword(user.email, password)))
    throw InvalidInputError.at(["body", "password"], "This is not your password.");
  await repository.setPasswordHash(user.id, await hashPassword(new_password));
  return revokeOtherSessions(user);
}

/** Whether the user could sign in with a password. */
export async function hasPassword(user: CurrentUser): Promise<boolean> {
  const stored = waysIn().passwords ? await repository.findPasswordHash(user.id) : null;
  return stored !== null && isPassword(stored);
}

/** When a session or key was last used is kept to the minute: a page asks many times a second. */
const isStale = (lastUsedAt: string | null): boolean =>
  lastUsedAt === null || Date.parse(lastUsedAt) < Date.now() - 60_000;

async function userOfSession(sessionId: unknown): Promise<CurrentUser | null> {
  if (typeof sessionId !== "string") return null;
  const user = await repository.findUserOfSession(sessionId);
  if (!user) return null;
  if (isStale(user.last_used_at)) await repository.touchSession(sessionId);
  return { ...pick(user), sessionId };
}

/**
 * The user of a session cookie.
 * @param datasetId what is asked for: whoever has no role on it and opened its public link is its guest there
 */
export async function findUserByCookies(
  request: WithCookies,
  datasetId: string | null = null,
): Promise<CurrentUser | null> {
  const token = await getToken({
    req: request as Parameters<typeof getToken>[0]["req"],
    secret: authSecret(),
    cookieName: SESSION_COOKIE,
  });
  const person = token ? await userOfSession(token.sid) : null;
  const guest = datasetId === null ? null : await findGuest(request, datasetId, person?.id ?? null);
  return guest ?? person;
}

function cookiesOf(request: Request): Record<string, string> {
  const header = request.headers.get("cookie") ?? "";
  const pairs = header
    .split(/; */)
    .filter(Boolean)
    .map((pair) => {
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals), decoded(pair.slice(equals + 1))] as const;
    });
  return Object.fromEntries(pairs);
}

/** Other applications on the host set cookies too, and not all of them encode what they set. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

const MAX_CLOCK_SKEW_MS = 60_000;

async function userOfBearer(token: string): Promise<CurrentUser> {
  const refused = (why: string) => new UnauthenticatedError(`The token is not valid: ${why}`);
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch (error) {
    if (error instanceof TypeError) throw refused("it is not a JWT");
    throw error;
  }
  if (header.alg !== "HS256") throw refused("it has to be signed with HS256");
  const { kid } = header;
  if (typeof kid !== "string") throw refused("its header has no kid");
  const key = isStorable(kid) ? await repository.findLiveApiKey(kid) : null;
  if (!key) throw refused("its API key is unknown, revoked or has expired");
  const secret = new TextEncoder().encode(decryptSecret(key.secret_enc));
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ["HS256"],
      subject: kid,
      requiredClaims: ["exp", "iat", "sub"],
    });
    // Clocks differ by seconds; what claims to come from later was made by one that is wrong, or not for now.
    if (payload.iat! * 1_000 > Date.now() + MAX_CLOCK_SKEW_MS) throw refused("its iat lies in the future");
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw refused(
      error.code === "ERR_JWT_EXPIRED"
        ? "it has expired"
        : error.code === "ERR_JWT_CLAIM_VALIDATION_FAILED"
          ? "sub has to equal kid, and exp and iat have to be there"
          : "its signature does not match",
    );
  }
  if (isStale(key.last_used_at)) await repository.touchApiKey(kid);
  const limits = limitsOf(key.scopes, key.dataset_ids);
  return { ...pick(key), apiKey: kid, ...(limits ? { limits } : {}) };
}

/** The API key that a request was signed with; null for a session. Only of a request whose user is known. */
export function apiKeyOf(request: Request): string | null {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  return token ? (decodeProtectedHeader(token).kid ?? null) : null;
}

/**
 * The one way to learn who a request is from.
 * @param datasetId the dataset that it is about: it may have guests @throws UnauthenticatedError, ForbiddenError for a forged origin
 */
export async function requireUser(request: Request, datasetId: string | null = null): Promise<CurrentUser> {
  const authorization = request.headers.get("authorization");
  if (authorization) {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    if (!token) throw new UnauthenticatedError("The Authorization header has to read: Bearer <jwt>");
    return userOfBearer(token);
  }
  const user = await findUserByCookies({ headers: request.headers, cookies: cookiesOf(request) }, datasetId);
  if (!user) throw new UnauthenticatedError();
  if (request.method !== "GET" && request.method !== "HEAD") assertSameOrigin(request);
  return user;
}

/** Cookies are sent by any page that a browser has open; writes with one must come from our own pages. */
function assertSameOrigin(request: Request): void {
  const origin = request.headers.get("origin");
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  if (origin && host && (!URL.canParse(origin) || new URL(origin).host !== host))
    throw new ForbiddenError("This request came from another site");
}

const EVERYTHING = { scopes: [...SCOPES], dataset_ids: [], expires_at: null };

/** Makes an API key. The secret is returned here and never again. @throws ForbiddenError for a key that makes keys and may not */
export async function createApiKey(
  user: CurrentUser,
  name: string,
  { scopes, dataset_ids, expires_at }: Omit<ApiKeyInput, "name"> = EVERYTHING,
): Promise<NewApiKeyDto> {
  assertWholeAccount(user);
  const api_key = `sf_${randomBytes(12).toString("hex")}`;
  const api_secret = randomBytes(32).toString("base64url");
  await repository.insertApiKey({
    id: api_key,
    userId: user.id,
    name,
    secretEnc: encryptSecret(api_secret),
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    datasetIds: [...new Set(dataset_ids)],
    expiresAt: expires_at === null ? null : new Date(expires_at),
  });
  return { api_key, api_secret };
}

export async function createApiKeyFor(email: string, name: string): Promise<NewApiKeyDto> {
  const user = await repository.findUserByEmail(email);
  if (!user) throw new NotFoundError(`User ${email}`);
  return createApiKey(user, name);
}

export async function listApiKeys(user: CurrentUser): Promise<ApiKeyDto[]> {
  assertWholeAccount(user);
  const keys = await repository.listApiKeys(user.id);
  return keys.map(({ id, name, createdAt, lastUsedAt, expiresAt, scopes, datasetIds }) => ({
    api_key: id,
    name,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
    expires_at: expiresAt?.toISOString() ?? null,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    dataset_ids: datasetIds,
  }));
}

export async function revokeApiKey(user: CurrentUser, id: string): Promise<void> {
  assertWholeAccount(user);
  if ((await repository.revokeApiKey(user.id, id)) === 0) throw new NotFoundError("API key");
}

export const needsFirstAccount = async (): Promise<boolean> => (await repository.countUsers()) === 0;

/** Sign-in buttons of the demo; empty unless demo mode is on. */
export async function demoAccounts(): Promise<{ email: string; name: string }[]> {
  return settings().demo && process.env.STILLFRAME_DEMO_PASSWORD ? repository.listDemoUsers() : [];
}

/** The user of an email and a password. @throws InvalidInputError, TooManyRequestsError */
export async function requirePassword(email: string, password: string): Promise<CurrentUser> {
  const user = await checkPassword(email, password);
  if (!user) throw InvalidInputError.at(["body", "password"], "The email or the password is wrong.");
  return user;
}

/** One of the demo's accounts, without its password. @throws ForbiddenError where this is no demo, or no such account */
export async function checkDemoAccount(email: string): Promise<CurrentUser> {
  const known = (await demoAccounts()).some((account) => account.email === email);
  const user = known ? await repository.findUserByEmail(email) : null;
  if (!user) throw new ForbiddenError("This is not an account of the demo.");
  return pick(user);
}

/** The first account, for whoever has the token that the start script printed. It has a password even where nobody signs in with one. */
export async function createFirstAccount(input: {
  token: string;
  email: string;
  name: string;
  password: string;
}): Promise<CurrentUser> {
  const expected = Buffer.from(process.env.STILLFRAME_SETUP_TOKEN ?? "");
  const actual = Buffer.from(input.token.trim());
  if (expected.length === 0 || expected.length !== actual.length || !timingSafeEqual(expected, actual)) {
    throw new ForbiddenError("That is not the set-up token. It is printed in the server's log at start.");
  }
  const user = await repository.insertFirstUser({
    id: randomUUID(),
    email: input.email,
    name: input.name,
    passwordHash: await hashPassword(input.password),
  });
  if (!user) throw new ConflictError("The first account exists already. Sign in with it.");
  return pick(user);
}

/** An account of one's own. @throws ConflictError where the address has one, ForbiddenError where nobody signs in with a password */
export async function createAccount({
  email,
  name,
  password,
}: {
  email: string;
  name: string;
  password: string;
}): Promise<CurrentUser> {
  assertPasswordsOn();
  const user = { id: randomUUID(), email, name, passwordHash: await hashPassword(password) };
  if (!(await repository.insertUserUnlessThere(user)))
    throw new ConflictError("There is an account with this address already. Sign in with it.");
  return { id: user.id, email: email.trim().toLowerCase(), name };
}

/** The account with this address. Where there is none it is made, without a password: its person signs in elsewhere. */
export async function accountOf({ email, name }: { email: string; name: string }): Promise<CurrentUser> {
  // Of two who come at once, one makes it.
  await repository.insertUserUnlessThere({ id: randomUUID(), email, name, passwordHash: NO_PASSWORD });
  const user = await repository.findUserByEmail(email);
  if (!user) throw new NotFoundError(`User ${email}`);
  return pick(user);
}

/** The account with this address; null when there is none. */
export const findUserByEmail = (email: string): Promise<CurrentUser | null> => repository.findUserByEmail(email);
