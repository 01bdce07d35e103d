/** A scratch database for the integration tests, migrated like any other and dropped afterwards. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "./stack/embedded-postgres";
import { appUrl, migrate } from "./stack/migrate";

export default async function setup(): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL ? null : await startEmbeddedPostgres(path.resolve(".data-test"));
  const adminUrl = process.env.TEST_DATABASE_URL ?? server!.adminUrl;
  const name = `stillframe_integration_${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await migrate(url.toString());
  const dataDir = await mkdtemp(path.join(tmpdir(), "stillframe-integration-"));
  Object.assign(process.env, {
    DATABASE_URL: await appUrl(url.toString()),
    TEST_ADMIN_URL: url.toString(),
    AUTH_SECRET: "integration tests sign with this and nothing else",
    STILLFRAME_DATA_DIR: dataDir,
    STILLFRAME_DEMO: "0",
    // The sources that are fetched are servers of the tests themselves, on this machine.
    STILLFRAME_URL_SOURCES: "1",
    STILLFRAME_PRIVATE_URLS: "1",
    STILLFRAME_S3_SOURCES: "1",
    STILLFRAME_S3_ENDPOINT: `http://127.0.0.1:${20_000 + (process.pid % 20_000)}`,
    AWS_ACCESS_KEY_ID: "test-key",
    AWS_SECRET_ACCESS_KEY: "test-secret",
    STILLFRAME_SETUP_TOKEN: "set-up token of the integration tests",
  });
  return async () => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    // Another run, a bench or a soak may use the same server; whoever is last stops it.
    const others = await admin.query(
      "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    await admin.end();
    await rm(dataDir, { recursive: true, force: true });
    if (others.rowCount === 0) await server?.stop();
  };
}
