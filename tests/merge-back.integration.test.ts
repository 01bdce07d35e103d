/** Merging the changes of a clone back: three-way on what both share, conflicts chosen about, one commit that can be undone. */
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editClasses } from "@/lib/edits/edit-classes";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { setField } from "@/lib/edits/set-field";
import { collect } from "@/lib/housekeeping/collect";
import { verify } from "@/lib/housekeeping/verify";
import { getClasses } from "@/lib/items/classes";
import { getDataset } from "@/lib/datasets/service";
import { previewMergeBack, startMergeBack } from "@/lib/merging/merge-back";
import { mergeBackInput, type MergeBackDto } from "@/lib/merging/schema";
import { createSnapshot, listAllSnapshots } from "@/lib/snapshots/service";
import { setSplit } from "@/lib/splits/service";
import { getTask } from "@/lib/tasks/service";
import { undoTask } from "@/lib/worker/undo";
import { runTaskHere } from "@/prisma/factories";
import { allItems, call, cloneOf, giveRole, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 8, "Original");
});

type Input = Omit<Parameters<typeof mergeBackInput.parse>[0] & object, "never">;
const inputOf = (source: string, more: Input = {}) => mergeBackInput.parse({ source_dataset_id: source, ...more });
const preview = (to: string, from: string, more?: Input): Promise<MergeBackDto> =>
  previewMergeBack(owner, to, inputOf(from, more));
async function merge(to: string, from: string, more?: Input): Promise<string> {
  const { task_id } = await startMergeBack(owner, to, inputOf(from, more));
  await runTaskHere(owner, task_id);
  expect(await getTask(owner, task_id)).toMatchObject({ status: "COMPLETED", task_type: "MERGE" });
  return task_id;
}
/** An original that nobody else uses, and a clone of it. */
async function pair(): Promise<{ original: string; clone: string; ids: string[] }> {
  const original = await cloneOf(owner, base);
  const clone = await cloneOf(owner, original);
  return { original, clone, ids: (await allItems(owner, original)).map(({ media_id }) => media_id) };
}
const tag = (id: string, item: string, word: string) =>
  editWords(owner, id, "tag", "add", { item_ids: [item] }, [word]);
const caption = (id: string, item: string, text: string | null) => patchItem(owner, id, item, { caption: text }, null);
const itemOf = async (id: string, item: string) =>
  (await allItems(owner, id)).find(({ media_id }) => media_id === item)!;

describe("merging back", () => {
  it("brings what the clone changed, and keeps what the original changed meanwhile", async () => {
    const { original, clone, ids } = await pair();
    await tag(clone, ids[0]!, "from the clone");
    await caption(clone, ids[1]!, "written in the clone");
    await setSplit(owner, clone, { item_ids: [ids[2]!] }, "val");
    await setField(owner, clone, { item_ids: [ids[3]!] }, { field: "score", value: 3, type: "float" });
    await editClasses(owner, clone, { define: { name: "drawn there", color: "#123456" } });
    await deleteItems(owner, clone, { item_ids: [ids[7]!] });
    await tag(original, ids[0]!, "from here");
    await caption(original, ids[4]!, "written here");
    await deleteItems(owner, original, { item_ids: [ids[6]!] });

    expect(await preview(original, clone)).toMatchObject({
      changed: 5,
      added: 0,
      removed: 1,
      by_kind: { tags: 1, captions: 1, splits: 1, metadata: 1 },
      n_conflicts: 0,
      items: [
        { item_id: ids[7], change: "removed" },
        ...[0, 1, 2, 3].map((at) => ({ item_id: ids[at], change: "changed" })),
      ],
    });
    const before = await allItems(owner, original);
    const task = await merge(original, clone);
    const after = await allItems(owner, original);
    expect(after.map(({ media_id }) => media_id)).toEqual(ids.slice(0, 6));
    expect(after[0]!.tags).toEqual(expect.arrayContaining(["from the clone", "from here"]));
    expect(after[1]!.caption).toBe("written in the clone");
    expect(after[2]!.split).toBe("val");
    expect(after[3]!.metadata).toMatchObject({ score: 3 });
    expect(after[4]!.caption).toBe("written here");
    const { classes } = await getClasses(owner, original, {});
    expect(classes.find(({ name }) => name === "drawn there")).toMatchObject({ color: "#123456" });
    expect((await listAllSnapshots(owner, original))[0]).toMatchObject({
      reason: "auto",
      snapshot_name: "Before merge",
    });
    expect((await verify(original)).damage).toEqual([]);

    await undoTask(owner, task);
    expect(await allItems(owner, original)).toEqual(before);
  });

  it("brings only what is new the second time, in either direction, and all of it again where it was undone", async () => {
    const { original, clone, ids } = await pair();
    await tag(clone, ids[0]!, "first");
    await merge(original, clone);
    // Taken away here on purpose: it does not come back with the next merge.
    await editWords(owner, original, "tag", "remove", { item_ids: [ids[0]!] }, ["first"]);
    await tag(clone, ids[1]!, "second");
    expect(await preview(original, clone)).toMatchObject({ changed: 1 });
    const second = await merge(original, clone);
    expect((await itemOf(original, ids[0]!)).tags).not.toContain("first");
    expect((await itemOf(original, ids[1]!)).tags).toContain("second");
    expect(await preview(original, clone)).toMatchObject({ changed: 0 });
    await merge(original, clone);

    await tag(original, ids[2]!, "here");
    expect(await preview(clone, original)).toMatchObject({ changed: 2 });
    await undoTask(owner, second);
    expect((await itemOf(original, ids[1]!)).tags).not.toContain("second");
    expect(await preview(original, clone)).toMatchObject({ changed: 1 });
  });

  it("begins again from before where the original went back behind a merge", async () => {
    const { original, clone, ids } = await pair();
    const { snapshot_id } = await createSnapshot(owner, original, { name: "Before" });
    await tag(clone, ids[0]!, "first");
    await merge(original, clone);
    expect(await preview(original, clone)).toMatchObject({ changed: 0 });
    await restoreHere(owner, original, snapshot_id);
    expect(await preview(original, clone)).toMatchObject({ changed: 1 });
  });

  it("asks where both changed the same, and takes the side that is said", async () => {
    const { original, clone, ids } = await pair();
    for (const at of [0, 1, 2]) {
      await caption(original, ids[at]!, `here ${at}`);
      await caption(clone, ids[at]!, `there ${at}`);
    }
    await caption(original, ids[3]!, "the same");
    await caption(clone, ids[3]!, "the same");
    await deleteItems(owner, original, { item_ids: [ids[4]!] });
    await tag(clone, ids[4]!, "of a deleted one");
    await deleteItems(owner, clone, { item_ids: [ids[5]!] });
    await tag(original, ids[5]!, "still needed");
    await tag(clone, ids[6]!, "no conflict");

    const { conflicts, n_conflicts, changed } = await preview(original, clone);
    expect([n_conflicts, changed]).toEqual([5, 1]);
    expect(conflicts.map(({ item_id, kind, ours, theirs }) => [item_id, kind, ours, theirs])).toEqual([
      [ids[0], "captions", "here 0", "there 0"],
      [ids[1], "captions", "here 1", "there 1"],
      [ids[2], "captions", "here 2", "there 2"],
      [ids[4], "removed", "deleted", "changed"],
      [ids[5], "removed", "changed", "deleted"],
    ]);
    const refused = await call(`/dataset/${original}/merge_back`, {
      method: "POST",
      user: owner,
      body: { source_dataset_id: clone },
    });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      n_conflicts: 5,
      conflicts,
      detail: expect.stringContaining("captions"),
    });
    expect((await getDataset(owner, original)).status).toBe("READY");

    const resolutions = [
      { item_id: ids[0], kind: "captions", take: "theirs" },
      { item_id: ids[1], kind: "captions", take: "ours" },
      { item_id: ids[4], kind: "removed", take: "theirs" },
    ];
    expect(await preview(original, clone, { resolutions })).toMatchObject({ n_conflicts: 2, changed: 3 });
    await merge(original, clone, { resolutions, take_all: "ours" });
    const after = await allItems(owner, original);
    const of = (at: number) => after.find(({ media_id }) => media_id === ids[at])!;
    expect([0, 1, 2, 3].map((at) => of(at).caption)).toEqual(["there 0", "here 1", "here 2", "the same"]);
    expect(of(4).tags).toContain("of a deleted one");
    expect(of(5).tags).toContain("still needed");
    expect(of(6).tags).toContain("no conflict");
  });

  it("goes between two clones of the same dataset, and takes a snapshot where one is named", async () => {
    const { original, clone, ids } = await pair();
    const sibling = await cloneOf(owner, original);
    await tag(clone, ids[0]!, "saved");
    const { snapshot_id } = await createSnapshot(owner, clone, { name: "To merge" });
    await tag(clone, ids[1]!, "later");
    await tag(sibling, ids[2]!, "of the sibling");
    expect(await preview(sibling, clone, { snapshot_id })).toMatchObject({ changed: 1 });
    await merge(sibling, clone, { snapshot_id });
    expect((await itemOf(sibling, ids[0]!)).tags).toContain("saved");
    expect((await itemOf(sibling, ids[1]!)).tags).not.toContain("later");
    expect(await preview(sibling, clone)).toMatchObject({ changed: 1 });
  });

  it("finds what both share after everything that nothing keeps was collected", async () => {
    const { original, clone, ids } = await pair();
    await tag(clone, ids[0]!, "first");
    await merge(original, clone);
    await tag(clone, ids[1]!, "second");
    await collect(process.env.DATABASE_URL!, { youngest: 0, supersededHeads: 0, removedSnapshots: 0, trash: 0 });
    expect(await preview(original, clone)).toMatchObject({ changed: 1 });
  });

  it("refuses a field of another type, other lineages, itself, unknown items, and who may not see or write", async () => {
    const { original, clone, ids } = await pair();
    const post = (body: object, user: CurrentUser = owner) =>
      call(`/dataset/${original}/merge_back`, { method: "POST", user, body });
    await setField(owner, clone, { item_ids: [ids[0]!] }, { field: "level", value: 1, type: "float" });
    await setField(owner, original, { item_ids: [ids[1]!] }, { field: "level", value: "high", type: "string" });
    const { task_id } = await startMergeBack(owner, original, inputOf(clone));
    await expect(runTaskHere(owner, task_id)).rejects.toThrow(/level/);
    expect(await getTask(owner, task_id)).toMatchObject({
      status: "FAILED",
      error_message: expect.stringContaining("“level” is string here and float there"),
    });

    expect((await post({ source_dataset_id: original })).status).toBe(400);
    expect((await post({ source_dataset_id: await newDataset(owner, 2, "Elsewhere", 5), dry_run: true })).status).toBe(
      400,
    );
    const unknown = "00000000-0000-4000-8000-000000000000";
    expect((await post({ source_dataset_id: clone, snapshot_id: unknown })).status).toBe(404);
    const resolutions = [{ item_id: unknown, kind: "captions", take: "ours" }];
    expect((await post({ source_dataset_id: clone, resolutions })).status).toBe(404);
    expect((await post({ source_dataset_id: clone, force: true })).status).toBe(422);

    const other = await newUser("other");
    await giveRole(owner, original, other, "EDITOR");
    expect((await post({ source_dataset_id: clone, dry_run: true }, other)).status).toBe(404);
    await giveRole(owner, clone, other, "VIEWER");
    expect((await post({ source_dataset_id: clone, dry_run: true }, other)).status).toBe(200);
    await giveRole(owner, original, other, "VIEWER");
    expect((await post({ source_dataset_id: clone, dry_run: true }, other)).status).toBe(403);
  });
});
