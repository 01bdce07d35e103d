/** A database and a data folder of their own for a bench, gone afterwards. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../stack/embedded-postgres";
import { appUrl, migrate } from "../stack/migrate";

/** Runs `work` with the environment set to the scratch database; the product's modules must be imported inside. */
export async function withScratch(
  env: Record<string, string>,
  work: (scratch: { folder: string; adminUrl: string }) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-bench-"));
  const server = await startEmbeddedPostgres(path.resolve(".data-test"));
  const database = `stillframe_bench_${process.pid}`;
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  const url = new URL(server.adminUrl);
  url.pathname = `/${database}`;
  try {
    await migrate(url.toString());
    Object.assign(process.env, {
      DATABASE_URL: await appUrl(url.toString()),
      AUTH_SECRET: randomUUID() + randomUUID(),
      STILLFRAME_DATA_DIR: path.join(folder, "data"),
      STILLFRAME_DEMO: "0",
      ...env,
    });
    await work({ folder, adminUrl: url.toString() });
  } finally {
    await (await import("@/lib/db")).disconnect();
    await (await import("@/lib/bulk-copy")).closeCopyPool();
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
