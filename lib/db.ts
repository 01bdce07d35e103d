/** The database client, one per process, and the only way to open a transaction. */
import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "@/lib/generated/prisma/client";

export { Prisma };
export type Tx = Prisma.TransactionClient;
/** The client or a transaction on it. */
export type Db = PrismaClient | Tx;

// A module can be loaded once per layer of the framework; pools must not be.
const shared = globalThis as unknown as {
  stillframeDb?: PrismaClient;
  stillframeQueues?: Map<string, Promise<unknown>>;
};

/**
 * Names of prepared statements: PostgreSQL then parses and plans each text once per connection, which is half the time of
 * a short transaction. Texts whose length varies with a list would pile up, so only the first few hundred get one.
 */
const MAX_PREPARED = 400;
const statementNames = new Map<string, string>();
function statementName({ sql }: { sql: string }): string {
  let name = statementNames.get(sql);
  if (name === undefined) {
    // An empty name is PostgreSQL's unnamed statement: parsed every time, kept never.
    name =
      statementNames.size < MAX_PREPARED ? `sf_${createHash("sha256").update(sql).digest("hex").slice(0, 24)}` : "";
    if (name) statementNames.set(sql, name);
  }
  return name;
}

function connect(): PrismaClient {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString)
    throw new Error("DATABASE_URL is not set. Start Stillframe with `npm start`, which starts a database.");
  return new PrismaClient({
    // The adapter listens for errors of connections, so that one that is lost ends no process: the pool drops an idle one,
    // and of one in use the query that runs or comes next tells.
    adapter: new PrismaPg(
      { connectionString, max: 10 },
      {
        statementNameGenerator: statementName,
        onPoolError: (error) => console.error("[database] An idle connection was lost:", error.message),
      },
    ),
  });
}

/** Lazily connected, so that importing a service (as a build does) needs no database. */
export const db: PrismaClient = new Proxy({} as PrismaClient, {
  get(_target, property) {
    const client = (shared.stillframeDb ??= connect());
    const value = Reflect.get(client, property, client) as unknown;
    return typeof value === "function" ? value.bind(client) : value;
  },
});

export async function disconnect(): Promise<void> {
  await shared.stillframeDb?.$disconnect();
  shared.stillframeDb = undefined;
}

/** Runs `work` in one transaction. Row locks wait 5 s at most (set on the connection), then the request is a 409. */
export function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(work, { maxWait: 15_000, timeout: 60_000 });
}

/**
 * Runs a transaction that locks one row, after those of this process that wait for the same row. Queueing before a
 * connection is taken keeps a crowd on one dataset from holding the whole pool.
 */
export async function queuedTransaction<T>(key: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const queues = (shared.stillframeQueues ??= new Map());
  const previous = queues.get(key) ?? Promise.resolve();
  const mine = previous.catch(() => undefined).then(() => transaction(work));
  const settled = mine.catch(() => undefined);
  queues.set(key, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(key) === settled) queues.delete(key);
  }
}

/** SQL that tells every open page that something of a dataset changed; delivered when the transaction commits. */
export const notifySql = (datasetId: string, kind: string): Prisma.Sql =>
  Prisma.sql`SELECT pg_notify('stillframe', ${JSON.stringify({ dataset_id: datasetId, kind })})::text`;

/** SQL that renders a timestamptz column as ISO 8601 with microseconds and Z. */
export const iso = (column: string): Prisma.Sql =>
  Prisma.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`);

/** Lists of bytes travel as base64 text: drivers differ in how they pass arrays of bytea. */
export const base64List = (values: readonly Uint8Array[]): string[] =>
  values.map((bytes) => Buffer.from(bytes).toString("base64"));

export const fromHex = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(hex, "hex"));
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
