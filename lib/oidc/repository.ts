import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { db } from "@/lib/db";

export async function findUserOf(issuer: string, subject: string): Promise<CurrentUser | null> {
  const found = await db.identity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { user: { select: { id: true, email: true, name: true } } },
  });
  return found?.user ?? null;
}

/** Unless the subject has an account already, or the account another subject of the issuer. */
export const link = (issuer: string, subject: string, userId: string) =>
  db.identity.createMany({ data: [{ issuer, subject, userId }], skipDuplicates: true });
