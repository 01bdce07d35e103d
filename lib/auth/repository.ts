import "server-only";
import { db } from "@/lib/db";

export const findUserByEmail = (email: string) => db.user.findUnique({ where: { email: email.trim().toLowerCase() } });
export const countUsers = () => db.user.count();
export const listDemoUsers = () =>
  db.user.findMany({ where: { isDemo: true }, orderBy: { createdAt: "asc" }, select: { email: true, name: true } });

export const insertUser = (user: { id: string; email: string; name: string; passwordHash: string; isDemo?: boolean }) =>
  db.user.create({ data: { ...user, email: user.email.trim().toLowerCase() } });

/** Inserts the first account, or nothing when one exists; two visitors at once get one account between them. */
export const insertFirstUser = (user: { id: string; email: string; name: string; passwordHash: string }) =>
  db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('stillframe:first-account'))`;
    if ((await tx.user.count()) > 0) return null;
    return tx.user.create({ data: { ...user, email: user.email.trim().toLowerCase() } });
  });

export const setPasswordHash = (id: string, passwordHash: string) =>
  db.user.update({ where: { id }, data: { passwordHash } });

export const insertSession = (session: { id: string; userId: string; expiresAt: Date }) =>
  db.session.create({ data: session });
export const findLiveSession = (id: string) =>
  db.session.findFirst({ where: { id, revokedAt: null, expiresAt: { gt: new Date() } }, include: { user: true } });
export const revokeSession = (id: string) =>
  db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });

export const insertApiKey = (key: { id: string; userId: string; name: string; secretEnc: Uint8Array<ArrayBuffer> }) =>
  db.apiKey.create({ data: key });
export const findLiveApiKey = (id: string) =>
  db.apiKey.findFirst({ where: { id, revokedAt: null }, include: { user: true } });
export const touchApiKey = (id: string) =>
  db.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(Date.now() - 60_000) } }] },
    data: { lastUsedAt: new Date() },
  });
export const listApiKeys = (userId: string) =>
  db.apiKey.findMany({
    where: { userId, revokedAt: null },
    orderBy: { createdAt: "desc" },
    select: { id: true, name: true, createdAt: true, lastUsedAt: true },
  });
/** How many keys were revoked: 0 when the key is not this user's or already is. */
export const revokeApiKey = async (userId: string, id: string) =>
  (await db.apiKey.updateMany({ where: { id, userId, revokedAt: null }, data: { revokedAt: new Date() } })).count;
