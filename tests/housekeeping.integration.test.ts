/** Verification names what is damaged; collection drops what nothing keeps and never more. */
import { createHash, randomUUID } from "node:crypto";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { db } from "@/lib/db";
import { deleteDataset, purgeDataset, undeleteDataset } from "@/lib/datasets/service";
import { collect } from "@/lib/housekeeping/collect";
import { verify } from "@/lib/housekeeping/verify";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { blobPath, exists, putBlob } from "@/lib/media/blob-store";
import { recordItems } from "@/lib/pipeline/record-items";
import { createSnapshot, removeSnapshot } from "@/lib/snapshots/service";
import { allItems, asAdmin, cloneOf, currentSnapshot, listEverything, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
beforeAll(async () => {
  owner = await newUser("owner");
});

/** The collector with no grace at all: only for a database in which nobody else writes. */
const collectNow = () =>
  collect(process.env.DATABASE_URL!, { youngest: -1, supersededHeads: -1, removedSnapshots: -1, trash: 30 * 24 });

describe("verify", () => {
  it("finds a sound dataset sound, and names the snapshot that a flipped bit in a bitmap damages", async () => {
    const id = await newDataset(owner, 4, "Verified", 31);
    const first = await currentSnapshot(owner, id);
    await editWords(owner, id, "tag", "add", { q: "" }, ["only later"]);
    await createSnapshot(owner, id, { name: "Later" });
    expect(await verify(id)).toMatchObject({ damage: [], checked: { states: 2, revisions: 5, blobs: 4 } });

    const { lineageId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    const objects = await asAdmin<{ sha256: Buffer; bytes: Buffer }>(
      "SELECT sha256, bytes FROM version_object WHERE lineage_id = $1",
      [lineageId],
    );
    const flip = async (sha256: Buffer, at: number) => {
      await asAdmin("ALTER TABLE version_object DISABLE TRIGGER ALL");
      await asAdmin(
        "UPDATE version_object SET bytes = set_byte(bytes, $2, get_byte(bytes, $2) # 1) WHERE sha256 = $1",
        [sha256, at],
      );
      await asAdmin("ALTER TABLE version_object ENABLE TRIGGER ALL");
    };
    for (const object of objects) {
      const at = object.bytes.length - 1;
      await flip(object.sha256, at);
      const { damage } = await verify(id);
      expect(damage.length, object.bytes.toString("latin1").slice(0, 40)).toBeGreaterThan(0);
      expect(damage[0]).toMatchObject({
        dataset: "Verified",
        what: expect.stringContaining(object.sha256.toString("hex")),
      });
      await flip(object.sha256, at);
    }
    // What only the later version reaches leaves the earlier one sound.
    const later = objects.filter((object) => object.bytes.toString().includes("only later"));
    expect(later.length).toBeGreaterThan(0);
    await flip(later[0]!.sha256, 3);
    const { damage } = await verify(id);
    expect(new Set(damage.map(({ where }) => where))).toEqual(new Set(["current data", "snapshot “Later”"]));
    expect(first.snapshot_name).not.toBe("Later");
    await flip(later[0]!.sha256, 3);
    expect((await verify(id)).damage).toEqual([]);
  });

  it("names the file of a flipped or missing blob", async () => {
    const id = await newDataset(owner, 2, "Blobs", 32);
    const [item] = await allItems(owner, id);
    const file = blobPath(item!.sha256);
    const bytes = await readFile(file);
    await appendFile(file, "x");
    expect((await verify(id)).damage[0]).toMatchObject({
      where: "current data",
      what: `${item!.file_path}: its file ${item!.sha256} was altered`,
    });
    await writeFile(file, bytes);
    expect((await verify(id)).damage).toEqual([]);
  });
});

describe("collect", () => {
  it("frees what removed snapshots and superseded heads held, and changes nothing that anyone can see", async () => {
    const id = await newDataset(owner, 6, "Collected", 33);
    const clone = await cloneOf(owner, id);
    const first = await currentSnapshot(owner, id);
    for (let round = 0; round < 5; round += 1) await editWords(owner, id, "tag", "add", { q: "" }, [`round ${round}`]);
    const gone = await createSnapshot(owner, id, { name: "To be removed" });
    await deleteItems(owner, id, { item_ids: [(await allItems(owner, id))[0]!.media_id] });
    const kept = await createSnapshot(owner, id, { name: "Kept" });
    await restoreHere(owner, id, first.snapshot_id);
    await removeSnapshot(owner, id, gone.snapshot_id);
    const shown = async () => ({
      head: await listEverything(owner, id),
      kept: await listEverything(owner, id, kept.snapshot_id),
      clone: await listEverything(owner, clone),
    });
    const before = await shown();
    const report = await collectNow();
    expect(report.states).toBeGreaterThanOrEqual(4);
    expect(report.objects).toBeGreaterThan(0);
    expect(report.snapshots).toBeGreaterThanOrEqual(1);
    expect(await shown()).toEqual(before);
    expect((await verify(id)).damage).toEqual([]);
    expect((await verify(clone)).damage).toEqual([]);
    await restoreHere(owner, id, kept.snapshot_id);
    expect(await listEverything(owner, id)).toEqual(before.kept);
    expect(await collectNow()).toMatchObject({ revisions: 0, items: 0, media: 0 });
  });

  it("takes a dataset that was deleted for ever with all that only it held, and leaves its clone whole", async () => {
    const id = await newDataset(owner, 3, "Given up", 36);
    const clone = await cloneOf(owner, id);
    await deleteItems(owner, clone, { item_ids: [(await allItems(owner, clone))[2]!.media_id] });
    const [items, kept] = [await allItems(owner, id), await listEverything(owner, clone)];
    await expect(purgeDataset(owner, id)).rejects.toThrow(/Delete it first/);
    await deleteDataset(owner, id);
    await collectNow();
    expect(await db.dataset.count({ where: { id } })).toBe(1);
    await purgeDataset(owner, id);
    await expect(undeleteDataset(owner, id)).rejects.toThrow("Dataset not found");
    // The snapshot that the clone began with still shows the item that the clone lost.
    await expect(collectNow()).resolves.toMatchObject({ datasets: 1, media: 0 });
    expect(await db.dataset.count({ where: { id } })).toBe(0);
    expect(await listEverything(owner, clone)).toEqual(kept);
    expect((await verify(clone)).damage).toEqual([]);

    await deleteDataset(owner, clone);
    await asAdmin("UPDATE dataset SET deleted_at = now() - interval '31 days' WHERE id = $1", [clone]);
    await expect(collectNow()).resolves.toMatchObject({ datasets: 1, media: 3 });
    for (const item of items) expect(await exists(blobPath(item.sha256))).toBe(false);
  });

  it("keeps everything that is young, by default", async () => {
    const id = await newDataset(owner, 2, "Young", 34);
    await editWords(owner, id, "tag", "add", { q: "" }, ["x"]);
    await editWords(owner, id, "tag", "remove", { q: "" }, ["x"]);
    const before = await db.versionObject.count();
    expect(await collect(process.env.DATABASE_URL!)).toMatchObject({
      states: 0,
      revisions: 0,
      items: 0,
      media: 0,
      files: 0,
    });
    expect(await db.versionObject.count()).toBe(before);
  });

  it("drops what an import left that was killed before its commit, and nothing that a version or the trash holds", async () => {
    const id = await newDataset(owner, 5, "Emptied", 35);
    const items = await allItems(owner, id);
    const { lineageId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    await recordItems(
      lineageId,
      randomUUID(),
      items.map((item) => ({ path: `again/${item.file_name}`, sha256: item.sha256, sets: ["kind:image"] })),
    );
    const orphan = createHash("sha256").update("orphan").digest("hex");
    await putBlob(orphan, { buffer: Buffer.from("orphan") });
    await deleteItems(owner, id, { q: "" });
    await asAdmin("UPDATE dataset SET deleted_at = now() WHERE id = $1", [id]);
    const report = await collectNow();
    expect(report).toMatchObject({ revisions: 5, items: 5, media: 0 });
    expect(report.files).toBeGreaterThanOrEqual(1);
    expect(await exists(blobPath(orphan))).toBe(false);
    for (const item of items) expect(await exists(blobPath(item.sha256))).toBe(true);
  });

  it("runs beside writers without breaking any of them", async () => {
    const id = await newDataset(owner, 6, "Busy", 36);
    const items = await allItems(owner, id);
    let writing = true;
    const collecting = (async () => {
      while (writing)
        await collect(process.env.DATABASE_URL!, {
          youngest: 24,
          supersededHeads: -1,
          removedSnapshots: -1,
          trash: 30 * 24,
        });
    })();
    for (let round = 0; round < 40; round += 1) {
      await editWords(owner, id, "tag", round % 2 ? "remove" : "add", { item_ids: [items[round % 6]!.media_id] }, [
        `t${round % 5}`,
      ]);
      if (round % 8 === 0) await createSnapshot(owner, id, { name: `at ${round}` });
    }
    writing = false;
    await collecting;
    expect((await verify(id)).damage).toEqual([]);
  });
});
