/** Restoring a part of a snapshot: what the snapshot says of a kind, or of some items, in the place of what is said now. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { undoEdit } from "@/lib/edits/undo";
import { getClasses } from "@/lib/items/classes";
import type { ItemDto } from "@/lib/items/schema";
import { verify } from "@/lib/housekeeping/verify";
import type { RestoreSnapshotInput } from "@/lib/snapshots/schema";
import { createSnapshot, listAllSnapshots, restoreSnapshot } from "@/lib/snapshots/service";
import { setSplit } from "@/lib/splits/service";
import { getTask } from "@/lib/tasks/service";
import { undoTask } from "@/lib/worker/undo";
import { runTaskHere } from "@/prisma/factories";
import { allItems, call, cloneOf, currentSnapshot, giveRole, headOf, newDataset, newUser } from "./world";

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 8, "Parts");
});

/** A dataset with a snapshot, after which something of every kind was changed, and two items were deleted. */
async function changedSince(): Promise<{ id: string; snapshot: string; saved: ItemDto[]; now: ItemDto[] }> {
  const id = await cloneOf(owner, base);
  const at = async (...places: number[]) => {
    const items = await allItems(owner, id);
    return { item_ids: places.map((place) => items[place]!.media_id) };
  };
  await editWords(owner, id, "label", "add", await at(0, 1), ["only then"]);
  const { snapshot_id: snapshot } = await createSnapshot(owner, id, { name: "Then" });
  const saved = await allItems(owner, id);
  await editWords(owner, id, "label", "remove", await at(0, 1), ["only then"]);
  await editWords(owner, id, "tag", "add", await at(0, 1, 2), ["since"]);
  await setSplit(owner, id, await at(1, 2), "val");
  for (const [place, caption] of [
    [0, "later"],
    [2, "later, too"],
  ] as const)
    await patchItem(
      owner,
      id,
      saved[place]!.media_id,
      {
        caption,
        metadata: { note: caption },
        objects: [{ label: "thing", type: "box", col_x: 1, row_y: 1, width: 4, height: 4 }],
      },
      null,
    );
  await deleteItems(owner, id, await at(6, 7));
  return { id, snapshot, saved, now: await allItems(owner, id) };
}

async function restorePart(id: string, snapshot: string, part: RestoreSnapshotInput): Promise<string> {
  const { task_id } = await restoreSnapshot(owner, id, snapshot, part);
  await runTaskHere(owner, task_id);
  expect(await getTask(owner, task_id)).toMatchObject({ status: "COMPLETED" });
  return task_id;
}

/** What an item is said to be, without what links and index runs add. */
const said = ({ media_id, tags, labels, captions, objects, metadata, split }: ItemDto) => ({
  media_id,
  tags: [...tags].sort(),
  labels: [...labels].sort(),
  captions,
  objects,
  metadata,
  split,
});
type Said = ReturnType<typeof said>;
const FIELD = {
  tags: "tags",
  labels: "labels",
  captions: "captions",
  objects: "objects",
  metadata: "metadata",
  splits: "split",
} as const satisfies Record<string, keyof Said>;
type Kind = keyof typeof FIELD;

/** What the parts come to, item by item. */
function expected(saved: ItemDto[], now: ItemDto[], kinds: readonly Kind[], items?: readonly string[]): Said[] {
  return now.map((item) => {
    const then = saved.find((one) => one.media_id === item.media_id);
    const mine = said(item);
    if (!then || (items && !items.includes(item.media_id))) return mine;
    return { ...mine, ...Object.fromEntries(kinds.map((kind) => [FIELD[kind], said(then)[FIELD[kind]]])) };
  });
}

describe("a part of a snapshot", () => {
  it.each<[Kind[]]>([
    [["tags"]],
    [["labels"]],
    [["captions"]],
    [["objects", "metadata"]],
    [["splits", "tags", "captions"]],
  ])("restores %s and nothing else", async (kinds) => {
    const { id, snapshot, saved, now } = await changedSince();
    const badge = await currentSnapshot(owner, id);
    await restorePart(id, snapshot, { only: kinds });
    expect((await allItems(owner, id)).map(said)).toEqual(expected(saved, now, kinds));
    expect(await currentSnapshot(owner, id)).toEqual(badge);
    // What it replaced is saved first.
    const [before] = await listAllSnapshots(owner, id);
    expect(before).toMatchObject({ snapshot_name: "Before restoring Then", reason: "restore", is_current: false });
    expect((await allItems(owner, id, before!.snapshot_id)).map(said)).toEqual(now.map(said));
  });

  it("is of some items where they are named, with all that is said of them, back from deletion, too", async () => {
    const { id, snapshot, saved, now } = await changedSince();
    const items = [saved[0]!.media_id, saved[6]!.media_id];
    await restorePart(id, snapshot, { item_ids: items, only: ["captions"] });
    expect((await allItems(owner, id)).map(said)).toEqual(expected(saved, now, ["captions"], items));
    await restorePart(id, snapshot, { item_ids: items });
    const after = await allItems(owner, id);
    expect(after.map(said)).toEqual([...expected(saved, now, Object.keys(FIELD) as Kind[], items), said(saved[6]!)]);
    expect((await getClasses(owner, id, {})).classes.map(({ name }) => name)).toContain("only then");
  });

  it("brings deleted items back whole, and leaves those alone that live", async () => {
    const { id, snapshot, saved, now } = await changedSince();
    await restorePart(id, snapshot, { only: ["deleted_items"] });
    const after = await allItems(owner, id);
    expect(after.slice(0, now.length)).toEqual(now.map((item) => expect.objectContaining({ media_id: item.media_id })));
    expect(after.map(said)).toEqual([...now.map(said), ...saved.slice(6).map(said)]);
    expect(after.slice(6).map(({ cluster_id, issues }) => [cluster_id, issues])).toEqual(
      saved.slice(6).map(({ cluster_id, issues }) => [cluster_id, issues]),
    );
    expect((await verify(id)).damage).toEqual([]);
  });

  it("is undone as one edit, from its task or by its event, whatever was edited since", async () => {
    const { id, snapshot, now } = await changedSince();
    const task = await restorePart(id, snapshot, { only: ["tags", "captions", "deleted_items"] });
    await editWords(owner, id, "tag", "add", { item_ids: [now[5]!.media_id] }, ["after"]);
    await undoTask(owner, task);
    const after = await allItems(owner, id);
    expect(after.map(said)).toEqual(
      now.map((item, at) => (at === 5 ? { ...said(item), tags: [...item.tags, "after"].sort() } : said(item))),
    );
    await expect(undoEdit(owner, id, "999999999")).rejects.toMatchObject({ code: "not_found" });
  });

  it("that changes nothing saves nothing", async () => {
    const { id, snapshot } = await changedSince();
    await restorePart(id, snapshot, { only: ["tags"] });
    const before = await listAllSnapshots(owner, id);
    const head = await headOf(owner, id);
    const task = await restorePart(id, snapshot, { only: ["tags"] });
    expect(await headOf(owner, id)).toBe(head);
    expect(await listAllSnapshots(owner, id)).toEqual(before);
    expect((await getTask(owner, task)).status_message).toBe("Nothing differs from “Then”");
  });

  it("refuses what it does not know, items that are not there, and who may not", async () => {
    const { id, snapshot, now } = await changedSince();
    const path = `/dataset/${id}/snapshot/${snapshot}/restore`;
    const post = (body: object, user = owner) => call(path, { method: "POST", user, body });
    const missing = randomUUID();
    expect((await post({ parts: ["tags"] })).status).toBe(422);
    expect((await post({ only: ["tags", "files"] })).status).toBe(422);
    expect((await post({ only: [] })).status).toBe(422);
    const gone = await post({ only: ["tags"], item_ids: [now[0]!.media_id, missing] });
    expect([gone.status, await gone.json()]).toEqual([404, { detail: expect.stringContaining(missing) }]);
    const viewer = await newUser("viewer");
    await giveRole(owner, id, viewer, "VIEWER");
    expect((await post({ only: ["tags"] }, viewer)).status).toBe(403);
    expect((await allItems(owner, id)).map(said)).toEqual(now.map(said));
    const started = await post({ only: ["tags"] });
    expect([started.status, await started.text()]).toEqual([202, ""]);
  });
});
