/**
 * Applies prisma/migrations in order, one transaction each, under an advisory lock, recorded as `prisma migrate deploy`
 * records them; that command needs an engine it downloads, this needs nothing. Then roles and the job queue's schema.
 */
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { runMigrations as runQueueMigrations } from "graphile-worker";
import pg from "pg";

const FOLDER = path.resolve(import.meta.dirname, "../../prisma/migrations");
const LOCK = 72_707_369; // Prisma's own advisory lock for migrations
export const APP_ROLE = "stillframe_app";
export const COLLECTOR_ROLE = "stillframe_collector";
const IMMUTABLE_TABLES = ["media", "media_reading", "item", "revision", "version_object", "state"];

/** @returns the names of the migrations that were applied */
export async function migrate(adminUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const applied: string[] = [];
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text,
      rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`);
    const done = new Map(
      (
        await client.query<{ migration_name: string; checksum: string }>(
          "SELECT migration_name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL",
        )
      ).rows.map((row) => [row.migration_name, row.checksum]),
    );
    const folders = (await readdir(FOLDER, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    for (const name of folders) {
      const sql = await readFile(path.join(FOLDER, name, "migration.sql"), "utf8");
      const checksum = createHash("sha256").update(sql).digest("hex");
      const known = done.get(name);
      if (known === checksum) continue;
      if (known) throw new Error(`Migration ${name} was changed after it had been applied to this database`);
      await client.query("BEGIN");
      try {
        await client.query(sql);
        await client.query(
          "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)",
          [randomUUID(), checksum, name],
        );
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw new Error(`Migration ${name} failed: ${(error as Error).message}`);
      }
      applied.push(name);
    }
    await quietly(() => runQueueMigrations({ connectionString: adminUrl }));
    await grantRoles(client);
  } finally {
    await client.end();
  }
  return applied;
}

/** The queue logs every one of its migrations; failures still throw. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const { log, warn } = console;
  console.log = console.warn = () => undefined;
  try {
    await work();
  } finally {
    console.log = log;
    console.warn = warn;
  }
}

const INSUFFICIENT_PRIVILEGE = "42501";

/** Web and worker connect as a role that cannot change or delete what is immutable; the collector's can delete. */
async function grantRoles(client: pg.Client): Promise<void> {
  for (const role of [APP_ROLE, COLLECTOR_ROLE]) {
    const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
    try {
      if (!rowCount) await client.query(`CREATE ROLE ${role} NOLOGIN`);
      await client.query(`GRANT ${role} TO CURRENT_USER`);
    } catch (error) {
      if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
      console.warn(
        `  The role ${role} could not be made (${(error as Error).message}); the triggers still protect what is immutable.`,
      );
      return;
    }
    await client.query(`GRANT USAGE ON SCHEMA public, graphile_worker TO ${role}`);
    await client.query(`GRANT ALL ON ALL TABLES IN SCHEMA graphile_worker TO ${role}`);
    await client.query(`GRANT ALL ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${role}`);
    await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${role}`);
    // The queue's tables have row security without policies: only their owner would see rows.
    const guarded = await client.query<{ table: string }>(
      "SELECT tablename AS table FROM pg_tables WHERE schemaname = 'graphile_worker' AND rowsecurity",
    );
    for (const { table } of guarded.rows) {
      await client.query(`DROP POLICY IF EXISTS ${role} ON graphile_worker.${table}`);
      await client.query(`CREATE POLICY ${role} ON graphile_worker.${table} TO ${role} USING (true) WITH CHECK (true)`);
    }
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
    await client.query(`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
  }
  await client.query(`REVOKE UPDATE, DELETE, TRUNCATE ON ${IMMUTABLE_TABLES.join(", ")} FROM ${APP_ROLE}`);
  await client.query(`REVOKE UPDATE, TRUNCATE ON ${IMMUTABLE_TABLES.join(", ")} FROM ${COLLECTOR_ROLE}`);
  // Who has which role follows from what people and groups were given, by triggers.
  await client.query(`REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON membership FROM ${APP_ROLE}, ${COLLECTOR_ROLE}`);
  await client.query(`REVOKE ALL ON _prisma_migrations FROM ${APP_ROLE}, ${COLLECTOR_ROLE}`);
}

/** The connection string that web and worker use: the application's role, and row locks that wait 5 s at most. */
export async function appUrl(adminUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ member: boolean }>(
    "SELECT pg_has_role(current_user, oid, 'MEMBER') AS member FROM pg_roles WHERE rolname = $1",
    [APP_ROLE],
  );
  await client.end();
  const url = new URL(adminUrl);
  const flags = ["-c lock_timeout=5000", ...(rows[0]?.member ? [`-c role=${APP_ROLE}`] : [])];
  url.searchParams.set("options", flags.join(" "));
  return url.toString().replaceAll("+", "%20");
}
