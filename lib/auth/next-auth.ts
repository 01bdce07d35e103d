/** next-auth: the cookie carries a session id, and the sessions table decides (so a session can be revoked). */
import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { describeError } from "@/lib/errors";
import { authSecret, settings } from "@/lib/env";
import { checkDemoAccount, checkPassword, closeSession, openSession, SESSION_COOKIE, SESSION_DAYS } from "./service";

/** next-auth hands the message of a thrown error to the sign-in page. */
async function withTextForPeople<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(describeError(error, "Signing in"));
  }
}

/** The cookie of a session, whoever sets it. */
export const sessionCookie = () => ({
  name: SESSION_COOKIE,
  options: {
    httpOnly: true,
    sameSite: "lax" as const,
    path: "/",
    secure: settings().publicUrl?.startsWith("https://") ?? false,
  },
});

/** @param userAgent what the browser that signs in calls itself */
export function authOptions(userAgent: string | null): NextAuthOptions {
  return {
    secret: authSecret(),
    session: { strategy: "jwt", maxAge: SESSION_DAYS * 86_400 },
    pages: { signIn: "/sign-in" },
    cookies: { sessionToken: sessionCookie() },
    providers: [
      CredentialsProvider({
        id: "credentials",
        name: "Email and password",
        credentials: { email: {}, password: {} },
        authorize: (credentials) =>
          withTextForPeople(() => checkPassword(credentials?.email ?? "", credentials?.password ?? "")),
      }),
      CredentialsProvider({
        id: "demo",
        name: "Demo account",
        credentials: { email: {} },
        authorize: (credentials) => withTextForPeople(() => checkDemoAccount(credentials?.email ?? "")),
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        if (user) token.sid = await openSession(user.id, userAgent);
        return token;
      },
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === "string") await closeSession(token.sid);
      },
    },
  };
}
