/** The signed-in user of a page and of its forms, and the cookie that says who that is. */
import "server-only";
import { encode, getToken } from "next-auth/jwt";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { authSecret } from "@/lib/env";
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

export async function findPageUser(): Promise<CurrentUser | null> {
  const jar = await cookies();
  const parsed = Object.fromEntries(jar.getAll().map((cookie) => [cookie.name, cookie.value]));
  return findUserByCookies({ headers: await headers(), cookies: parsed });
}

/** Redirects to sign-in (and back afterwards), or to set-up while there is no account at all. */
export async function requirePageUser(path: string): Promise<CurrentUser> {
  const user = await findPageUser();
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

/** Ends the session that the cookie names, where there is one, and takes the cookie away. */
export async function endSession(): Promise<void> {
  const jar = await cookies();
  const parsed = Object.fromEntries(jar.getAll().map((cookie) => [cookie.name, cookie.value]));
  const request = { headers: await headers(), cookies: parsed } as unknown as Parameters<typeof getToken>[0]["req"];
  const token = await getToken({ req: request, secret: authSecret(), cookieName: SESSION_COOKIE });
  if (typeof token?.sid === "string") await closeSession(token.sid);
  jar.delete(SESSION_COOKIE);
}
