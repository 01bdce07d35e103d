import "server-only";
import { db, Prisma, toHex } from "@/lib/db";
import type { Root } from "@/lib/versioning/only-held";
import type { RetainedSnapshot } from "./rules";
import type { Retention } from "./schema";

/** The rule of a dataset with who set it; null for none. */
export async function findRetention(
  datasetId: string,
): Promise<{ readonly retention: Retention; readonly setBy: string } | null> {
  const row = await db.datasetRetention.findUnique({ where: { datasetId } });
  if (!row) return null;
  return {
    retention: {
      automatic: { days: row.automaticDays, at_least: row.automaticAtLeast },
      named: { days: row.namedDays, at_least: row.namedAtLeast },
    },
    setBy: row.setBy,
  };
}

/** Puts the rule in place, as a part of the gate's statement. */
export const retentionRow = ({ automatic, named }: Retention, user: { id: string; email: string }): Prisma.Sql =>
  Prisma.sql`INSERT INTO dataset_retention (dataset_id, automatic_days, automatic_at_least, named_days, named_at_least, set_by, set_by_id)
    SELECT gate.id, ${automatic.days}::int, ${automatic.at_least}::int, ${named.days}::int, ${named.at_least}::int, ${user.email}, ${user.id}::uuid FROM gate
    ON CONFLICT (dataset_id) DO UPDATE SET automatic_days = excluded.automatic_days, automatic_at_least = excluded.automatic_at_least,
      named_days = excluded.named_days, named_at_least = excluded.named_at_least, set_by = excluded.set_by, set_by_id = excluded.set_by_id`;

/** Datasets, not in the trash, with a rule that can retire something. */
export const listRuled = (): Promise<{ dataset_id: string; set_by_id: string }[]> =>
  db.$queryRaw`SELECT r.dataset_id, r.set_by_id FROM dataset_retention r JOIN dataset d ON d.id = r.dataset_id
    WHERE d.deleted_at IS NULL AND (r.automatic_days IS NOT NULL OR r.named_days IS NOT NULL) ORDER BY r.dataset_id`;

/** What a rule needs to know of the snapshots of a dataset, newest first. */
export const listRetained = (datasetId: string): Promise<RetainedSnapshot[]> =>
  db.$queryRaw`
    SELECT s.id, s.reason::text AS reason, (extract(epoch FROM s.created_at) * 1000)::float8 AS created_ms,
      s.pinned OR s.protected OR s.training_model_id IS NOT NULL OR s.id IS NOT DISTINCT FROM d.current_snapshot_id
        OR s.id IN (SELECT a.snapshot_id FROM snapshot_alias a WHERE a.dataset_id = d.id)
        OR s.id IN (SELECT t.source_snapshot_id FROM task t WHERE t.source_snapshot_id IS NOT NULL
             AND (t.status IN ('INITIALIZING', 'RUNNING') OR t.type = 'MERGE'))
        OR s.id::text IN (SELECT t.input->>'snapshot_id' FROM task t WHERE t.type = 'MERGE' AND t.input ? 'snapshot_id') AS is_kept
    FROM snapshot s JOIN dataset d ON d.id = s.dataset_id
    WHERE s.dataset_id = ${datasetId}::uuid AND s.removed_at IS NULL ORDER BY s.seq DESC`;

/** The states of a lineage that snapshots of these ids hold, and those that heads and all other snapshots hold. */
export async function listHolders(
  lineageId: string,
  snapshotIds: readonly string[],
): Promise<{ readonly theirs: Root[]; readonly others: Root[] }> {
  const rows = await db.$queryRaw<{ digest: Uint8Array; root: Uint8Array; others: boolean }[]>`
    WITH held AS (
      SELECT head_state_id AS state_id, true AS others FROM dataset WHERE lineage_id = ${lineageId}::uuid AND NOT purged
      UNION ALL SELECT s.state_id, s.id <> ALL(${[...snapshotIds]}::uuid[]) FROM snapshot s JOIN dataset d ON d.id = s.dataset_id
        WHERE d.lineage_id = ${lineageId}::uuid AND NOT d.purged AND s.removed_at IS NULL
    )
    SELECT st.digest, st.root, h.others FROM (SELECT state_id, bool_or(others) AS others FROM held GROUP BY state_id) h
    JOIN state st ON st.id = h.state_id`;
  const present = (others: boolean): Root[] =>
    rows.filter((row) => row.others === others).map(({ digest, root }) => ({ digest: toHex(digest), root }));
  return { theirs: present(false), others: present(true) };
}

const BATCH = 20_000;
const sliced = <T>(values: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(values.length / BATCH) }, (_, at) => values.slice(at * BATCH, (at + 1) * BATCH));

async function summed(parts: readonly Promise<{ bytes: bigint | null }[]>[]): Promise<number> {
  return (await Promise.all(parts)).reduce((sum, [row]) => sum + Number(row?.bytes ?? 0), 0);
}

/** Bytes of version objects. */
export const sizeOfObjects = (lineageId: string, hashes: readonly string[]): Promise<number> =>
  summed(
    sliced(hashes).map(
      (part) => db.$queryRaw`SELECT sum(length(bytes))::bigint AS bytes FROM version_object
        WHERE lineage_id = ${lineageId}::uuid AND sha256 IN (SELECT decode(h, 'hex') FROM unnest(${part}::text[]) AS h)`,
    ),
  );

/** Bytes of what revisions say, as text; what a row takes beside it depends on how the database packs it. */
export const sizeOfRevisions = (lineageId: string, revisions: readonly number[]): Promise<number> =>
  summed(
    sliced(revisions).map(
      (part) => db.$queryRaw`SELECT sum(octet_length(r.payload::text))::bigint AS bytes FROM revision r
        WHERE r.lineage_id = ${lineageId}::uuid AND r.revision_no = ANY(${part}::int[])`,
    ),
  );

export interface SharedFile {
  readonly sha256: string;
  readonly size: number;
  /** Other revisions of the lineage that name it. */
  readonly revisions: number[];
}

/** Files that revisions name and that no other lineage names and no dataset is stood for by. */
export async function listFiles(lineageId: string, revisions: readonly number[]): Promise<SharedFile[]> {
  const named = new Set<string>();
  for (const part of sliced(revisions))
    for (const { sha256 } of await db.$queryRaw<{ sha256: string }[]>`
      SELECT DISTINCT encode(media_sha256, 'hex') AS sha256 FROM revision
      WHERE lineage_id = ${lineageId}::uuid AND revision_no = ANY(${part}::int[]) AND media_sha256 IS NOT NULL`)
      named.add(sha256);
  const files: SharedFile[] = [];
  for (const part of sliced([...named]))
    files.push(
      ...(await db.$queryRaw<SharedFile[]>`
        WITH named AS (SELECT decode(h, 'hex') AS sha256 FROM unnest(${part}::text[]) AS h)
        SELECT encode(m.sha256, 'hex') AS sha256, m.size::float8 AS size,
          ARRAY(SELECT r.revision_no FROM revision r WHERE r.lineage_id = ${lineageId}::uuid AND r.media_sha256 = m.sha256) AS revisions
        FROM named n JOIN media m ON m.sha256 = n.sha256
        WHERE NOT EXISTS (SELECT FROM revision r WHERE r.media_sha256 = m.sha256 AND r.lineage_id <> ${lineageId}::uuid)
          AND NOT EXISTS (SELECT FROM dataset d WHERE d.cover_sha256 = m.sha256)`),
    );
  return files;
}
