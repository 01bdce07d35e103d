/** Everything a Stillframe process needs before it starts: settings, secrets, a migrated database. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import nextEnv from "@next/env";
import { parseSettings, type Settings } from "@/lib/env";
import { ifMissing } from "@/lib/errors";
import { startEmbeddedPostgres } from "./embedded-postgres";
import { appUrl, migrate } from "./migrate";

interface Secrets {
  authSecret: string;
  demoPassword: string;
  setupToken: string;
}

export interface Stack {
  readonly settings: Settings;
  readonly adminUrl: string;
  /** What web, worker and tools get as their environment. */
  readonly env: Record<string, string>;
  /** Watches over the embedded database, starting it again when it dies. */
  keepDatabase(): void;
  stopDatabase(): Promise<void>;
}

async function readSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, "secrets.json");
  // Only where there are none are they made: over secrets that cannot be read for a moment nothing may be written.
  const known = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as Partial<Secrets>,
    ifMissing<Partial<Secrets>>({}),
  );
  const secrets: Secrets = {
    authSecret: known.authSecret ?? randomBytes(48).toString("base64url"),
    demoPassword: known.demoPassword ?? randomBytes(9).toString("base64url"),
    setupToken: known.setupToken ?? randomBytes(12).toString("hex"),
  };
  if (JSON.stringify(known) !== JSON.stringify(secrets))
    await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

/** @throws SettingsError */
export function readSettings(): Settings {
  nextEnv.loadEnvConfig(process.cwd(), false, { info: () => undefined, error: console.error });
  return parseSettings(process.env);
}

export async function prepareStack(step: (text: string) => void = () => undefined): Promise<Stack> {
  const settings = readSettings();
  await mkdir(settings.dataDir, { recursive: true });
  const secrets = await readSecrets(settings.dataDir);
  step(settings.databaseUrl ? "Connecting to the database" : "Starting the database");
  const embedded = settings.databaseUrl ? null : await startEmbeddedPostgres(settings.dataDir);
  const adminUrl = settings.databaseUrl ?? embedded!.adminUrl;
  const applied = await migrate(adminUrl);
  if (applied.length > 0) step(`Applied migrations: ${applied.join(", ")}`);
  const env: Record<string, string> = {
    DATABASE_URL: await appUrl(adminUrl),
    AUTH_SECRET: settings.authSecret ?? secrets.authSecret,
    AUTH_TRUST_HOST: "1",
    PORT: String(settings.port),
    HOST: settings.host,
    STILLFRAME_DATA_DIR: settings.dataDir,
    STILLFRAME_DEMO: settings.demo ? "1" : "0",
    NEXT_TELEMETRY_DISABLED: "1",
    // Hashing, fsync and decoding share libuv's pool; four threads would queue behind the decoders.
    UV_THREADPOOL_SIZE: "12",
    ...(settings.publicUrl ? { STILLFRAME_URL: settings.publicUrl, NEXTAUTH_URL: settings.publicUrl } : {}),
    ...(settings.demo
      ? { STILLFRAME_DEMO_PASSWORD: settings.demoPassword ?? secrets.demoPassword }
      : { STILLFRAME_SETUP_TOKEN: secrets.setupToken }),
  };
  return {
    settings,
    adminUrl,
    env,
    keepDatabase: () => embedded?.keepAlive(),
    stopDatabase: async () => embedded?.stop(),
  };
}
