/**
 * The database client, one per process. There is no function here that opens a transaction: a write is one statement
 * (lib/commits), so no code can run inside one and ask the pool for a second connection.
 */
import "server-only";
import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { settings } from "@/lib/env";
import { Prisma, PrismaClient } from "@/lib/generated/prisma/client";

export { Prisma };

// A module can be loaded once per layer of the framework; pools must not be.
const shared = globalThis as unknown as { stillframeDb?: PrismaClient };

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
      { connectionString, max: settings().databasePool },
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

/** SQL that renders a timestamptz column as ISO 8601 with microseconds and Z. */
export const iso = (column: string): Prisma.Sql =>
  Prisma.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`);

/** Lists of bytes travel as base64 text: drivers differ in how they pass arrays of bytea. */
export const base64List = (values: readonly Uint8Array[]): string[] =>
  values.map((bytes) => Buffer.from(bytes).toString("base64"));

export const fromHex = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(hex, "hex"));
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
