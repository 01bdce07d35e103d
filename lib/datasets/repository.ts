import "server-only";
import type { Role } from "@/lib/auth/roles";
import { db } from "@/lib/db";

export const listMembers = (datasetId: string): Promise<{ email: string; role: Role }[]> =>
  db.$queryRaw`SELECT u.email, m.role::text AS role FROM membership m JOIN app_user u ON u.id = m.user_id
    WHERE m.dataset_id = ${datasetId}::uuid ORDER BY m.role DESC, u.email`;

/** How many boxes each of these revisions holds. */
export const findBoxCounts = (
  lineageId: string,
  revisions: readonly number[],
): Promise<{ item_no: number; boxes: number }[]> =>
  db.$queryRaw`SELECT item_no, jsonb_array_length(payload) AS boxes FROM revision WHERE lineage_id = ${lineageId}::uuid AND facet = 'objects' AND revision_no = ANY(${[...revisions]}::int[])`;

/** sha256 of the first image of each dataset's head, for its cover. */
export async function findMediaOfItem(
  lineageId: string,
  itemNos: readonly number[],
  visible: (revisionNo: number) => boolean,
): Promise<string | null> {
  const rows = await db.$queryRaw<{ revision_no: number; sha256: string }[]>`
    SELECT revision_no, encode(media_sha256, 'hex') AS sha256 FROM revision
    WHERE lineage_id = ${lineageId}::uuid AND item_no = ANY(${[...itemNos]}::int[]) AND facet = 'file' ORDER BY item_no`;
  return rows.find((row) => visible(row.revision_no))?.sha256 ?? null;
}
