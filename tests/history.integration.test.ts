/**
 * A random hour of work, shortened: edits, snapshots, restores of all or a part, clones, clones of clones, removals, collections, and several
 * people at once. After each
 * step the model, which deep-copies plain sets, says what every dataset and every snapshot must list.
 * `npm run soak -- --minutes N` runs it for longer.
 */
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { collect } from "@/lib/housekeeping/collect";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { undoEdit } from "@/lib/edits/undo";
import {
  cloneSnapshot,
  createSnapshot,
  listAllSnapshots,
  removeSnapshot,
  restoreSnapshot,
} from "@/lib/snapshots/service";
import { runTaskHere } from "@/prisma/factories";
import { allItems, cloneOf, listEverything, newDataset, newUser, restoreHere, type Listing } from "./world";

const minutes = Number(process.env.SOAK_MINUTES ?? 0);

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 8, "History", 3);
});

const WORDS = ["night", "a b", "ü", "x:y", "-minus"];
const KINDS = ["tag", "label"] as const;
const numbers = (maxLength: number) => fc.array(fc.nat(30), { minLength: 1, maxLength });
/** One of several writers at once. Each has a word of its own, so that the outcome does not depend on who was first. */
interface Write {
  readonly add: boolean;
  readonly items: number[];
}
type Step =
  | { do: "tag" | "label"; on: number; add: boolean; word: string; items: number[] }
  | { do: "delete"; on: number; items: number[] }
  | { do: "together"; on: number; writes: Write[] }
  | { do: "snapshot" | "collect"; on: number }
  | { do: "restore_part"; on: number; pick: number; only: Part[] }
  | { do: "restore" | "clone" | "remove" | "undo"; on: number; pick: number };
const PARTS = ["tags", "labels", "deleted_items"] as const;
type Part = (typeof PARTS)[number];
const on = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom(...KINDS),
      on,
      add: fc.boolean(),
      word: fc.constantFrom(...WORDS),
      items: numbers(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("together" as const),
      on,
      writes: fc.array(fc.record({ add: fc.boolean(), items: numbers(4) }), { minLength: 2, maxLength: WORDS.length }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), on, items: numbers(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("snapshot" as const), on }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom("restore" as const, "remove" as const), on, pick: fc.nat() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("restore_part" as const),
      on,
      pick: fc.nat(),
      only: fc.subarray([...PARTS], { minLength: 1 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("undo" as const), on, pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clone" as const), on, pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("collect" as const), on }) },
);

interface Words {
  readonly tag: Set<string>;
  readonly label: Set<string>;
}
type Contents = Map<string, Words>;
interface Kept {
  readonly id: string;
  readonly contents: Contents;
  readonly listing: Listing;
}
interface Model {
  readonly id: string;
  contents: Contents;
  snapshots: Kept[];
  /** Edits that can be undone now, and what that does here. */
  edits: { id: string; undo: () => void }[];
}

const copyOf = (contents: Contents): Contents =>
  new Map([...contents].map(([item, words]) => [item, { tag: new Set(words.tag), label: new Set(words.label) }]));

async function read(datasetId: string, snapshotId?: string): Promise<Contents> {
  return new Map(
    (await allItems(owner, datasetId, snapshotId)).map((item) => [
      item.media_id,
      { tag: new Set(item.tags), label: new Set(item.labels) },
    ]),
  );
}

async function apply(next: Step, datasets: Model[]): Promise<void> {
  const model = datasets[next.on % datasets.length]!;
  const live = [...model.contents.keys()];
  const chosen =
    "items" in next && live.length > 0 ? [...new Set(next.items.map((item) => live[item % live.length]!))] : [];
  const picked =
    "pick" in next && model.snapshots.length > 0 ? model.snapshots[next.pick % model.snapshots.length]! : null;
  if (next.do === "tag" || next.do === "label") {
    if (chosen.length === 0) return;
    const expected = chosen.filter((item) => model.contents.get(item)![next.do].has(next.word) !== next.add).length;
    const { changed, edit_id } = await editWords(
      owner,
      model.id,
      next.do,
      next.add ? "add" : "remove",
      { item_ids: chosen },
      [next.word],
    );
    expect(changed).toBe(expected);
    const touched = chosen.filter((item) => model.contents.get(item)![next.do].has(next.word) !== next.add);
    for (const item of chosen) model.contents.get(item)![next.do][next.add ? "add" : "delete"](next.word);
    if (edit_id)
      model.edits.push({
        id: edit_id,
        undo: () =>
          touched.forEach((item) => model.contents.get(item)![next.do][next.add ? "delete" : "add"](next.word)),
      });
  } else if (next.do === "together") {
    if (live.length === 0) return;
    model.edits = [];
    const writes = next.writes.map((write, index) => ({
      ...write,
      word: WORDS[index]!,
      chosen: [...new Set(write.items.map((item) => live[item % live.length]!))],
    }));
    // Snapshots are taken among the writes: each must hold what one moment showed, and the head must lose nothing.
    const [taken] = await Promise.all([
      createSnapshot(owner, model.id, {}),
      ...writes.map(({ add, word, chosen: items }) =>
        editWords(owner, model.id, "tag", add ? "add" : "remove", { item_ids: items }, [word]),
      ),
    ]);
    const before = copyOf(model.contents);
    for (const { add, word, chosen: items } of writes)
      for (const item of items) model.contents.get(item)!.tag[add ? "add" : "delete"](word);
    const seen = await read(model.id, taken.snapshot_id);
    for (const [index, word] of WORDS.entries()) {
      const with_ = (contents: Contents) =>
        [...contents].flatMap(([item, words]) => (words.tag.has(word) ? [item] : [])).sort();
      // All of one write or nothing of it.
      expect([with_(before), with_(model.contents)], `write ${index}`).toContainEqual(with_(seen));
    }
    model.snapshots.push({
      id: taken.snapshot_id,
      contents: seen,
      listing: await listEverything(owner, model.id, taken.snapshot_id),
    });
  } else if (next.do === "delete") {
    if (chosen.length === 0) return;
    const { changed, edit_id } = await deleteItems(owner, model.id, { item_ids: chosen });
    expect(changed).toBe(chosen.length);
    const gone = chosen.map((item) => [item, model.contents.get(item)!] as const);
    for (const item of chosen) model.contents.delete(item);
    // Earlier edits may be of items that left; how those come back is what undoing the deletion itself tells.
    model.edits = [{ id: edit_id!, undo: () => gone.forEach(([item, words]) => model.contents.set(item, words)) }];
  } else if (next.do === "undo") {
    const edit = model.edits[next.pick % Math.max(1, model.edits.length)];
    if (!edit) return;
    await undoEdit(owner, model.id, edit.id);
    edit.undo();
    model.edits = model.edits.filter((other) => other !== edit);
  } else if (next.do === "snapshot") {
    const { snapshot_id } = await createSnapshot(owner, model.id, {});
    model.snapshots.push({
      id: snapshot_id,
      contents: copyOf(model.contents),
      listing: await listEverything(owner, model.id),
    });
  } else if (next.do === "collect") {
    // Superseded heads go at once; rows of a write under way are young and stay.
    for (const dataset of datasets) dataset.edits = [];
    await collect(process.env.DATABASE_URL!, {
      youngest: -1,
      supersededHeads: -1,
      removedSnapshots: -1,
      trash: 30 * 24,
    });
  } else if (picked && next.do === "restore") {
    await restoreHere(owner, model.id, picked.id);
    model.contents = copyOf(picked.contents);
    model.edits = [];
    expect(await listEverything(owner, model.id)).toEqual(picked.listing);
  } else if (picked && next.do === "restore_part") {
    const { task_id } = await restoreSnapshot(owner, model.id, picked.id, { only: next.only });
    await runTaskHere(owner, task_id);
    for (const [item, then] of copyOf(picked.contents)) {
      const now = model.contents.get(item);
      if (!now && next.only.includes("deleted_items")) model.contents.set(item, then);
      if (!now) continue;
      const { tag, label } = now;
      model.contents.set(item, {
        tag: next.only.includes("tags") ? then.tag : tag,
        label: next.only.includes("labels") ? then.label : label,
      });
    }
    model.edits = [];
  } else if (picked && next.do === "remove") {
    const current = (await listAllSnapshots(owner, model.id)).find((snapshot) => snapshot.is_current)!;
    if (picked.id === current.snapshot_id)
      return void (await expect(removeSnapshot(owner, model.id, picked.id)).rejects.toMatchObject({
        code: "conflict",
      }));
    await removeSnapshot(owner, model.id, picked.id);
    model.snapshots = model.snapshots.filter((snapshot) => snapshot !== picked);
  } else if (picked && next.do === "clone" && datasets.length < 6) {
    const { task_id, dataset_id } = await cloneSnapshot(owner, model.id, picked.id);
    await runTaskHere(owner, task_id);
    datasets.push({ id: dataset_id, contents: copyOf(picked.contents), snapshots: [], edits: [] });
    expect(await listEverything(owner, dataset_id)).toEqual(picked.listing);
  }
}

it(
  "holds after any sequence of edits, undone edits, concurrent edits, snapshots, restores, clones, removals and collections",
  { timeout: 600_000 + minutes * 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 26 }), async (steps) => {
        const first = await cloneOf(owner, base);
        const datasets: Model[] = [{ id: first, contents: await read(first), snapshots: [], edits: [] }];
        for (const next of steps) {
          await apply(next, datasets);
          const touched = datasets[next.on % datasets.length]!;
          expect(await read(touched.id)).toEqual(touched.contents);
        }
        for (const dataset of datasets) {
          expect(await read(dataset.id)).toEqual(dataset.contents);
          for (const snapshot of dataset.snapshots)
            expect(await listEverything(owner, dataset.id, snapshot.id)).toEqual(snapshot.listing);
        }
      }),
      minutes > 0
        ? { numRuns: 1_000_000, interruptAfterTimeLimit: minutes * 60_000, markInterruptAsFailure: false }
        : { numRuns: 100 },
    );
  },
);
