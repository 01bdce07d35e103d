/** Searching by objects, and what became of them: whatever was done, in every version, it is what a loop over the items finds. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { patchItem } from "@/lib/edits/patch-item";
import { undoEdit } from "@/lib/edits/undo";
import { compareItems } from "@/lib/comparing/items";
import { getItemHistory } from "@/lib/items/history";
import { getObjectFacets } from "@/lib/items/object-facets";
import { listItems } from "@/lib/items/service";
import { listItemsQuery, patchItemInput, type ItemDto } from "@/lib/items/schema";
import { startMerge } from "@/lib/merging/service";
import { objectChangeWords } from "@/lib/objects/change-words";
import { OBJECT_TYPES } from "@/lib/objects/model";
import { createSnapshot } from "@/lib/snapshots/service";
import { runTaskHere } from "@/prisma/factories";
import { allItems, asAdmin, call, cloneOf, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;
let other: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 6, "Base", 31);
  other = await newDataset(owner, 3, "Other", 32);
  const objects = [{ label: "boat", col_x: 1, row_y: 1, width: 5, height: 5, attributes: { sail: true } }];
  await patch(other, (await allItems(owner, other))[0]!, objects);
});

const patch = (id: string, item: ItemDto, objects: object[] | null) =>
  patchItem(owner, id, item.media_id, patchItemInput.parse({ objects }), null);
const box = { col_x: 10, row_y: 20, width: 30, height: 40 };
const GEOMETRY = {
  box: {},
  polygon: { polygon: [[[0, 0, 8, 0, 0, 6]]] },
  mask: { mask: { size: [2, 2], counts: [1, 2, 1] } },
  rotated_box: { rotated_box: { cx: 5, cy: 5, width: 4, height: 2, angle: 30 } },
  polyline: { polyline: [0, 0, 9, 9] },
  keypoints: { keypoints: [[1, 1, 2]] },
} as const;

const LABELS = ["car", "Car", "traffic light"];
const TERMS: Record<string, (item: ItemDto) => boolean> = {
  ...Object.fromEntries(
    [...LABELS, "boat", "nobody"].map((label) => [
      `object:"${label}"`,
      (item: ItemDto) => item.objects.some((object) => object.label === label),
    ]),
  ),
  ...Object.fromEntries(
    OBJECT_TYPES.map((type) => [
      `has:${type}`,
      ({ objects }: ItemDto) =>
        objects.some((object) => (type === "box" ? object.type === "box" : object[type] !== undefined)),
    ]),
  ),
  "has:objects": (item) => item.objects.length > 0,
  "attribute:color": (item) => item.objects.some(({ attributes }) => attributes?.color !== undefined),
  "attribute:color=red": (item) => item.objects.some(({ attributes }) => attributes?.color === "red"),
  "attribute:color=Red": (item) => item.objects.some(({ attributes }) => attributes?.color === "Red"),
  "attribute:doors=4": (item) => item.objects.some(({ attributes }) => attributes?.doors === 4),
  "attribute:sail=true": (item) => item.objects.some(({ attributes }) => attributes?.sail === true),
};

const search = async (id: string, q: string, version: { snapshot_id?: string } = {}): Promise<string[]> =>
  (await listItems(owner, id, { ...listItemsQuery.parse({ q, limit: 500 }), ...version })).items.map(
    ({ media_id }) => media_id,
  );

/** Every term, alone, excluded and beside another, and the counts, against a loop over the items. */
async function expectExact(id: string, snapshotId?: string): Promise<void> {
  const version = snapshotId ? { snapshot_id: snapshotId } : {};
  const items = await allItems(owner, id, snapshotId);
  const idsOf = (has: (item: ItemDto) => boolean) => items.filter(has).map(({ media_id }) => media_id);
  const terms = Object.entries(TERMS);
  for (const [index, [term, has]] of terms.entries()) {
    const [next, alsoHas] = terms[(index + 1) % terms.length]!;
    expect([term, await search(id, term, version)]).toEqual([term, idsOf(has)]);
    expect([term, await search(id, `-${term}`, version)]).toEqual([term, idsOf((item) => !has(item))]);
    expect(await search(id, `${term} ${next}`, version)).toEqual(idsOf((item) => has(item) && alsoHas(item)));
  }
  const facets = await getObjectFacets(owner, id, { q: "has:box", ...version });
  const boxed = items.filter(TERMS["has:box"]!);
  const counts = new Map<string, number>();
  for (const { objects } of boxed)
    for (const label of new Set(objects.map((object) => object.label))) counts.set(label, (counts.get(label) ?? 0) + 1);
  expect(new Map(facets.labels.map(({ value, count }) => [value, count]))).toEqual(counts);
}

const anObject = fc
  .record({
    label: fc.constantFrom(...LABELS),
    kinds: fc.subarray(Object.keys(GEOMETRY) as (keyof typeof GEOMETRY)[], { maxLength: 2 }),
    attributes: fc.option(
      fc.record({ color: fc.constantFrom("red", "Red", "blue"), doors: fc.constantFrom(2, 4) }, { requiredKeys: [] }),
      { nil: undefined },
    ),
  })
  .map(({ label, kinds, attributes }) => ({
    label,
    ...box,
    ...Object.assign({}, ...kinds.map((kind) => GEOMETRY[kind])),
    ...(attributes ? { attributes } : {}),
  }));
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant("patch"), at: fc.nat(9), objects: fc.array(anObject, { maxLength: 3 }) }),
  },
  fc.record({ does: fc.constantFrom("delete", "undo", "snapshot", "restore"), at: fc.nat(9) }),
);

describe("searching by objects", () => {
  it("finds what a loop finds after every edit, undo, deletion and restore, and in every version", () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps) => {
        const id = await cloneOf(owner, base);
        const edits: string[] = [];
        const snapshots: string[] = [];
        for (const one of steps) {
          const items = await allItems(owner, id);
          const item = items[one.at % Math.max(1, items.length)];
          if (one.does === "patch" && item && "objects" in one) {
            const { edit_id } = await patch(id, item, one.objects);
            if (edit_id) edits.push(edit_id);
          } else if (one.does === "delete" && items.length > 2) {
            const { edit_id } = await deleteItems(owner, id, { item_ids: [item!.media_id] });
            edits.push(edit_id!);
          } else if (one.does === "undo" && edits.length > 0) await undoEdit(owner, id, edits.pop()!);
          else if (one.does === "snapshot") snapshots.push((await createSnapshot(owner, id, {})).snapshot_id);
          else if (one.does === "restore" && snapshots.length > 0)
            await restoreHere(owner, id, snapshots[one.at % snapshots.length]!);
          // Not after every step: versions are not always read in their order.
          if (one.at % 2 === 0) await expectExact(id);
        }
        await expectExact(id);
        for (const snapshot of snapshots) await expectExact(id, snapshot);
      }),
      { numRuns: 8, endOnFailure: true },
    ));

  it("finds what a merge brought, and objects from before they had kinds and ids", async () => {
    const id = await cloneOf(owner, base);
    await runTaskHere(owner, (await startMerge(owner, id, { source_dataset_id: other, auto_reindex: false })).task_id);
    await expectExact(id);
    expect(await search(id, "object:boat attribute:sail=true has:box")).toHaveLength(1);
    const [item] = await allItems(owner, id);
    await patch(id, item!, [{ label: "to be old", ...box }]);
    // As it was written then; nobody has read the new one yet.
    await asAdmin(`BEGIN; ALTER TABLE revision DISABLE TRIGGER USER;
      UPDATE revision SET payload = '[{"label": "old boat", "col_x": 1, "row_y": 1, "width": 2, "height": 2}]'
      WHERE facet = 'objects' AND payload->0->>'label' = 'to be old';
      ALTER TABLE revision ENABLE TRIGGER USER; COMMIT`);
    expect(await search(id, 'object:"old boat" has:box -has:polygon')).toEqual([item!.media_id]);
  });

  it("tells over REST what there is to choose from, and where a search is wrong", async () => {
    const answer = await call(`/dataset/${other}/facets/objects?q=object:nobody&free=object`, { user: owner });
    expect(await answer.json()).toEqual({
      labels: [{ value: "boat", count: 1 }],
      kinds: [{ value: "box", count: 1 }],
      attributes: [{ name: "sail", values: ["true"] }],
    });
    const wrong = await call(`/dataset/${other}/items?q=${encodeURIComponent("sky attribute:speed>3")}`, {
      user: owner,
    });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ detail: [{ loc: ["query", "q", 14] }] });
  });
});

describe("what became of an item's objects", () => {
  it("is told by their ids, in its history and by a comparison", async () => {
    const id = await cloneOf(owner, base);
    const [item] = await allItems(owner, id);
    await patch(id, item!, [
      { label: "car", ...box },
      { label: "van", ...box },
    ]);
    const { snapshot_id } = await createSnapshot(owner, id, { name: "Two boxes" });
    const [{ objects }] = (await allItems(owner, id)) as [ItemDto];
    await patch(id, item!, [
      { ...objects[0], col_x: 0, width: 90 },
      { label: "pier", ...GEOMETRY.polygon },
    ]);
    const words = ["1 polygon added: pier", "1 box removed: van", "car moved and resized"];

    const { entries } = await getItemHistory(owner, id, item!.media_id, {});
    expect(
      entries.map(({ changes }) => changes.map(({ object_changes: told }) => told && objectChangeWords(told))),
    ).toEqual([[words], [["2 boxes added: car, van"]], [undefined]]);
    const compared = await compareItems(owner, id, snapshot_id, "head", { change: "changed", limit: 5 });
    expect(compared.items.map(({ object_changes: told }) => told && objectChangeWords(told))).toEqual([words]);
    expect(compared.items[0]!.object_changes!.objects).toContainEqual({
      object_id: objects[0]!.object_id,
      label: "car",
      type: "box",
      changes: ["moved", "resized"],
    });
    await deleteItems(owner, id, { item_ids: [item!.media_id] });
    const removed = await compareItems(owner, id, snapshot_id, "head", { change: "removed", limit: 5 });
    expect(removed.items.map(({ object_changes: told }) => told)).toEqual([null]);
  });
});
