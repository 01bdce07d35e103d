import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { getDataset, listDatasets } from "@/lib/datasets/service";
import { compareItems } from "@/lib/comparing/items";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { getItem } from "@/lib/items/service";
import { compareSnapshots } from "@/lib/comparing/service";
import {
  cloneSnapshot,
  createSnapshot,
  listAllSnapshots,
  listSnapshotPage,
  removeSnapshot,
  restoreSnapshot,
  undoRestore,
  updateSnapshot,
} from "@/lib/snapshots/service";
import { abortTask, getTask, listTasks } from "@/lib/tasks/service";
import { listTasksQuery } from "@/lib/tasks/schema";
import { runTaskHere } from "@/prisma/factories";
import {
  allItems,
  asAdmin,
  call,
  cloneOf,
  currentSnapshot,
  giveRole,
  listEverything,
  newDataset,
  newUser,
  restoreHere,
} from "./world";

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 12, "Test data");
});
const fresh = () => cloneOf(owner, base);
const entry = async (id: string, snapshotId: string) =>
  (await listSnapshotPage(owner, id, { limit: 200 })).items.find((item) => item.snapshot_id === snapshotId)!;
const tasksOf = async (id: string) => (await listTasks(owner, listTasksQuery.parse({ dataset_id: id }))).tasks;
const ids = async (id: string, ...at: number[]) => {
  const items = await allItems(owner, id);
  return { item_ids: at.map((index) => items[index]!.media_id) };
};

describe("create", () => {
  it("points at the head, takes the badge, and is on record as a completed task", async () => {
    const id = await fresh();
    const snapshot = await createSnapshot(owner, id, { name: "Mine", description: "why" });
    expect(snapshot).toMatchObject({
      snapshot_name: "Mine",
      description: "why",
      reason: "manual",
      is_current: true,
      is_restoring: false,
      n_images: 12,
      n_videos: 0,
      created_by: owner.email,
      source_dataset_name: "Test data (cloned)",
    });
    expect(snapshot.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    const list = await listAllSnapshots(owner, id);
    expect(list.filter((item) => item.is_current)).toHaveLength(1);
    expect(list[0]!.snapshot_id).toBe(snapshot.snapshot_id);
    expect((await tasksOf(id))[0]).toMatchObject({
      task_type: "SNAPSHOT_CREATE",
      status: "COMPLETED",
      progress_percentage: 100,
      dataset_status: "READY",
    });
    expect((await getDataset(owner, id)).status).toBe("READY");
  });

  it("has a default name", async () => {
    const snapshot = await createSnapshot(owner, await fresh(), {});
    expect(snapshot.snapshot_name).toBe(`Test data (cloned)_snapshot_${snapshot.snapshot_id.slice(0, 8)}`);
    expect(snapshot.description).toBe("");
  });

  it("that fails inside the transaction is told, is on record, and leaves the dataset ready", async () => {
    const id = await fresh();
    const before = await listAllSnapshots(owner, id);
    await asAdmin(
      `CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.name = 'Doomed' THEN RAISE EXCEPTION 'the disk is full'; END IF; RETURN NEW; END $$`,
    );
    await asAdmin("CREATE TRIGGER test_refuse BEFORE INSERT ON snapshot FOR EACH ROW EXECUTE FUNCTION test_refuse()");
    try {
      const response = await call(`/dataset/${id}/snapshot`, { method: "POST", user: owner, body: { name: "Doomed" } });
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({
        detail: expect.stringMatching(/^The snapshot could not be created: .*\(reference [0-9a-f]{8}\)/),
      });
    } finally {
      await asAdmin("DROP TRIGGER test_refuse ON snapshot; DROP FUNCTION test_refuse()");
    }
    expect(await listAllSnapshots(owner, id)).toEqual(before);
    expect((await getDataset(owner, id)).status).toBe("READY");
    expect((await tasksOf(id))[0]).toMatchObject({
      task_type: "SNAPSHOT_CREATE",
      status: "FAILED",
      error_message: expect.stringMatching(/^The snapshot could not be created: .*\(reference [0-9a-f]{8}\)/),
    });
  });
});

describe("restore", () => {
  it("brings back every field, page and facet exactly, backward and forward", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    const atFirst = await listEverything(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0, 3, 5), ["night", "blurry"]);
    await editWords(owner, id, "label", "remove", await ids(id, 1, 2), [
      "city",
      "sea",
      "forest",
      "desert",
      "meadow",
      "mountains",
    ]);
    await deleteItems(owner, id, await ids(id, 4, 7));
    const second = await createSnapshot(owner, id, { name: "Edited" });
    const atSecond = await listEverything(owner, id);
    await editWords(owner, id, "tag", "remove", { q: "" }, ["night"]);
    const edited = await listEverything(owner, id);
    expect(edited.facets).not.toEqual(atSecond.facets);

    await restoreHere(owner, id, first.snapshot_id);
    expect(await listEverything(owner, id)).toEqual(atFirst);
    await restoreHere(owner, id, second.snapshot_id);
    expect(await listEverything(owner, id)).toEqual(atSecond);
    // The unsaved edits were kept too.
    const safety = (await listAllSnapshots(owner, id)).find((snapshot) => snapshot.reason === "restore")!;
    await restoreHere(owner, id, safety.snapshot_id);
    expect(await listEverything(owner, id)).toEqual(edited);
    expect((await currentSnapshot(owner, id)).snapshot_id).toBe(safety.snapshot_id);
  });

  it("shows a snapshot without restoring it, deleted items included", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    const before = await listEverything(owner, id);
    const [gone] = await allItems(owner, id);
    await deleteItems(owner, id, { item_ids: [gone!.media_id] });
    expect((await allItems(owner, id)).some((item) => item.media_id === gone!.media_id)).toBe(false);
    expect(await listEverything(owner, id, first.snapshot_id)).toEqual(before);
    expect(await getItem(owner, id, gone!.media_id, { snapshot_id: first.snapshot_id })).toEqual(gone);
    expect((await getItem(owner, id, gone!.media_id, {})).file_name).toBe(gone!.file_name);
  });

  it("is Read Only meanwhile, reads going on against the old data, other operations refused by name", async () => {
    const id = await fresh();
    const target = await currentSnapshot(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0), ["x"]);
    await createSnapshot(owner, id, { name: "Later" });
    const later = await listEverything(owner, id);
    const { task_id } = await restoreSnapshot(owner, id, target.snapshot_id);
    expect((await getDataset(owner, id)).status_new).toBe("READ ONLY");
    expect((await getTask(owner, task_id)).dataset_status).toBe("READ_ONLY");
    expect((await entry(id, target.snapshot_id)).is_restoring).toBe(true);
    expect(await listEverything(owner, id)).toEqual(later);
    const blocked = (operation: string) =>
      expect.objectContaining({
        code: "conflict",
        detail: `Operation '${operation}' is blocked while SNAPSHOT_RESTORE task is running`,
      });
    await expect(createSnapshot(owner, id, {})).rejects.toEqual(blocked("snapshot_create"));
    await expect(restoreSnapshot(owner, id, target.snapshot_id)).rejects.toEqual(blocked("snapshot_restore"));
    await expect(cloneSnapshot(owner, id, target.snapshot_id)).rejects.toEqual(blocked("snapshot_clone"));
    await expect(editWords(owner, id, "tag", "add", { q: "" }, ["y"])).rejects.toEqual(blocked("items_edit"));
    await expect(removeSnapshot(owner, id, target.snapshot_id)).rejects.toMatchObject({ code: "conflict" });
    await expect(updateSnapshot(owner, id, target.snapshot_id, { name: "Names can change" })).resolves.toMatchObject({
      snapshot_name: "Names can change",
    });
    await runTaskHere(owner, task_id);
    expect((await getDataset(owner, id)).status).toBe("READY");
  });

  it("of the Current Version discards changes, and is done at once when there are none", async () => {
    const id = await fresh();
    const before = await listEverything(owner, id);
    const { task_id: nothing } = await restoreSnapshot(owner, id, "current");
    expect(await getTask(owner, nothing)).toMatchObject({ status: "COMPLETED", task_type: "SNAPSHOT_RESTORE" });
    const snapshots = await listAllSnapshots(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0, 1), ["x"]);
    expect((await entry(id, snapshots[0]!.snapshot_id)).changes_since).toBe(2);
    await restoreHere(owner, id, "current");
    expect(await listEverything(owner, id)).toEqual(before);
    expect((await listAllSnapshots(owner, id)).filter((snapshot) => snapshot.reason === "restore")).toHaveLength(1);
  });

  it("saves no revision when nothing changed since the Current Version", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0), ["x"]);
    await createSnapshot(owner, id, { name: "Saved" });
    await restoreHere(owner, id, first.snapshot_id);
    expect((await listAllSnapshots(owner, id)).map((snapshot) => snapshot.reason)).toEqual(["manual", "clone"]);
  });

  it("can be undone while nothing was edited since, and explains itself otherwise", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0), ["x"]);
    const second = await createSnapshot(owner, id, { name: "Second" });
    await editWords(owner, id, "tag", "add", await ids(id, 1), ["y"]);
    const before = await listEverything(owner, id);
    const task = await restoreHere(owner, id, first.snapshot_id);
    await undoRestore(owner, task);
    expect(await listEverything(owner, id)).toEqual(before);
    expect((await currentSnapshot(owner, id)).snapshot_id).toBe(second.snapshot_id);
    await expect(undoRestore(owner, task)).rejects.toMatchObject({ code: "conflict" });

    const again = await restoreHere(owner, id, first.snapshot_id);
    await editWords(owner, id, "tag", "add", await ids(id, 2), ["z"]);
    await expect(undoRestore(owner, again)).rejects.toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("Before restoring"),
    });
  });

  it("cannot be undone to a Current Version that was removed since", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0), ["x"]);
    const second = await createSnapshot(owner, id, { name: "Second" });
    const task = await restoreHere(owner, id, first.snapshot_id);
    await removeSnapshot(owner, id, second.snapshot_id);
    await expect(undoRestore(owner, task)).rejects.toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("was removed"),
    });
    expect((await currentSnapshot(owner, id)).snapshot_id).toBe(first.snapshot_id);
  });

  it("refuses a damaged snapshot and changes nothing", async () => {
    const id = await newDataset(owner, 3, "To be damaged", 99);
    const first = await currentSnapshot(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0), ["x"]);
    await createSnapshot(owner, id, { name: "Sound" });
    const before = await listEverything(owner, id);
    // One byte of the root, past triggers and roles: what a failing disk does.
    const [{ state_id: stateId }] = (await asAdmin<{ state_id: string }>(
      "SELECT state_id FROM snapshot WHERE id = $1",
      [first.snapshot_id],
    )) as [{ state_id: string }];
    await asAdmin("ALTER TABLE state DISABLE TRIGGER ALL");
    await asAdmin("UPDATE state SET root = set_byte(root, 5, get_byte(root, 5) # 1) WHERE id = $1", [stateId]);
    await asAdmin("ALTER TABLE state ENABLE TRIGGER ALL");
    const { task_id } = await restoreSnapshot(owner, id, first.snapshot_id);
    await expect(runTaskHere(owner, task_id)).rejects.toThrow(/is damaged .* nothing was changed/);
    expect((await getDataset(owner, id)).status).toBe("READY");
    expect(await listEverything(owner, id)).toEqual(before);
    await asAdmin("ALTER TABLE state DISABLE TRIGGER ALL");
    await asAdmin("UPDATE state SET root = set_byte(root, 5, get_byte(root, 5) # 1) WHERE id = $1", [stateId]);
    await asAdmin("ALTER TABLE state ENABLE TRIGGER ALL");
  });

  it("that is aborted leaves everything as it was", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0), ["x"]);
    await createSnapshot(owner, id, { name: "Kept" });
    const before = await listEverything(owner, id);
    const { task_id } = await restoreSnapshot(owner, id, first.snapshot_id);
    await abortTask(owner, task_id);
    await expect(runTaskHere(owner, task_id)).rejects.toThrow(/ABORTED/);
    expect((await getDataset(owner, id)).status).toBe("READY");
    expect(await listEverything(owner, id)).toEqual(before);
    await expect(abortTask(owner, task_id)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("clone", () => {
  it("is independent both ways, owned by its maker alone, and joins the inventory on completion", async () => {
    const id = await fresh();
    const editor = await newUser("editor");
    await giveRole(owner, id, editor, "EDITOR");
    const source = await currentSnapshot(owner, id);
    const { task_id, dataset_id } = await cloneSnapshot(editor, id, source.snapshot_id);
    expect((await listDatasets(editor)).some((dataset) => dataset.id === dataset_id)).toBe(false);
    expect((await getDataset(editor, dataset_id)).status).toBe("READ_ONLY");
    expect((await entry(id, source.snapshot_id)).is_cloning).toBe(true);
    for (const refused of [
      restoreSnapshot(owner, id, source.snapshot_id),
      cloneSnapshot(owner, id, source.snapshot_id),
      removeSnapshot(owner, id, source.snapshot_id),
    ]) {
      await expect(refused).rejects.toMatchObject({
        code: "conflict",
        detail: "This snapshot is being cloned. Wait for the clone to complete.",
      });
    }
    expect((await getDataset(owner, id)).status).toBe("READY");
    await runTaskHere(editor, task_id);
    const clone = (await listDatasets(editor)).find((dataset) => dataset.id === dataset_id)!;
    expect(clone).toMatchObject({
      display_name: "Test data (cloned) (cloned)",
      status: "READY",
      role: "OWNER",
      source_dataset_id: id,
      owned_by: editor.email,
    });
    await expect(getDataset(owner, dataset_id)).rejects.toMatchObject({ code: "not_found" });
    expect((await listAllSnapshots(editor, dataset_id)).map(({ reason, is_current }) => [reason, is_current])).toEqual([
      ["clone", true],
    ]);

    const original = await listEverything(owner, id);
    expect(await listEverything(editor, dataset_id)).toEqual(original);
    await editWords(editor, dataset_id, "tag", "add", { q: "" }, ["only here"]);
    expect(await listEverything(owner, id)).toEqual(original);
    const cloned = await listEverything(editor, dataset_id);
    await deleteItems(owner, id, await ids(id, 0, 1, 2));
    expect(await listEverything(editor, dataset_id)).toEqual(cloned);
    await removeSnapshot(owner, id, (await createSnapshot(owner, id, { name: "n" })).snapshot_id).catch(
      () => undefined,
    );
    expect(await listEverything(editor, dataset_id)).toEqual(cloned);
  });

  it("that is aborted leaves no dataset behind", async () => {
    const id = await fresh();
    const { task_id, dataset_id } = await cloneSnapshot(owner, id, "current");
    await abortTask(owner, task_id);
    await expect(getDataset(owner, dataset_id)).rejects.toMatchObject({ code: "not_found" });
    expect(await getTask(owner, task_id)).toMatchObject({ status: "ABORTED", dataset_status: null });
    expect((await entry(id, (await currentSnapshot(owner, id)).snapshot_id)).is_cloning).toBe(false);
  });
});

describe("remove and update", () => {
  it("hides a snapshot everywhere, but never the Current Version", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    await expect(removeSnapshot(owner, id, first.snapshot_id)).rejects.toMatchObject({ code: "conflict" });
    await createSnapshot(owner, id, { name: "Next" });
    const before = await listEverything(owner, id);
    await removeSnapshot(owner, id, first.snapshot_id);
    expect((await listAllSnapshots(owner, id)).map((snapshot) => snapshot.snapshot_name)).toEqual(["Next"]);
    expect(await listEverything(owner, id)).toEqual(before);
    expect((await call(`/dataset/${id}/snapshot/${first.snapshot_id}`, { user: owner })).status).toBe(404);
    await expect(restoreSnapshot(owner, id, first.snapshot_id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("changes name or description, one or both, and nothing else", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    await updateSnapshot(owner, id, first.snapshot_id, { description: "d" });
    const updated = await updateSnapshot(owner, id, first.snapshot_id, { name: "n" });
    const kept = { pinned: false, protected: false, aliases: [] };
    expect(updated).toEqual({ ...first, snapshot_name: "n", description: "d", ...kept });
  });
});

describe("list and compare", () => {
  it("searches names and descriptions, takes wildcards literally, and pages", async () => {
    const id = await fresh();
    for (const [name, description] of [
      ["alpha", "100% sure"],
      ["beta", "alphabet"],
      ["gamma", ""],
    ] as const)
      await createSnapshot(owner, id, { name, description });
    const names = async (search: string) =>
      (await listSnapshotPage(owner, id, { search })).items.map((item) => item.snapshot_name);
    expect(await names("ALPHA")).toEqual(["beta", "alpha"]);
    expect(await names("100%")).toEqual(["alpha"]);
    expect(await names("_")).toEqual([(await listAllSnapshots(owner, id)).at(-1)!.snapshot_name]);
    expect(await names("nothing like it")).toEqual([]);
    const first = await listSnapshotPage(owner, id, { limit: 3 });
    expect(first.total).toBe(4);
    const second = await listSnapshotPage(owner, id, { limit: 3, cursor: first.next_cursor! });
    expect([...first.items, ...second.items].map((item) => item.snapshot_name).slice(0, 3)).toEqual([
      "gamma",
      "beta",
      "alpha",
    ]);
    expect(second).toMatchObject({ next_cursor: null, items: [expect.anything()] });
  });

  it("counts what differs between two versions", async () => {
    const id = await fresh();
    const first = await currentSnapshot(owner, id);
    await editWords(owner, id, "tag", "add", await ids(id, 0, 1, 2), ["x"]);
    await editWords(owner, id, "label", "add", await ids(id, 2, 3), ["new label"]);
    await deleteItems(owner, id, await ids(id, 11));
    const comparison = await compareSnapshots(owner, id, first.snapshot_id, "head");
    expect(comparison).toMatchObject({
      added: 0,
      removed: 1,
      changed: 4,
      by_kind: { tags: 3, labels: 2, captions: 0 },
    });
    expect(comparison.facets).toContainEqual({ facet: "tag", value: "x", before: 0, after: 3 });
    const page = await compareItems(owner, id, first.snapshot_id, "head", { change: "changed", limit: 3 });
    expect(page).toMatchObject({ total: 4, next_cursor: expect.any(String) });
    expect(page.items.map(({ before, after }) => [before!.tags, after!.tags])).toEqual([
      [[], ["x"]],
      [[], ["x"]],
      [[], ["x"]],
    ]);
    const rest = await compareItems(owner, id, first.snapshot_id, "head", {
      change: "changed",
      limit: 3,
      cursor: page.next_cursor!,
    });
    expect(rest.items.map(({ after }) => after!.labels.includes("new label"))).toEqual([true]);
    const removed = await compareItems(owner, id, first.snapshot_id, "head", { change: "removed", limit: 3 });
    expect(removed).toMatchObject({ total: 1, items: [{ before: { file_name: expect.any(String) }, after: null }] });
    expect(await compareSnapshots(owner, id, first.snapshot_id, first.snapshot_id)).toMatchObject({
      added: 0,
      removed: 0,
      changed: 0,
      facets: [],
    });
  });

  it("are refused where the dataset does not support snapshots", async () => {
    const made = await call("/dataset", {
      method: "POST",
      user: owner,
      body: { name: "Plain", snapshots_enabled: false },
    });
    const { dataset_id } = (await made.json()) as { dataset_id: string };
    for (const [method, path] of [
      ["GET", ""],
      ["POST", ""],
      ["GET", `/${randomUUID()}`],
      ["POST", "/current/restore"],
      ["POST", `/${randomUUID()}/clone`],
      ["DELETE", `/${randomUUID()}`],
    ] as const) {
      const response = await call(`/dataset/${dataset_id}/snapshot${path}`, { method, user: owner });
      expect([method, path, response.status]).toEqual([method, path, 403]);
      expect(await response.json()).toEqual({ detail: expect.stringContaining("snapshot support") });
    }
  });
});
