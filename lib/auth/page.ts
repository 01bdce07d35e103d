/** The signed-in user of a page and of its forms, and the cookie that says who that is. */
import "server-only";
import { encode, getToken } from "next-auth/jwt";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { authSecret } from "@/lib/env";
import { GUEST_COOKIE, guestCookieAge, hadGuest, withGuest } from "./guests";
import { sessionCookie } from "./next-auth";
import {
  closeSession,
  findUserByCookies,
  needsFirstAccount,
  openSession,
  SESSION_COOKIE,
  SESSION_DAYS,
  type CurrentUser,
} from "./service";

async function pageRequest() {
  const jar = await cookies();
  const parsed = Object.fromEntries(jar.getAll().map((cookie) => [cookie.name, cookie.value]));
  return { headers: await headers(), cookies: parsed };
}

/** @param datasetId what the page shows: it may have guests */
export const findPageUser = async (datasetId: string | null = null): Promise<CurrentUser | null> =>
  findUserByCookies(await pageRequest(), datasetId);

/** Redirects to sign-in (and back afterwards), or to set-up while there is no account at all. */
export async function requirePageUser(path: string, datasetId: string | null = null): Promise<CurrentUser> {
  const user = await findPageUser(datasetId);
  if (user) return user;
  if (await needsFirstAccount()) redirect("/setup");
  redirect(`/sign-in?from=${encodeURIComponent(path)}`);
}

const MAX_AGE_S = SESSION_DAYS * 86_400;

/** Signs in whoever is asking: a session, and the cookie that names it, as next-auth's own routes make them for scripts. */
export async function beginSession(user: CurrentUser): Promise<void> {
  const sid = await openSession(user.id, (await headers()).get("user-agent"));
  const token = { sub: user.id, name: user.name, email: user.email, sid };
  const value = await encode({ token, secret: authSecret(), maxAge: MAX_AGE_S });
  const { name, options } = sessionCookie();
  (await cookies()).set(name, value, { ...options, maxAge: MAX_AGE_S });
}

/** Lets whoever is asking look at a dataset as its guest, beside whom they are signed in as. */
export async function beginGuest(datasetId: string, guestId: string): Promise<void> {
  const value = await withGuest(await pageRequest(), datasetId, guestId);
  (await cookies()).set(GUEST_COOKIE, value, { ...sessionCookie().options, ...guestCookieAge });
}

/** Whether a page is of a dataset that was looked at through a public link which is good no more. */
export async function isEndedGuest(path: string): Promise<boolean> {
  const id = /^\/datasets\/([0-9a-f-]{36})(?:[?#]|$)/.exec(path)?.[1];
  return id !== undefined && hadGuest(await pageRequest(), id);
}

/** Ends the session that the cookie names, where there is one, and takes the cookie away. */
export async function endSession(): Promise<void> {
  const jar = await cookies();
  const request = (await pageRequest()) as unknown as Parameters<typeof getToken>[0]["req"];
  const token = await getToken({ req: request, secret: authSecret(), cookieName: SESSION_COOKIE });
  if (typeof token?.sid === "string") await closeSession(token.sid);
  jar.delete(SESSION_COOKIE);
}
