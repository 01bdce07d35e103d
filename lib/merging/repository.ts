import "server-only";
import { db } from "@/lib/db";

/** A dataset and those that it was cloned from, the nearest first, each with the state that it began with. */
export const findAncestry = (datasetId: string): Promise<{ dataset_id: string; began_with: string | null }[]> =>
  // By hand: it asks itself again.
  db.$queryRaw`
    WITH RECURSIVE line AS (
      SELECT id, source_dataset_id, lineage_id, 0 AS depth FROM dataset WHERE id = ${datasetId}::uuid
      UNION ALL
      SELECT d.id, d.source_dataset_id, d.lineage_id, line.depth + 1 FROM dataset d
      JOIN line ON d.id = line.source_dataset_id AND d.lineage_id = line.lineage_id
    )
    SELECT line.id AS dataset_id, (SELECT e.to_state FROM dataset_event e WHERE e.dataset_id = line.id AND e.kind = 'clone' ORDER BY e.id LIMIT 1) AS began_with
    FROM line ORDER BY depth`;

/** Which of two states a dataset saved first; the first one where neither is saved. */
export async function findEarlier(datasetId: string, a: string, b: string): Promise<string> {
  const [row] = await db.$queryRaw<{ state_id: string }[]>`
    SELECT state_id FROM snapshot WHERE dataset_id = ${datasetId}::uuid AND state_id IN (${a}::uuid, ${b}::uuid) ORDER BY seq LIMIT 1`;
  return row?.state_id ?? a;
}

export interface MergeRow {
  readonly base_state_id: string;
  /** What of the source it brought. */
  readonly source_state_id: string;
  /** It was not undone since, and the destination did not go back behind it. */
  readonly holds: boolean;
}

/** The merges between two datasets, in whichever direction, the first one first. */
export const findMerges = (a: string, b: string): Promise<MergeRow[]> =>
  // By hand, for what was undone and not done again.
  db.$queryRaw`
    SELECT e.detail->>'base_state_id' AS base_state_id, e.detail->>'source_state_id' AS source_state_id,
      NOT EXISTS (
        SELECT 1 FROM dataset_event u WHERE u.dataset_id = e.dataset_id AND u.kind = 'undo' AND u.detail->>'edit_id' = e.id::text
          AND NOT EXISTS (SELECT 1 FROM dataset_event r WHERE r.dataset_id = e.dataset_id AND r.kind = 'undo' AND r.detail->>'edit_id' = u.id::text))
      AND NOT EXISTS (
        SELECT 1 FROM (
          SELECT r.kind, r.detail FROM dataset_event r WHERE r.dataset_id = e.dataset_id AND r.id > e.id AND r.kind IN ('restore', 'restore_undo')
          ORDER BY r.id DESC LIMIT 1) AS last
        JOIN snapshot s ON s.id::text = last.detail->>'to_snapshot'
        WHERE last.kind = 'restore' AND s.created_at < e.created_at) AS holds
    FROM dataset_event e
    WHERE e.kind = 'merge_back'
      AND ((e.dataset_id = ${a}::uuid AND e.detail->>'source_dataset_id' = ${b}) OR (e.dataset_id = ${b}::uuid AND e.detail->>'source_dataset_id' = ${a}))
    ORDER BY e.id`;

const SHA256_BYTES = 32;

/** The contents that file revisions name, one for each revision. */
export async function findContents(lineageId: string, revisions: readonly number[]): Promise<string[]> {
  // Packed: a row for each would cost several times what the contents do.
  const [{ packed }] = await db.$queryRaw<[{ packed: Uint8Array | null }]>`
    SELECT string_agg(media_sha256, ''::bytea) AS packed FROM revision
    WHERE lineage_id = ${lineageId}::uuid AND facet = 'file' AND revision_no = ANY(${[...revisions]}::int[])`;
  const hex = Buffer.from(packed ?? []).toString("hex");
  return Array.from({ length: hex.length / (2 * SHA256_BYTES) }, (_, index) =>
    hex.slice(index * 2 * SHA256_BYTES, (index + 1) * 2 * SHA256_BYTES),
  );
}
