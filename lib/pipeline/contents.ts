/** Which contents of files a dataset holds. */
import "server-only";
import { findRevisionsOfMedia } from "@/lib/revisions/read-revisions";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { LIVE, revisionSet } from "@/lib/versioning/names";

/** Contents that the head shows in live items, with the numbers of those. */
export async function findContentsInHead(open: OpenState, hashes: readonly string[]): Promise<Map<string, number[]>> {
  const revisions = await findRevisionsOfMedia(open.lineageId, hashes);
  const sets = await loadSets(open, [LIVE, revisionSet("file")]);
  const shown = revisions.filter(
    (row) => bitmapOfSet(sets, LIVE).has(row.item_no) && bitmapOfSet(sets, revisionSet("file")).has(row.revision_no),
  );
  const byContent = new Map<string, number[]>();
  for (const row of shown) byContent.set(row.sha256, [...(byContent.get(row.sha256) ?? []), row.item_no]);
  return byContent;
}
