/**
 * How many boxes a state has and which file stands for it are kept with the state, worked out from what changed. Whatever
 * was done, they are what counting everything says; and an inventory of any length is one query.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import pg from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { commit } from "@/lib/commits/gate";
import { prepareChange } from "@/lib/commits/edit";
import { createDataset, getDataset, listDatasets } from "@/lib/datasets/service";
import { db } from "@/lib/db";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { undoEdit } from "@/lib/edits/undo";
import { verify } from "@/lib/housekeeping/verify";
import type { ItemDto } from "@/lib/items/schema";
import { startMerge } from "@/lib/merging/service";
import { mediaUrl } from "@/lib/media/urls";
import { changeOfAdditions, recordItems } from "@/lib/pipeline/record-items";
import { writeRevisions } from "@/lib/revisions/write-revisions";
import { createSnapshot, undoRestore } from "@/lib/snapshots/service";
import { openState } from "@/lib/states/service";
import { revisionSet } from "@/lib/versioning/names";
import { drawInto, importFolder, runTaskHere } from "@/prisma/factories";
import { planScenes } from "@/prisma/scenes";
import { allItems, asAdmin, cloneOf, giveRole, headOf, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
/** Pictures that come with boxes in a COCO file. */
let folder: string;
let base: string;
let other: string;

const box = (index: number) => ({
  type: "box" as const,
  label: `thing ${index}`,
  col_x: 1,
  row_y: 2,
  width: 3,
  height: 4,
});
const boxes = (count: number) => Array.from({ length: count }, (_, index) => box(index));

beforeAll(async () => {
  owner = await newUser("owner");
  folder = await mkdtemp(path.join(tmpdir(), "stillframe-boxes-"));
  const drawn = await drawInto(folder, planScenes(5, 21));
  const coco = {
    images: drawn.map(({ name }, id) => ({ id, file_name: name, width: 100, height: 100 })),
    categories: [{ id: 1, name: "boat" }],
    annotations: drawn.flatMap((_, image) =>
      Array.from({ length: image }, (_, index) => ({
        id: image * 10 + index,
        image_id: image,
        category_id: 1,
        bbox: [1 + index, 1, 10, 10],
      })),
    ),
  };
  await writeFile(path.join(folder, "annotations.json"), JSON.stringify(coco));
  base = await newDataset(owner, 4, "Base", 22);
  await importFolder(owner, base, folder);
  other = await newDataset(owner, 3, "Other", 23);
  const [first] = await allItems(owner, other);
  await patchItem(owner, other, first!.media_id, { objects: boxes(2) }, null);
  await createSnapshot(owner, other, {});
  return () => rm(folder, { recursive: true, force: true });
});

const naive = (id: string, items: readonly ItemDto[]) => {
  const byNumber = [...items].sort((a, b) => a.item_no - b.item_no);
  const cover = byNumber.find((item) => item.media_type === "image") ?? byNumber[0];
  return {
    n_objects: items.reduce((sum, item) => sum + item.objects.length, 0),
    cover_image_url: cover ? mediaUrl({ id, link_epoch: 0 }, cover.sha256, "small") : null,
  };
};
const expectCounted = async (id: string) =>
  expect(await getDataset(owner, id)).toMatchObject(naive(id, await allItems(owner, id)));

/** As if the states of a dataset's lineage were made before summaries were kept. */
async function forgetSummaries(id: string): Promise<void> {
  await asAdmin("ALTER TABLE state DISABLE TRIGGER ALL");
  await asAdmin(
    "UPDATE state SET n_objects = NULL, cover_sha256 = NULL, n_unindexed = NULL WHERE lineage_id = (SELECT lineage_id FROM dataset WHERE id = $1)",
    [id],
  );
  await asAdmin("ALTER TABLE state ENABLE TRIGGER ALL");
}
const on = fc.nat(3);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("boxes" as const), on, item: fc.nat(), count: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("no boxes" as const), on, item: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("delete" as const),
      on,
      items: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete all" as const), on }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("undo" as const), on, pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("tag" as const), on, item: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("snapshot" as const), on }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("restore" as const), on, pick: fc.nat(), undone: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clone" as const), on }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("merge" as const), on, from: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("import" as const), on }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
interface Edited {
  readonly id: string;
  readonly edits: string[];
  readonly snapshots: string[];
}

async function take(next: Step, datasets: Edited[]): Promise<void> {
  const dataset = datasets[next.on % datasets.length]!;
  const { id } = dataset;
  const items = await allItems(owner, id);
  const itemAt = (index: number) => items[index % items.length]!.media_id;
  const done = (edit: { edit_id: string | null }) => void (edit.edit_id && dataset.edits.push(edit.edit_id));
  if (next.do === "clone") {
    if (datasets.length < 4) datasets.push({ id: await cloneOf(owner, id), edits: [], snapshots: [] });
  } else if (next.do === "import") {
    await importFolder(owner, id, folder, { auto_reindex: true });
  } else if (next.do === "snapshot") {
    // What an undone deletion brings back is not in an index run that was made meanwhile.
    if ((await getDataset(owner, id)).n_unindexed > 0) return;
    dataset.snapshots.push((await createSnapshot(owner, id, {})).snapshot_id);
  } else if (next.do === "restore") {
    const snapshot = dataset.snapshots[next.pick % Math.max(1, dataset.snapshots.length)];
    if (!snapshot) return;
    const before = await headOf(owner, id);
    const task = await restoreHere(owner, id, snapshot);
    // Restoring what is there already moves nothing that could be moved back.
    if (next.undone && (await headOf(owner, id)) !== before) await undoRestore(owner, task);
  } else if (next.do === "undo") {
    const edit = dataset.edits[next.pick % Math.max(1, dataset.edits.length)];
    if (edit) done(await undoEdit(owner, id, edit));
  } else if (next.do === "merge") {
    const source = datasets[next.from % datasets.length]!;
    const all = await allItems(owner, source.id);
    if (source === dataset || all.length === 0) return;
    const started = await startMerge(owner, id, {
      source_dataset_id: source.id,
      item_ids: all.map((item) => item.media_id),
      auto_reindex: true,
    });
    await runTaskHere(owner, started.task_id);
  } else if (items.length === 0) {
    return;
  } else if (next.do === "boxes") {
    done(await patchItem(owner, id, itemAt(next.item), { objects: boxes(next.count) }, null));
  } else if (next.do === "no boxes") {
    done(await patchItem(owner, id, itemAt(next.item), { objects: null }, null));
  } else if (next.do === "delete") {
    done(await deleteItems(owner, id, { item_ids: [...new Set(next.items.map(itemAt))] }));
  } else if (next.do === "delete all") {
    done(await deleteItems(owner, id, { q: "" }));
  } else {
    done(await editWords(owner, id, "tag", "add", { item_ids: [itemAt(next.item)] }, ["seen"]));
  }
}

describe("what is kept with a state", () => {
  const afterAnySequence = (numRuns: number, prepare: (id: string) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 18 }), async (steps) => {
        const datasets: Edited[] = [];
        for (const from of [base, other]) datasets.push({ id: await cloneOf(owner, from), edits: [], snapshots: [] });
        for (const { id } of datasets) await prepare(id);
        for (const next of steps) {
          await take(next, datasets);
          for (const { id } of datasets) await expectCounted(id);
        }
        for (const { id } of datasets) expect((await verify(id)).damage).toEqual([]);
      }),
      { numRuns },
    );

  it("is what counting everything says, after any sequence of changes", async () => {
    await afterAnySequence(20, async () => undefined);
    // Nothing of that fell back to counting.
    expect(await db.state.count({ where: { OR: [{ nObjects: null }, { nUnindexed: null }] } })).toBe(0);
  });

  it("is the same where it begins with states from before", () => afterAnySequence(10, forgetSummaries));

  it("counts many boxes by blocks of revisions, and many that differ in several queries", async () => {
    const { dataset_id: id } = await createDataset(owner, { name: "Many boxes" });
    const { lineageId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    const [{ sha256 }] = (await allItems(owner, base)) as [ItemDto];
    const count = 24_000;
    const { additions, itemNos } = await recordItems(
      lineageId,
      randomUUID(),
      Array.from({ length: count }, (_, index) => ({ path: `many/${index}.jpg`, sha256, sets: ["kind:image"] })),
    );
    const written = await writeRevisions(
      lineageId,
      "objects",
      new Map(itemNos.map((item, index) => [item, boxes(1 + (index % 3))])),
    );
    await commit(owner, id, "view_edit", async (dataset) => {
      const head = await openState(dataset.head_state_id);
      const change = await changeOfAdditions(
        head,
        new Map([...additions, [revisionSet("objects"), written.revisions.toArray()]]),
      );
      const effects = {
        head: await prepareChange(head, change),
        status: { to: "READY" as const },
        event: { kind: "add_media" as const, actor: owner.email, detail: {} },
        tells: "head" as const,
      };
      return { effects, answer: () => undefined };
    });
    expect((await getDataset(owner, id)).n_objects).toBe(count * 2);
    // Fewer than remain: by what differs, in more than one query.
    const gone = 11_400;
    await deleteItems(owner, id, { item_numbers: [[itemNos[0]!, itemNos[gone - 1]!]] });
    expect((await getDataset(owner, id)).n_objects).toBe((count - gone) * 2);
    await deleteItems(owner, id, { item_numbers: [[itemNos[gone]!, itemNos[count - 4]!]] });
    expect((await getDataset(owner, id)).n_objects).toBe(6);
    expect((await verify(id)).damage).toEqual([]);
  });

  it("is checked by verification", async () => {
    const id = await cloneOf(owner, base);
    await editWords(owner, id, "tag", "add", { q: "" }, ["counted"]);
    const { headStateId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    const write = async (assignment: string) => {
      await asAdmin("ALTER TABLE state DISABLE TRIGGER ALL");
      await asAdmin(`UPDATE state SET ${assignment} WHERE id = $1`, [headStateId]);
      await asAdmin("ALTER TABLE state ENABLE TRIGGER ALL");
    };
    expect((await verify(id)).damage).toEqual([]);
    await write("n_objects = n_objects + 1");
    expect((await verify(id)).damage.map(({ what }) => what)).toEqual([
      expect.stringContaining("its number of boxes is wrong"),
    ]);
    await write("n_objects = n_objects - 1, cover_sha256 = set_byte(cover_sha256, 0, get_byte(cover_sha256, 0) # 1)");
    expect((await verify(id)).damage.map(({ what }) => what)).toEqual(["its cover is wrong"]);
    await write("cover_sha256 = set_byte(cover_sha256, 0, get_byte(cover_sha256, 0) # 1)");
    expect((await verify(id)).damage).toEqual([]);
  });

  it("is worked out for states from before, and kept from the next edit on", async () => {
    const id = await cloneOf(owner, base);
    await forgetSummaries(id);
    await expectCounted(id);
    await editWords(owner, id, "tag", "add", { q: "" }, ["after the upgrade"]);
    const { headStateId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    const head = await db.state.findUniqueOrThrow({ where: { id: headStateId } });
    expect(head.nObjects).toBe((await getDataset(owner, id)).n_objects);
    await expectCounted(id);
  });
});

describe("the inventory", () => {
  /** The statements that are sent while something is done. */
  async function queriesOf(work: () => Promise<unknown>): Promise<number> {
    const query = vi.spyOn(pg.Client.prototype, "query");
    try {
      await work();
      return query.mock.calls.length;
    } finally {
      query.mockRestore();
    }
  }

  it("is one query, of 1 dataset as of 20; so is a dataset by itself", async () => {
    const guest = await newUser("guest");
    const shared = async () => {
      const id = await cloneOf(owner, other);
      await giveRole(owner, id, guest, "VIEWER");
      // A head of its own, which nobody has read.
      await editWords(owner, id, "tag", "add", { q: "" }, [id]);
      return id;
    };
    const id = await shared();
    expect(await queriesOf(() => listDatasets(guest))).toBe(1);
    expect(await queriesOf(() => getDataset(guest, id))).toBe(1);
    for (let more = 1; more < 20; more += 1) await shared();
    let listed: unknown[] = [];
    expect(await queriesOf(async () => (listed = await listDatasets(guest)))).toBe(1);
    expect(listed).toHaveLength(20);
    expect(listed).toContainEqual(expect.objectContaining(naive(id, await allItems(owner, id))));
  });

  it("an edit of words sends no more than before", async () => {
    const id = await cloneOf(owner, base);
    const tag = (word: string) =>
      editWords(owner, id, "tag", "add", { q: "" }, [word]).then(({ edit_id }) => expect(edit_id).not.toBeNull());
    await tag("first");
    // The dataset, and the write.
    expect(await queriesOf(() => tag("second"))).toBe(2);
  });
});
