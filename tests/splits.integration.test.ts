/** Splits as part of a version: set, dealt out over near-duplicate groups, found, undone, restored. */
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { undoEdit } from "@/lib/edits/undo";
import { getFacets } from "@/lib/items/facets";
import { compareSnapshots } from "@/lib/comparing/service";
import { createSnapshot } from "@/lib/snapshots/service";
import { assignSplitsInput } from "@/lib/splits/schema";
import { assignAllSplits, setSplit } from "@/lib/splits/service";
import { allItems, call, cloneOf, headOf, namesOf, newDataset, newUser, numbersOf, restoreHere } from "./world";

const COUNT = 20;
let owner: CurrentUser;
let base: string;
const fresh = () => cloneOf(owner, base);
const splitsOf = async (id: string) => (await allItems(owner, id)).map(({ split }) => split);
const assign = (id: string, input: object) => assignAllSplits(owner, id, assignSplitsInput.parse(input));
beforeAll(async () => {
  owner = await newUser("splitter");
  base = await newDataset(owner, COUNT);
});

describe("a split", () => {
  it("is one of an item, is found and counted, and is undone exactly", async () => {
    const id = await fresh();
    await setSplit(owner, id, await numbersOf(owner, id, 0, 1, 2), "train");
    const before = await headOf(owner, id);
    const { changed, edit_id } = await setSplit(owner, id, await numbersOf(owner, id, 2, 3), "val");
    expect(changed).toBe(2);
    expect((await splitsOf(id)).slice(0, 5)).toEqual(["train", "train", "val", "val", null]);
    expect(await namesOf(owner, id, "split:train")).toHaveLength(2);
    expect(await namesOf(owner, id, "-has:split")).toHaveLength(COUNT - 4);
    expect((await getFacets(owner, id, { q: "" })).facets.split).toEqual([
      { value: "train", count: 2 },
      { value: "val", count: 2 },
    ]);
    await undoEdit(owner, id, edit_id!);
    expect(await headOf(owner, id)).toBe(before);
  });

  it("is taken away, and comes back by undo where nobody gave another since", async () => {
    const id = await fresh();
    await setSplit(owner, id, await numbersOf(owner, id, 0, 1), "train");
    const { edit_id } = await setSplit(owner, id, { q: "" }, null);
    await setSplit(owner, id, await numbersOf(owner, id, 1), "test");
    await undoEdit(owner, id, edit_id!);
    expect((await splitsOf(id)).slice(0, 3)).toEqual(["train", "test", null]);
    expect(await setSplit(owner, id, await numbersOf(owner, id, 5), null)).toEqual({ changed: 0, edit_id: null });
  });

  it("is changed with the item, compared and restored", async () => {
    const id = await fresh();
    const snapshot = await createSnapshot(owner, id, { name: "none" });
    const [first] = await allItems(owner, id);
    expect(await patchItem(owner, id, first!.media_id, { split: "train" }, null)).toMatchObject({ split: "train" });
    expect(await patchItem(owner, id, first!.media_id, { split: "val" }, null)).toMatchObject({ split: "val" });
    expect((await compareSnapshots(owner, id, snapshot.snapshot_id, "head")).by_kind).toMatchObject({ splits: 1 });
    await restoreHere(owner, id, snapshot.snapshot_id);
    expect(new Set(await splitsOf(id))).toEqual(new Set([null]));
  });
});

describe("dealing splits out", () => {
  it("gives each its share of every class, tells it before, and is one edit", async () => {
    const id = await fresh();
    await editWords(owner, id, "label", "add", await numbersOf(owner, id, 0, 1, 2, 3, 4), ["rare"]);
    const before = await headOf(owner, id);
    const input = { ratios: { train: 0.6, val: 0.4 }, seed: 4, stratify_by: "label", group_by: "none" };
    const told = await assign(id, { ...input, dry_run: true });
    expect(told).toMatchObject({ changed: 0, edit_id: null });
    expect(await headOf(owner, id)).toBe(before);
    expect(told.splits).toMatchObject([
      { split: "train", items: 12, by_class: { rare: 3 } },
      { split: "val", items: 8, by_class: { rare: 2 } },
    ]);
    const done = await assign(id, input);
    expect(done.splits).toEqual(told.splits);
    expect(done.changed).toBe(COUNT);
    expect(await namesOf(owner, id, "split:train label:rare")).toHaveLength(3);
    expect(await assign(id, input)).toMatchObject({ changed: 0, edit_id: null });
    await undoEdit(owner, id, done.edit_id!);
    expect(await headOf(owner, id)).toBe(before);
  });

  it("never tears near duplicates apart, and tells how many lay on both sides", async () => {
    const id = await fresh();
    const groups = (await allItems(owner, id)).map(({ duplicate_group }) => duplicate_group);
    const inGroups = groups.filter((group) => group !== null).length;
    expect(inGroups).toBeGreaterThan(1);
    for (let seed = 0; seed < 5; seed += 1) {
      const { straddling } = await assign(id, { ratios: { a: 1, b: 1 }, seed });
      expect(straddling.after).toBe(0);
      const items = await allItems(owner, id);
      for (const group of new Set(groups))
        if (group !== null)
          expect(new Set(items.filter((item) => item.duplicate_group === group).map((item) => item.split)).size).toBe(
            1,
          );
    }
    const torn = await assign(id, { ratios: { a: 1, b: 1 }, group_by: "none", dry_run: true });
    expect(torn.straddling.after).toBeLessThanOrEqual(inGroups);
  });

  it.each([
    [{ ratios: {} }],
    [{ ratios: { train: 0 } }],
    [{ ratios: { train: -1 } }],
    [{ ratios: { " ": 1 } }],
    [{ ratios: { train: 1 }, seed: -1 }],
    [{ ratios: { train: 1 }, group_by: "folder" }],
    [{ ratios: { train: 1 }, surprise: true }],
    [{}],
  ])("refuses %j", async (body) => {
    expect((await call(`/dataset/${base}/splits/assign`, { method: "POST", user: owner, body })).status).toBe(422);
  });
});
