/** next-auth: the cookie carries a session id, and the sessions table decides (so a session can be revoked). */
import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { describeError } from "@/lib/errors";
import { authSecret, settings } from "@/lib/env";
import { checkPassword, closeSession, demoAccounts, openSession, SESSION_COOKIE, SESSION_DAYS } from "./service";

/** next-auth hands the message of a thrown error to the sign-in page. */
async function withTextForPeople<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(describeError(error, "Signing in"));
  }
}

export function authOptions(): NextAuthOptions {
  const secure = settings().publicUrl?.startsWith("https://") ?? false;
  return {
    secret: authSecret(),
    session: { strategy: "jwt", maxAge: SESSION_DAYS * 86_400 },
    pages: { signIn: "/sign-in" },
    cookies: {
      sessionToken: { name: SESSION_COOKIE, options: { httpOnly: true, sameSite: "lax", path: "/", secure } },
    },
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
        authorize: (credentials) =>
          withTextForPeople(async () => {
            const known = (await demoAccounts()).some((account) => account.email === credentials?.email);
            const password = process.env.STILLFRAME_DEMO_PASSWORD;
            return known && password ? checkPassword(credentials!.email, password) : null;
          }),
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        if (user) token.sid = await openSession(user.id);
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
