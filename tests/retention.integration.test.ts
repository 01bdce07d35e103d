/** How long snapshots are kept: what a rule retires, what that frees to the byte, and what it never touches. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { db } from "@/lib/db";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { collect } from "@/lib/housekeeping/collect";
import {
  applyRetention,
  applyRetentionNow,
  getRetention,
  previewRetention,
  setRetention,
} from "@/lib/retention/service";
import { FOR_EVER, type Retention } from "@/lib/retention/schema";
import { cloneSnapshot, listAllSnapshots, updateSnapshot } from "@/lib/snapshots/service";
import { drawInto, importFolder } from "@/prisma/factories";
import { planScenes } from "@/prisma/scenes";
import {
  allItems,
  asAdmin,
  call,
  cloneOf,
  giveRole,
  headOf,
  listEverything,
  newDataset,
  newUser,
  restoreHere,
} from "./world";

let owner: CurrentUser;
let base: string;
let id: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 4, "Retained");
});
beforeEach(async () => {
  id = await cloneOf(owner, base);
});
const keep = (automatic: Partial<Retention["automatic"]>, named: Partial<Retention["named"]> = {}): Retention => ({
  automatic: { ...FOR_EVER.automatic, ...automatic },
  named: { ...FOR_EVER.named, ...named },
});

/** A snapshot of the head, as it would be had it been taken some days ago. */
async function aged(days: number, reason = "auto", of = id): Promise<string> {
  const snapshotId = randomUUID();
  await asAdmin(
    `INSERT INTO snapshot (id, dataset_id, name, reason, state_id, created_by, created_at)
     VALUES ($1, $2, $3, $4::snapshot_reason, $5, $6, now() - make_interval(days => $7))`,
    [snapshotId, of, `${reason} ${days}`, reason, await headOf(owner, of), owner.email, days],
  );
  return snapshotId;
}
const idsNow = async () => (await listAllSnapshots(owner, id)).map(({ snapshot_id }) => snapshot_id);

describe("a rule", () => {
  it("is off until an owner sets it, and then stands", async () => {
    await aged(400);
    expect(await getRetention(owner, id)).toEqual(FOR_EVER);
    expect(await previewRetention(owner, id, {})).toEqual({ remove: [], frees_bytes: 0 });
    const before = await idsNow();
    await applyRetention();
    expect(await applyRetentionNow(owner, id)).toEqual({ retired: 0 });
    expect(await idsNow()).toEqual(before);
    const rule = keep({ days: 30, at_least: 5 });
    expect(await setRetention(owner, id, rule)).toEqual(rule);
    expect(await getRetention(owner, id)).toEqual(rule);
    expect(await setRetention(owner, id, keep({ days: 90 }))).toEqual(await getRetention(owner, id));
  });

  it("retires what is old, at night or at once, and says how many", async () => {
    const [old, older, young] = [await aged(40), await aged(50, "restore"), await aged(10)];
    const named = await aged(400, "manual");
    await setRetention(owner, id, keep({ days: 30 }));
    const { remove } = await previewRetention(owner, id, {});
    expect(new Set(remove)).toEqual(new Set([old, older]));
    const before = await listEverything(owner, id);
    await applyRetention();
    const left = await idsNow();
    expect(left).toEqual(expect.arrayContaining([young, named]));
    expect(left).not.toEqual(expect.arrayContaining([old]));
    expect(left).not.toEqual(expect.arrayContaining([older]));
    expect(await listEverything(owner, id)).toEqual(before);
    await setRetention(owner, id, keep({}, { days: 30 }));
    expect(await applyRetentionNow(owner, id)).toEqual({ retired: 1 });
    const events = await asAdmin<{ actor: string; detail: unknown }>(
      "SELECT actor, detail FROM dataset_event WHERE dataset_id = $1 AND kind = 'retention' ORDER BY id",
      [id],
    );
    expect(events).toEqual([
      { actor: owner.email, detail: { retired: 2 } },
      { actor: owner.email, detail: { retired: 1 } },
    ]);
    expect(await applyRetentionNow(owner, id)).toEqual({ retired: 0 });
  });

  it("never touches what is kept for a reason of its own", async () => {
    const current = (await listAllSnapshots(owner, id)).find((snapshot) => snapshot.is_current)!.snapshot_id;
    const kept = [current];
    for (const change of [{ pinned: true }, { protected: true }, { aliases: ["production"] }]) {
      const snapshot = await aged(100);
      await updateSnapshot(owner, id, snapshot, change);
      kept.push(snapshot);
    }
    const [trained, cloned, merged, gone] = [await aged(100), await aged(100), await aged(100), await aged(100)];
    await asAdmin("UPDATE snapshot SET training_model_id = $2 WHERE id = $1", [trained, randomUUID()]);
    const { task_id } = await cloneSnapshot(owner, id, cloned);
    await asAdmin(
      `INSERT INTO task (id, type, dataset_id, dataset_name, created_by, created_by_id, status, input, end_time)
       VALUES ($1, 'MERGE', $2, 'Other', $3, $4, 'COMPLETED', $5, now())`,
      [randomUUID(), base, owner.email, owner.id, JSON.stringify({ snapshot_id: merged })],
    );
    const all = keep({ days: 1 }, { days: 1 });
    expect((await previewRetention(owner, id, all)).remove).toEqual([gone]);
    // Once the clone is there it needs the snapshot no more.
    await asAdmin("UPDATE task SET status = 'ABORTED', end_time = now() WHERE id = $1", [task_id]);
    await setRetention(owner, id, all);
    expect(await applyRetentionNow(owner, id)).toEqual({ retired: 2 });
    expect(await idsNow()).toEqual(expect.arrayContaining([...kept, trained, merged]));
  });

  it("gives way to whoever pins one while it is carried out", async () => {
    const snapshot = await aged(100);
    await setRetention(owner, id, keep({ days: 1 }));
    const [pinned] = await Promise.allSettled([
      updateSnapshot(owner, id, snapshot, { pinned: true }),
      applyRetention(),
    ]);
    expect((await idsNow()).includes(snapshot)).toBe(pinned.status === "fulfilled");
  });

  it("is for owners to set, and for viewers to read", async () => {
    const editor = await newUser("editor");
    await giveRole(owner, id, editor, "EDITOR");
    const rule = keep({ days: 30 });
    const send = (method: string, at: string, body?: unknown) =>
      call(`/dataset/${id}/retention${at}`, { method, user: editor, body });
    expect((await send("GET", "")).status).toBe(200);
    for (const response of [
      await send("PUT", "", rule),
      await send("POST", "/preview", rule),
      await send("POST", "/apply"),
    ])
      expect(response.status).toBe(403);
    const wrong = await call(`/dataset/${id}/retention`, { method: "PUT", user: owner, body: keep({ days: 0 }) });
    expect(wrong.status).toBe(422);
  });
});

describe("what it frees", () => {
  const collectNow = () =>
    collect(process.env.DATABASE_URL!, { youngest: -1, supersededHeads: -1, removedSnapshots: -1, trash: 30 * 24 });
  /** Everything that is stored of a lineage. */
  async function stored(): Promise<number> {
    const { lineageId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    const [row] = await asAdmin<{ bytes: string }>(
      `SELECT (SELECT coalesce(sum(length(root)), 0) FROM state WHERE lineage_id = $1)
        + (SELECT coalesce(sum(length(bytes)), 0) FROM version_object WHERE lineage_id = $1)
        + (SELECT coalesce(sum(octet_length(r.payload::text)), 0) FROM revision r WHERE lineage_id = $1)
        + (SELECT coalesce(sum(size), 0) FROM media) AS bytes`,
      [lineageId],
    );
    return Number(row!.bytes);
  }

  it("is what is not stored any more once the collector was there, to the byte", async () => {
    id = await newDataset(owner, 4, "Freed", 3);
    const [first] = await allItems(owner, id);
    const beginning = (await listAllSnapshots(owner, id))[0]!.snapshot_id;
    const olds: string[] = [];
    for (const round of [1, 2, 3]) {
      await editWords(owner, id, "tag", "add", { q: "" }, [`round ${round}`]);
      await patchItem(owner, id, first!.media_id, { caption: `Caption ${round}` }, null);
      olds.push(await aged(100 - round));
    }
    // New files, which the version after a restore does not have.
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-retention-"));
    await drawInto(folder, planScenes(2, 77), { firstNumber: 900 });
    await importFolder(owner, id, folder);
    await rm(folder, { recursive: true, force: true });
    olds.push(await aged(90));
    await deleteItems(owner, id, { item_ids: [first!.media_id] });
    await restoreHere(owner, id, beginning);
    const clone = await cloneOf(owner, id);
    // A clone holds one of them, too.
    await asAdmin(
      `INSERT INTO snapshot (id, dataset_id, name, reason, state_id, created_by) SELECT gen_random_uuid(), $1, 'Held', 'manual', state_id, created_by FROM snapshot WHERE id = $2`,
      [clone, olds[1]],
    );
    // What the product saved by itself meanwhile is old, too.
    await asAdmin("ALTER TABLE snapshot DISABLE TRIGGER snapshot_fixed");
    await asAdmin(
      "UPDATE snapshot SET created_at = now() - interval '80 days' WHERE dataset_id = $1 AND reason IN ('auto', 'restore') AND created_at > now() - interval '1 day'",
      [id],
    );
    await asAdmin("ALTER TABLE snapshot ENABLE TRIGGER snapshot_fixed");

    await collectNow();
    const [files, shown, freed] = [await db.media.count(), await listEverything(owner, clone), [] as number[]];
    for (const rule of [keep({ days: 98 }), keep({ days: 1, at_least: 1 }), keep({ days: 1 })]) {
      const { remove, frees_bytes } = await previewRetention(owner, id, rule);
      expect(remove.length).toBeGreaterThan(0);
      const before = await stored();
      await setRetention(owner, id, rule);
      expect(await applyRetentionNow(owner, id)).toEqual({ retired: remove.length });
      await collectNow();
      expect(before - (await stored())).toBe(frees_bytes);
      freed.push(await db.media.count());
    }
    expect(await listEverything(owner, clone)).toEqual(shown);
    // Two files went, with the last version that had them.
    expect(freed.at(-1)).toBe(files - 2);
  });
});
