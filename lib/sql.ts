/**
 * Typed SQL for repositories: joins, conditions that vary, orders that a caller picks. Kysely builds the text and knows the
 * rows; it never connects. Statements run over Prisma's connection, so they share its pool and its prepared statements.
 * One table read or written plainly needs none of this: that is Prisma's model API.
 */
import "server-only";
import {
  DummyDriver,
  expressionBuilder,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type Compilable,
  type Expression,
  type RawBuilder,
} from "kysely";
import { db, type Prisma } from "@/lib/db";

export { sql };

/** `createdAt` → `created_at`, as every @map of prisma/schema.prisma does (tests/sql.integration.test.ts). */
type Snake<Field extends string> = Field extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : Field;

/** A row of a table as Prisma's connection presents it, from the types that Prisma generates: bigint, Date, Uint8Array. */
type Table<Payload extends { readonly scalars: object }> = {
  readonly [Field in keyof Payload["scalars"] & string as Snake<Field>]: Payload["scalars"][Field];
};

/** The database by the names that it has itself. */
export interface Tables {
  readonly app_user: Table<Prisma.$UserPayload>;
  readonly session: Table<Prisma.$SessionPayload>;
  readonly api_key: Table<Prisma.$ApiKeyPayload>;
  readonly identity: Table<Prisma.$IdentityPayload>;
  readonly media: Table<Prisma.$MediaPayload>;
  readonly media_reading: Table<Prisma.$MediaReadingPayload>;
  readonly lineage: Table<Prisma.$LineagePayload>;
  readonly item: Table<Prisma.$ItemPayload>;
  readonly revision: Table<Prisma.$RevisionPayload>;
  readonly version_object: Table<Prisma.$VersionObjectPayload>;
  readonly state: Table<Prisma.$StatePayload>;
  readonly state_statistics: Table<Prisma.$StateStatisticsPayload>;
  readonly dataset: Table<Prisma.$DatasetPayload>;
  readonly saved_view: Table<Prisma.$SavedViewPayload>;
  readonly invitation: Table<Prisma.$InvitationPayload>;
  readonly public_link: Table<Prisma.$PublicLinkPayload>;
  readonly dataset_star: Table<Prisma.$DatasetStarPayload>;
  readonly membership: Table<Prisma.$MembershipPayload>;
  readonly membership_grant: Table<Prisma.$MembershipGrantPayload>;
  readonly person_group: Table<Prisma.$PersonGroupPayload>;
  readonly person_group_member: Table<Prisma.$PersonGroupMemberPayload>;
  readonly group_grant: Table<Prisma.$GroupGrantPayload>;
  readonly snapshot: Table<Prisma.$SnapshotPayload>;
  readonly snapshot_alias: Table<Prisma.$SnapshotAliasPayload>;
  readonly dataset_retention: Table<Prisma.$DatasetRetentionPayload>;
  readonly dataset_event: Table<Prisma.$DatasetEventPayload>;
  readonly task: Table<Prisma.$TaskPayload>;
  readonly upload: Table<Prisma.$UploadPayload>;
  readonly upload_file: Table<Prisma.$UploadFilePayload>;
  readonly worker_heartbeat: Table<Prisma.$WorkerHeartbeatPayload>;
}

/** Where statements begin. It compiles and does nothing else: `execute()` throws nothing and returns no rows, so use `all`. */
export const from = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Columns of tables by their aliases, for expressions that several statements share. */
export const columnsOf = <Aliased extends object>() => expressionBuilder<Aliased, keyof Aliased>();

/** Runs a statement. @returns its rows */
export async function all<Row>(statement: Compilable<Row>): Promise<Row[]> {
  const { sql: text, parameters } = statement.compile();
  return db.$queryRawUnsafe<Row[]>(text, ...parameters);
}

/** Runs a statement. @returns its first row, or null */
export async function first<Row>(statement: Compilable<Row>): Promise<Row | null> {
  return (await all(statement))[0] ?? null;
}

/** Runs a statement that changes rows. @returns how many */
export async function change(statement: Compilable): Promise<number> {
  const { sql: text, parameters } = statement.compile();
  return db.$executeRawUnsafe(text, ...parameters);
}

/**
 * A constant, written into the text. For what every run of a statement has in common: PostgreSQL plans a prepared statement
 * without its parameters, and then neither a partial index nor how frequent a value is can be of use.
 */
export const lit = <const Value extends string | number | boolean>(value: Value): RawBuilder<Value> => sql.lit(value);

// Lists are one parameter each: with one for each member the text would vary with the length, and PostgreSQL would parse it
// every time (lib/db.ts).

/** For `=`: any of these numbers. */
export const ints = (values: readonly number[]): RawBuilder<number> => sql`any(${[...values]}::int[])`;

/** For `=`: any of these ids. */
export const uuids = (values: readonly string[]): RawBuilder<string> => sql`any(${[...values]}::uuid[])`;

/** For `in`: bytes by their hex. Drivers differ in how they pass arrays of bytea, so they travel as text. */
export const hexes = (values: readonly string[]): RawBuilder<Uint8Array<ArrayBuffer>> =>
  sql`(SELECT decode(h, 'hex') FROM unnest(${[...values]}::text[]) AS h)`;

/** A moment by its ISO 8601 text, for comparisons. */
export const time = (value: string): RawBuilder<Date> => sql`${value}::timestamptz`;

/** A timestamptz as ISO 8601 with microseconds and Z. */
export const iso = <When extends Date | null>(
  column: Expression<When>,
): RawBuilder<When extends null ? null : string> =>
  sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Bytes as hex. */
export const hex = <Bytes extends Uint8Array | null>(
  column: Expression<Bytes>,
): RawBuilder<Bytes extends null ? null : string> => sql`encode(${column}, 'hex')`;

/** A bigint or an enum as text. */
export const text = <Value>(column: Expression<Value>): RawBuilder<Value extends null ? null : string> =>
  sql`${column}::text`;
