/** The cookie that a browser keeps from leaving for the provider until it is back. */
import "server-only";
import { cookies } from "next/headers";
import { sessionCookie } from "@/lib/auth/next-auth";
import { ERRAND_SECONDS } from "./service";

const NAME = "stillframe.errand";
const PATH = "/sign-in/oidc";

export async function keepErrand(kept: string): Promise<void> {
  (await cookies()).set(NAME, kept, { ...sessionCookie().options, path: PATH, maxAge: ERRAND_SECONDS });
}

/** What was kept, which is good once. */
export async function takeErrand(): Promise<string | undefined> {
  const jar = await cookies();
  const kept = jar.get(NAME)?.value;
  jar.delete({ name: NAME, path: PATH });
  return kept;
}
