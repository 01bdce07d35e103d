import "server-only";
import { db } from "@/lib/db";
import { first, from, iso, time } from "@/lib/sql";
import { isStorable } from "@/lib/text";

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}
interface LastUsed {
  readonly last_used_at: string | null;
}
const USER = { id: true, email: true, name: true } as const;

export async function findUserByEmail(email: string): Promise<(UserRow & { readonly password_hash: string }) | null> {
  // No account has an address that the database does not take.
  if (!isStorable(email)) return null;
  const row = await db.user.findUnique({
    where: { email: email.trim().toLowerCase(), guestOf: null },
    select: { ...USER, passwordHash: true },
  });
  if (!row) return null;
  const { passwordHash: password_hash, ...user } = row;
  return { ...user, password_hash };
}
export const countUsers = () => db.user.count({ where: { guestOf: null } });
export const listDemoUsers = () =>
  db.user.findMany({ where: { isDemo: true }, orderBy: { createdAt: "asc" }, select: { email: true, name: true } });

export const insertUser = (user: {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  isDemo?: boolean;
}): Promise<UserRow> => db.user.create({ data: { ...user, email: user.email.trim().toLowerCase() }, select: USER });

/** @returns whether it was inserted: the address may have an account */
export const insertUserUnlessThere = async (user: {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
}): Promise<boolean> =>
  (await db.user.createMany({ data: [{ ...user, email: user.email.trim().toLowerCase() }], skipDuplicates: true }))
    .count > 0;

/** Inserts the first account, or nothing when one exists; two visitors at once get one account between them. */
export const insertFirstUser = (user: {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
}): Promise<UserRow | null> =>
  db.$transaction(async (tx) => {
    // By hand: a lock is no row of a table.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('stillframe:first-account'))`;
    if ((await tx.user.count()) > 0) return null;
    return tx.user.create({ data: { ...user, email: user.email.trim().toLowerCase() }, select: USER });
  });

export const isDemoUser = async (id: string): Promise<boolean> =>
  (await db.user.count({ where: { id, isDemo: true } })) > 0;

export const findPasswordHash = async (id: string): Promise<string | null> =>
  (await db.user.findUnique({ where: { id }, select: { passwordHash: true } }))?.passwordHash ?? null;
export const setPasswordHash = (id: string, passwordHash: string) =>
  db.user.update({ where: { id }, data: { passwordHash } });

export const insertSession = (session: { id: string; userId: string; expiresAt: Date; userAgent: string }) =>
  db.session.create({ data: session });
const live = (userId: string) => ({ userId, revokedAt: null, expiresAt: { gt: new Date() } });
/** The sessions that somebody is signed in with, the latest used first. */
export const listSessions = (userId: string) =>
  db.session.findMany({
    where: live(userId),
    orderBy: [{ lastUsedAt: { sort: "desc", nulls: "last" } }, { createdAt: "desc" }],
    select: { id: true, createdAt: true, lastUsedAt: true, userAgent: true },
  });
export const touchSession = (id: string) => db.session.update({ where: { id }, data: { lastUsedAt: new Date() } });
/** How many were ended. @param which one of them, or all but one */
export const revokeSessions = async (
  userId: string,
  which: { id: string } | { not: string | null },
): Promise<number> => {
  const where = "id" in which ? { id: which.id } : which.not === null ? {} : { id: { not: which.not } };
  const { count } = await db.session.updateMany({
    where: { ...live(userId), ...where },
    data: { revokedAt: new Date() },
  });
  return count;
};
// Every request asks one of these two, so they are one statement each: a model's relation would be read by a second one.
export const findUserOfSession = (id: string): Promise<(UserRow & LastUsed) | null> =>
  first(
    from
      .selectFrom("session as s")
      .innerJoin("app_user as u", "u.id", "s.user_id")
      .select(({ ref }) => ["u.id", "u.email", "u.name", iso(ref("s.last_used_at")).as("last_used_at")])
      .where("s.id", "=", id)
      .where("s.revoked_at", "is", null)
      .where("s.expires_at", ">", time(new Date().toISOString())),
  );
/**
 * The guest of a dataset, as long as its link is good and the dataset in its place.
 * @param personId who is signed in as well: with a role of their own they are no guest
 */
export const findGuest = (id: string, datasetId: string, personId: string | null): Promise<UserRow | null> =>
  first(
    from
      .selectFrom("app_user as u")
      .innerJoin("dataset as d", "d.id", "u.guest_of")
      .select(["u.id", "u.email", "u.name"])
      .where("u.id", "=", id)
      .where("d.id", "=", datasetId)
      .where("d.deleted_at", "is", null)
      .$if(personId !== null, (statement) =>
        statement.where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom("membership as m")
                .select("m.user_id")
                .whereRef("m.dataset_id", "=", "d.id")
                .where("m.user_id", "=", personId!),
            ),
          ),
        ),
      ),
  );
export const findLiveApiKey = (
  id: string,
): Promise<
  | (UserRow &
      LastUsed & {
        readonly secret_enc: Uint8Array<ArrayBuffer>;
        readonly scopes: string[];
        readonly dataset_ids: string[];
      })
  | null
> =>
  first(
    from
      .selectFrom("api_key as k")
      .innerJoin("app_user as u", "u.id", "k.user_id")
      .select(({ ref }) => [
        "u.id",
        "u.email",
        "u.name",
        "k.secret_enc",
        "k.scopes",
        "k.dataset_ids",
        iso(ref("k.last_used_at")).as("last_used_at"),
      ])
      .where("k.id", "=", id)
      .where("k.revoked_at", "is", null)
      .where(({ eb, or }) =>
        or([eb("k.expires_at", "is", null), eb("k.expires_at", ">", time(new Date().toISOString()))]),
      ),
  );
export const revokeSession = (id: string) =>
  db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });

export const insertApiKey = (key: {
  id: string;
  userId: string;
  name: string;
  secretEnc: Uint8Array<ArrayBuffer>;
  scopes: string[];
  datasetIds: string[];
  expiresAt: Date | null;
}) => db.apiKey.create({ data: key });
export const touchApiKey = (id: string) => db.apiKey.update({ where: { id }, data: { lastUsedAt: new Date() } });
export async function listApiKeys(userId: string) {
  const keys = await db.apiKey.findMany({
    where: { userId, revokedAt: null },
    orderBy: { createdAt: "desc" },
    select: {
      id: true,
      name: true,
      createdAt: true,
      lastUsedAt: true,
      scopes: true,
      datasetIds: true,
      expiresAt: true,
    },
  });
  return keys;
}
/** How many keys were revoked: 0 when the key is not this user's or already is. */
export const revokeApiKey = async (userId: string, id: string) =>
  (await db.apiKey.updateMany({ where: { id, userId, revokedAt: null }, data: { revokedAt: new Date() } })).count;
