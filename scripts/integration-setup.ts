/**
 * What the integration tests share: a server, a database that is migrated once, and settings. Every test file works on a
 * copy of that database (integration-file.ts); all copies are dropped at the end.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "./stack/embedded-postgres";
import { freePort } from "./stack/free-port";
import { appUrl, migrate } from "./stack/migrate";

const PREFIX = "stillframe_integration_";

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export default async function setup(): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL ? null : await startEmbeddedPostgres(path.resolve(".data-test"));
  const adminUrl = process.env.TEST_DATABASE_URL ?? server!.adminUrl;
  const template = `${PREFIX}${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const drop = async (isOurs: (name: string) => boolean) => {
    const { rows } = await admin.query<{ name: string }>("SELECT datname AS name FROM pg_database");
    for (const { name } of rows.filter((row) => row.name.startsWith(PREFIX) && isOurs(row.name)))
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  // What an interrupted run left. On a server that machines share, process ids of others mean nothing here.
  if (server) await drop((name) => !isAlive(Number.parseInt(name.slice(PREFIX.length), 10)));
  await admin.query(`CREATE DATABASE ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${template}`;
  await migrate(url.toString());
  const dataDir = await mkdtemp(path.join(tmpdir(), "stillframe-integration-"));
  Object.assign(process.env, {
    TEST_SERVER_URL: adminUrl,
    TEST_TEMPLATE_ADMIN_URL: url.toString(),
    TEST_TEMPLATE_URL: await appUrl(url.toString()),
    AUTH_SECRET: "integration tests sign with this and nothing else",
    STILLFRAME_DATA_DIR: dataDir,
    STILLFRAME_DEMO: "0",
    // The sources that are fetched are servers of the tests themselves, on this machine.
    STILLFRAME_URL_SOURCES: "1",
    STILLFRAME_PRIVATE_URLS: "1",
    STILLFRAME_S3_SOURCES: "1",
    STILLFRAME_S3_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
    AWS_ACCESS_KEY_ID: "test-key",
    AWS_SECRET_ACCESS_KEY: "test-secret",
    STILLFRAME_SETUP_TOKEN: "set-up token of the integration tests",
  });
  return async () => {
    await drop((name) => name === template || name.startsWith(`${template}_`));
    // Another run, a bench or a soak may use the same server; whoever is last stops it.
    const others = await admin.query(
      "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    await admin.end();
    await rm(dataDir, { recursive: true, force: true });
    if (others.rowCount === 0) await server?.stop();
  };
}
