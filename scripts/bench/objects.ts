/** Five objects on every item, and what it takes to search by them. */
import type { CurrentUser } from "@/lib/auth/service";
import { commitChange } from "./commit-change";

const CLASSES = 80;
const COLORS = ["red", "green", "blue"];
/** Items whose objects are written together. */
const BATCH = 100_000;

type Measure = (name: string, n: number, work: (run: number) => Promise<unknown>) => Promise<unknown>;

/** @param items how many the dataset has, numbered from 0 */
export async function measureObjects(
  user: CurrentUser,
  datasetId: string,
  items: number,
  random: () => number,
  measure: Measure,
): Promise<void> {
  const { idOf } = await import("@/lib/objects/identity");
  const { patchItem } = await import("@/lib/edits/patch-item");
  const { getObjectFacets } = await import("@/lib/items/object-facets");
  const { listItemsQuery, patchItemInput } = await import("@/lib/items/schema");
  const { listItems } = await import("@/lib/items/service");
  const { replaceRevisions, writeFacet } = await import("@/lib/revisions/write-revisions");
  const { bitmapOfSet, loadSets, openState } = await import("@/lib/states/service");
  const { findDataset } = await import("@/lib/access/service");

  const objectsOf = (item: number) =>
    Array.from({ length: 5 }, (_, index) => ({
      object_id: idOf("bench", item, index),
      label: `class-${Math.floor(random() ** 2 * CLASSES)}`,
      type: index === 0 ? "polygon" : "box",
      col_x: Math.floor(random() * 1_000),
      row_y: Math.floor(random() * 800),
      width: 80.5,
      height: 60.25,
      ...(index === 0 ? { polygon: [[[1, 1, 81.5, 1, 81.5, 61.25, 1, 61.25]]] } : {}),
      attributes: { color: COLORS[Math.floor(random() * 3)], doors: Math.floor(random() * 200) },
    }));
  await measure("write-objects", 1, async () => {
    for (let first = 0; first < items; first += BATCH) {
      const values = new Map<number, unknown>();
      for (let item = first; item < Math.min(items, first + BATCH); item += 1) values.set(item, objectsOf(item));
      const { head_state_id } = (await findDataset(datasetId, user.id))!;
      const written = await writeFacet(await openState(head_state_id), "objects", values);
      await commitChange(user, datasetId, { kind: "reindex", detail: {} }, async (head) => {
        const shown = await loadSets(head, ["rev:objects"]);
        return { sets: new Map([replaceRevisions((name) => bitmapOfSet(shown, name), written)]) };
      });
    }
  });
  const page = (q: string) => listItems(user, datasetId, listItemsQuery.parse({ q }));
  const [item] = (await page("")).items;
  let edits = 0;
  const edit = () => {
    edits += 1;
    const objects = [{ label: `class-${edits}`, col_x: edits, row_y: 1, width: 5, height: 5 }];
    return patchItem(user, datasetId, item!.media_id, patchItemInput.parse({ objects }), null);
  };
  const facets = (q: string) => getObjectFacets(user, datasetId, { q });

  await measure("search-object-first", 1, () => page("object:class-7"));
  await measure("search-object", 60, (n) => page(`object:class-${n} has:polygon -object:class-${n + 1}`));
  await measure("facets-objects", 30, (n) => facets(`object:class-${n}`));
  await measure("edit-object", 20, edit);
  await measure("search-object-edited", 20, async (n) => {
    await edit();
    await page(`object:class-${n} has:box`);
  });
  await measure("facets-objects-edited", 20, async (n) => {
    await edit();
    await facets(`object:class-${n}`);
  });
  await measure("search-attribute-first", 1, () => page("attribute:doors=7"));
  await measure("search-attribute", 40, (n) => page(`attribute:doors=${n + 20}`));
  await measure("search-attribute-common", 3, (n) => page(`attribute:color=${COLORS[n]}`));
}
