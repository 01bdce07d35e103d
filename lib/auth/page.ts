/** The signed-in user of a page. */
import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { findUserByCookies, needsFirstAccount, type CurrentUser } from "./service";

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
