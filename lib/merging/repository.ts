import "server-only";
import { db } from "@/lib/db";

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
