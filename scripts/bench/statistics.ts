/** What it takes to count a version: the first one, one that differs by an edit of 100 items, and one that is kept. */
import type pg from "pg";
import type { CurrentUser } from "@/lib/auth/service";
import { commitChange } from "./commit-change";

type Measure = (name: string, n: number, work: (run: number) => Promise<unknown>) => Promise<unknown>;

export async function measureStatistics(
  user: CurrentUser,
  datasetId: string,
  admin: pg.Client,
  measure: Measure,
): Promise<void> {
  const { editWords } = await import("@/lib/edits/edit-words");
  const { listItems } = await import("@/lib/items/service");
  const { listItemsQuery } = await import("@/lib/items/schema");
  const { INDEX_MODEL } = await import("@/lib/media/reading");
  const { getMetrics } = await import("@/lib/statistics/refresh");
  const { isCounted } = await import("@/lib/statistics/schema");
  const { downloadChart, getStatistics } = await import("@/lib/statistics/service");

  const { findDataset } = await import("@/lib/access/service");
  const { idOf } = await import("@/lib/objects/identity");
  const { replaceRevisions, writeFacet } = await import("@/lib/revisions/write-revisions");
  const { bitmapOfSet, loadSets, openState } = await import("@/lib/states/service");

  // As the indexer leaves it, but for the vectors.
  await admin.query(
    `INSERT INTO media_reading (media_sha256, model, result)
     SELECT sha256, $1, jsonb_build_object('mean', get_byte(sha256, 0), 'sharpness', get_byte(sha256, 1) * 12) FROM media ON CONFLICT DO NOTHING`,
    [INDEX_MODEL],
  );
  await admin.query("VACUUM ANALYZE media_reading");
  const counted = async () => {
    for (;;) {
      const answer = await getStatistics(user, datasetId, {});
      if (isCounted(answer)) return answer;
    }
  };
  await measure("statistics-first", 1, counted);
  await measure("statistics-kept", 60, counted);
  const { item_no } = (await listItems(user, datasetId, listItemsQuery.parse({ q: "", limit: 1 }))).items[0]!;
  await measure("statistics-edited", 10, async (n) => {
    await editWords(user, datasetId, "label", "add", { item_numbers: [[item_no, item_no + 99]] }, [`edited-${n}`]);
    await counted();
  });
  await measure("statistics-edited-objects", 10, async (n) => {
    const objects = [{ object_id: idOf("edited", item_no, n), label: `class-${n}`, type: "box", col_x: n, row_y: 1 }];
    const values = new Map(Array.from({ length: 100 }, (_, at) => [item_no + at, objects]));
    const written = await writeFacet(
      await openState((await findDataset(datasetId, user.id))!.head_state_id),
      "objects",
      values,
    );
    await commitChange(user, datasetId, { kind: "reindex", detail: {} }, async (head) => {
      const shown = await loadSets(head, ["rev:objects"]);
      return { sets: new Map([replaceRevisions((name) => bitmapOfSet(shown, name), written)]) };
    });
    await counted();
  });
  const { charts } = await counted();
  const searches = Object.values(charts).flatMap(({ rows }) => rows.slice(0, 3).map(({ q }) => q));
  await measure("statistics-clicked", searches.length, (n) =>
    listItems(user, datasetId, listItemsQuery.parse({ q: searches[n] })),
  );
  await measure("statistics-download", 20, () => downloadChart(user, datasetId, "labels", { format: "csv" }));
  await measure("metrics", 3, () => getMetrics(user, datasetId));
}
