/** What keeps a snapshot: pins, protection and aliases, over REST, by two people at once. */
import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { editWords } from "@/lib/edits/edit-words";
import { sizeOfSnapshot } from "@/lib/retention/service";
import {
  cloneSnapshot,
  createSnapshot,
  getSnapshot,
  listSnapshotPage,
  removeSnapshot,
  undeleteSnapshot,
  updateSnapshot,
} from "@/lib/snapshots/service";
import { asAdmin, call, cloneOf, giveRole, newDataset, newUser } from "./world";

let owner: CurrentUser;
let editor: CurrentUser;
let base: string;
let id: string;
let first: string;
let second: string;
beforeAll(async () => {
  owner = await newUser("owner");
  editor = await newUser("editor");
  base = await newDataset(owner, 4, "Kept");
});
beforeEach(async () => {
  id = await cloneOf(owner, base);
  await giveRole(owner, id, editor, "EDITOR");
  first = (await createSnapshot(owner, id, { name: "First" })).snapshot_id;
  await editWords(owner, id, "tag", "add", { q: "" }, ["new"]);
  second = (await createSnapshot(owner, id, { name: "Second" })).snapshot_id;
  await createSnapshot(owner, id, { name: "Third" });
});
const aliasesOf = async (snapshotId: string) => (await getSnapshot(owner, id, snapshotId)).aliases;
const patch = (snapshotId: string, body: unknown, user = owner) =>
  call(`/dataset/${id}/snapshot/${snapshotId}`, { method: "PATCH", user, body });

describe("an alias", () => {
  it("stands wherever a snapshot id goes in a path, whatever its case", async () => {
    await updateSnapshot(owner, id, first, { aliases: ["production"] });
    for (const name of ["production", "PRODUCTION"])
      expect(await (await call(`/dataset/${id}/snapshot/${name}`, { user: owner })).json()).toMatchObject({
        snapshot_id: first,
        aliases: ["production"],
      });
    const items = await call(`/dataset/${id}/snapshot/production/items?q=tag:new`, { user: owner });
    expect(await items.json()).toMatchObject({ total: 0 });
    const compared = await call(`/dataset/${id}/snapshot/production/compare/head`, { user: owner });
    expect(await compared.json()).toMatchObject({ changed: 4 });
    await updateSnapshot(owner, id, second, { aliases: ["candidate"] });
    const both = await call(`/dataset/${id}/snapshot/production/compare/candidate`, { user: owner });
    expect(await both.json()).toMatchObject({ changed: 4 });
    expect((await patch("production", { description: "By its alias" })).status).toBe(200);
    expect(await getSnapshot(owner, id, first)).toMatchObject({ description: "By its alias" });
    const restored = await call(`/dataset/${id}/snapshot/production/restore`, { method: "POST", user: owner });
    expect(restored.status).toBe(202);
  });

  it("names one snapshot of a dataset at a time, and is none in its clones", async () => {
    expect((await patch(first, { aliases: ["Production", "best"] })).status).toBe(200);
    expect(await aliasesOf(first)).toEqual(["best", "production"]);
    const moved = await patch(second, { aliases: ["production"] });
    expect(await moved.json()).toMatchObject({ aliases: ["production"] });
    expect(await aliasesOf(first)).toEqual(["best"]);
    const { dataset_id } = await cloneSnapshot(owner, id, "production");
    expect((await call(`/dataset/${dataset_id}/snapshot/production`, { user: owner })).status).toBe(404);
    await updateSnapshot(owner, id, second, { aliases: [] });
    expect((await call(`/dataset/${id}/snapshot/production`, { user: owner })).status).toBe(404);
  });

  it("moved by two people at once ends at one of them, and is lost nowhere", async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        updateSnapshot(owner, id, first, { aliases: ["production"] }),
        updateSnapshot(editor, id, second, { aliases: ["production"] }),
      ]);
      const all = [...(await aliasesOf(first)), ...(await aliasesOf(second))];
      expect(all).toEqual(["production"]);
    }
  });

  it.each(["current", "HEAD", "two words", "a/b", randomUUID()])("cannot be %s", async (name) => {
    expect((await patch(first, { aliases: [name] })).status).toBe(422);
    expect(await aliasesOf(first)).toEqual([]);
  });
});

describe("a snapshot that is kept", () => {
  it.each([
    [{ pinned: true }, { pinned: false }, /pinned/],
    [{ protected: true }, { protected: false }, /protected/],
    [{ aliases: ["production"] }, { aliases: [] }, /“production”/],
  ])("is not removed: %j", async (kept, let_go, reason) => {
    await updateSnapshot(owner, id, first, kept);
    const refused = await call(`/dataset/${id}/snapshot/${first}`, { method: "DELETE", user: owner });
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as { detail: string }).detail).toMatch(reason);
    const entry = (await listSnapshotPage(owner, id, {})).items.find(({ snapshot_id }) => snapshot_id === first);
    expect(entry).toMatchObject(kept);
    expect(entry!.can.remove).toMatch(reason);
    await updateSnapshot(owner, id, first, let_go);
    await removeSnapshot(owner, id, first);
  });

  it("is one that a model was trained on", async () => {
    const { snapshot_id } = await createSnapshot(owner, id, { training_model_id: randomUUID() });
    await createSnapshot(owner, id, {});
    await expect(removeSnapshot(owner, id, snapshot_id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("is protected by owners alone; editors pin it and give it aliases", async () => {
    await updateSnapshot(editor, id, first, { pinned: true, aliases: ["production"] });
    expect((await patch(first, { protected: true }, editor)).status).toBe(403);
    await updateSnapshot(owner, id, first, { protected: true });
    expect((await patch(first, { protected: false }, editor)).status).toBe(403);
    expect((await patch(first, { protected: true, name: "Mine" }, editor)).status).toBe(403);
    expect(await getSnapshot(editor, id, first)).toMatchObject({ protected: true, snapshot_name: "First" });
    // What an owner protects, editors may still rename.
    expect((await patch(first, { name: "Renamed" }, editor)).status).toBe(200);
  });

  it("leaves a trace of what changed, and none of what did not", async () => {
    await patch(first, { pinned: true, protected: false, aliases: ["b", "a"], name: "First" });
    await patch(first, { pinned: true, aliases: ["a", "b"] });
    const events = await asAdmin<{ detail: unknown; actor: string }>(
      "SELECT detail, actor FROM dataset_event WHERE dataset_id = $1 AND kind = 'snapshot_keep'",
      [id],
    );
    expect(events).toEqual([{ actor: owner.email, detail: { snapshot_id: first, pinned: true, aliases: ["a", "b"] } }]);
  });
});

describe("a removed snapshot", () => {
  it("comes back as it was, until the collector was there", async () => {
    const before = await getSnapshot(owner, id, first);
    await removeSnapshot(owner, id, first);
    await expect(getSnapshot(owner, id, first)).rejects.toMatchObject({ code: "not_found" });
    for (let times = 0; times < 2; times += 1) await undeleteSnapshot(editor, id, first);
    expect(await getSnapshot(owner, id, first)).toEqual(before);
    const kinds = await asAdmin<{ kind: string }>(
      "SELECT kind FROM dataset_event WHERE dataset_id = $1 AND kind LIKE 'snapshot\\_%' ORDER BY id",
      [id],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(["snapshot_remove", "snapshot_undelete"]);
    await removeSnapshot(owner, id, first);
    await asAdmin("DELETE FROM snapshot WHERE id = $1", [first]);
    await expect(undeleteSnapshot(owner, id, first)).rejects.toMatchObject({ code: "not_found" });
    // Nor is one of another dataset brought back by way of this one.
    const { snapshot_id } = await createSnapshot(owner, base, {});
    await expect(undeleteSnapshot(owner, id, snapshot_id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("frees what only it held", async () => {
    expect(await sizeOfSnapshot(owner, id, second)).toEqual({ frees_bytes: 0 });
    expect((await sizeOfSnapshot(owner, id, first)).frees_bytes).toBe(0);
    await editWords(owner, id, "tag", "add", { q: "" }, ["seen by one alone"]);
    const alone = await createSnapshot(owner, id, {});
    expect((await sizeOfSnapshot(owner, id, alone.snapshot_id)).frees_bytes).toBe(0);
    await editWords(owner, id, "tag", "remove", { q: "" }, ["seen by one alone"]);
    expect((await sizeOfSnapshot(owner, id, alone.snapshot_id)).frees_bytes).toBeGreaterThan(0);
  });
});
