import "server-only";
import { db, iso, Prisma } from "@/lib/db";

export interface EventRow {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly detail: unknown;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly task_id: string | null;
  readonly via: "browser" | "key" | null;
  readonly key_name: string | null;
  readonly created_at: string;
  /** Whether both of its states are kept. */
  readonly is_kept: boolean;
}

/** Head moves of a dataset, newest first. A task's request says from where it came. */
export function findEvents(
  datasetId: string,
  {
    before,
    actor,
    kind,
    event,
    limit,
  }: {
    readonly before?: string | undefined;
    readonly actor?: string | undefined;
    readonly kind?: string | undefined;
    readonly event?: string | undefined;
    readonly limit: number;
  },
): Promise<EventRow[]> {
  const conditions = [
    Prisma.sql`e.dataset_id = ${datasetId}::uuid AND e.to_state IS NOT NULL`,
    ...(before === undefined ? [] : [Prisma.sql`e.id < ${before}::bigint`]),
    ...(actor === undefined ? [] : [Prisma.sql`e.actor = ${actor}`]),
    ...(kind === undefined ? [] : [Prisma.sql`e.kind = ${kind}`]),
    ...(event === undefined ? [] : [Prisma.sql`e.id = ${event}::bigint`]),
  ];
  // By hand: the page is cut before anything is joined. Bench: `activity-page`.
  return db.$queryRaw`
    WITH page AS MATERIALIZED (SELECT e.* FROM dataset_event e WHERE ${Prisma.join(conditions, " AND ")} ORDER BY e.id DESC LIMIT ${limit})
    SELECT p.id::text AS id, p.kind, p.actor, p.detail, p.from_state, p.to_state, p.task_id, coalesce(p.via, t.via) AS via, k.name AS key_name,
      ${iso("p.created_at")} AS created_at, before.id IS NOT NULL AND after.id IS NOT NULL AS is_kept
    FROM page p LEFT JOIN task t ON t.id = p.task_id LEFT JOIN api_key k ON k.id = coalesce(p.api_key, t.api_key)
      LEFT JOIN state before ON before.id = p.from_state LEFT JOIN state after ON after.id = p.to_state
    ORDER BY p.id DESC`;
}

/** Those of the changes that are taken back now: the last of what took one back, and took that back again, says so. */
export async function findTakenBack(datasetId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ root: string; depth: number }[]>`
    WITH RECURSIVE undo AS (
      SELECT e.detail->>'edit_id' AS root, e.id, 1 AS depth FROM dataset_event e
      WHERE e.dataset_id = ${datasetId}::uuid AND e.kind = 'undo' AND e.detail->>'edit_id' = ANY(${[...ids]}::text[])
      UNION ALL
      SELECT u.root, e.id, u.depth + 1 FROM undo u JOIN dataset_event e
        ON e.dataset_id = ${datasetId}::uuid AND e.kind = 'undo' AND e.detail->>'edit_id' = u.id::text
    )
    SELECT DISTINCT ON (root) root, depth FROM undo ORDER BY root, id DESC`;
  return new Set(rows.filter(({ depth }) => depth % 2 === 1).map(({ root }) => root));
}

export async function findSnapshotNames(datasetId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.snapshot.findMany({
    where: { datasetId, id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Whose changes there are, and of what kinds: read off the indexes alone. */
export async function findFilters(datasetId: string): Promise<{ actors: string[]; kinds: string[] }> {
  // By hand: one step through an index for each value, however many changes there are.
  const step = (column: Prisma.Sql) => Prisma.sql`
    WITH RECURSIVE found AS (
      (SELECT ${column} AS value FROM dataset_event WHERE dataset_id = ${datasetId}::uuid AND to_state IS NOT NULL ORDER BY ${column} LIMIT 1)
      UNION ALL
      SELECT (SELECT ${column} FROM dataset_event WHERE dataset_id = ${datasetId}::uuid AND to_state IS NOT NULL AND ${column} > found.value ORDER BY ${column} LIMIT 1)
      FROM found WHERE found.value IS NOT NULL
    ) SELECT value FROM found WHERE value IS NOT NULL`;
  const [actors, kinds] = await Promise.all([
    db.$queryRaw<{ value: string }[]>`${step(Prisma.sql`actor`)}`,
    db.$queryRaw<{ value: string }[]>`${step(Prisma.sql`kind`)}`,
  ]);
  return { actors: actors.map(({ value }) => value), kinds: kinds.map(({ value }) => value) };
}
