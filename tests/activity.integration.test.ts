/** What changed a dataset's data: the list of it, taking any one change back, and searching by it. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { listActivity, listActivityFilters } from "@/lib/activity/service";
import { openSession, type CurrentUser } from "@/lib/auth/service";
import type { DerivedValues } from "@/lib/derived";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { setField } from "@/lib/edits/set-field";
import { revertEvent, undoEdit } from "@/lib/edits/undo";
import { getBlame } from "@/lib/items/blame";
import { getAppliedModels, startEnrichment } from "@/lib/enrichment/service";
import { collect } from "@/lib/housekeeping/collect";
import { startReindex } from "@/lib/pipeline/service";
import { processWide } from "@/lib/process-wide";
import { createSnapshot } from "@/lib/snapshots/service";
import { setSplit } from "@/lib/splits/service";
import { runTaskHere } from "@/prisma/factories";
import {
  allItems,
  call,
  cloneOf,
  currentSnapshot,
  giveRole,
  headOf,
  namesOf,
  newDataset,
  newUser,
  numbersOf,
  restoreHere,
} from "./world";

const COUNT = 8;
const WHOLE = { partial: false, dry_run: false };
const REST = { partial: true, dry_run: false };
let owner: CurrentUser;
let base: string;
const fresh = () => cloneOf(owner, base);
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, COUNT, "Activity", 3);
});

const eventsOf = async (id: string, query: Parameters<typeof listActivity>[2] = {}) =>
  (await listActivity(owner, id, query)).events;
const latest = async (id: string) => (await eventsOf(id))[0]!;

describe("the list of changes", () => {
  it("says who did what to how many items, newest first, page by page", async () => {
    const id = await fresh();
    const editor = await newUser("editor");
    await giveRole(owner, id, editor, "EDITOR");
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 1), ["night", "rain"]);
    await editWords(editor, id, "label", "add", { q: "" }, ["checked"]);
    await deleteItems(editor, id, await numbersOf(owner, id, 5));
    const events = await eventsOf(id);
    expect(events.map(({ kind }) => kind)).toEqual(["delete", "label", "tag", "clone"]);
    expect(events.map(({ actor }) => actor)).toEqual([editor.email, editor.email, owner.email, owner.email]);
    expect(events[2]).toMatchObject({
      words: "tagged “night”, “rain”",
      changed: 2,
      task_id: null,
      revertible: true,
      refusal: null,
      taken_back: false,
    });
    expect(events[2]!.items.map(({ file_name }) => file_name)).toEqual(await namesOf(owner, id, "tag:night"));
    expect(events[0]!.items).toHaveLength(1);
    expect(events[3]).toMatchObject({ revertible: false });
    expect(events[0]!.after_state_id).toBe(await headOf(owner, id));
    const first = await listActivity(owner, id, { limit: 2 });
    const second = await listActivity(owner, id, { limit: 2, cursor: first.next_cursor! });
    expect([...first.events, ...second.events]).toEqual(events);
    expect(second.next_cursor).toBeNull();
    expect((await eventsOf(id, { actor: editor.email })).map(({ kind }) => kind)).toEqual(["delete", "label"]);
    expect((await eventsOf(id, { kind: "tag" })).map(({ kind }) => kind)).toEqual(["tag"]);
    expect(await listActivityFilters(owner, id)).toEqual({
      actors: [editor.email, owner.email].sort(),
      kinds: ["tag", "label", "delete", "clone"],
    });
  });

  it("says from where a change was asked for, and nothing where that was not kept", async () => {
    const id = await fresh();
    const { item_numbers } = await numbersOf(owner, id, 0);
    const response = await call(`/dataset/${id}/items/tag`, {
      method: "POST",
      user: owner,
      body: { item_numbers, tags: ["by script"] },
    });
    expect(response.status).toBe(200);
    expect((await latest(id)).via).toEqual({ kind: "key", name: "test" });
    const inBrowser = { ...owner, sessionId: await openSession(owner.id, null) };
    await editWords(inBrowser, id, "tag", "add", { item_numbers }, ["by hand"]);
    expect((await latest(id)).via).toEqual({ kind: "browser", name: null });
    const { task_id } = await startReindex(inBrowser, id);
    await runTaskHere(owner, task_id);
    expect(await latest(id)).toMatchObject({ kind: "reindex", task_id, via: { kind: "browser", name: null } });
    await editWords(owner, id, "tag", "add", { item_numbers }, ["nobody knows"]);
    expect((await latest(id)).via).toBeNull();
  });

  it("asks the database as often for a hundred changes as for one", async () => {
    const id = await fresh();
    const asked = async () => {
      processWide("derived", (): DerivedValues => expect.fail("nothing was derived yet")).cache.clear();
      const queries = vi.spyOn(pg.Client.prototype, "query");
      try {
        const listed = await eventsOf(id, { limit: 100 });
        return [listed.length, queries.mock.calls.length] as const;
      } finally {
        queries.mockRestore();
      }
    };
    await editWords(owner, id, "tag", "remove", { q: "" }, ["on and off"]);
    await editWords(owner, id, "tag", "add", { q: "" }, ["first"]);
    const [two, few] = await asked();
    expect(two).toBe(2);
    for (let round = 0; round < 12; round += 1)
      await editWords(owner, id, "tag", round % 2 === 0 ? "add" : "remove", { q: "" }, ["on and off"]);
    const [many, queries] = await asked();
    expect(many).toBe(14);
    // The tag that came and went is a set more, in a page or two.
    expect(queries).toBeLessThanOrEqual(few + 2);
  });
});

describe("taking a change back", () => {
  it("keeps what came later, counts what was deleted since, and can itself be taken back", async () => {
    const id = await fresh();
    const { edit_id } = await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 1, 2), ["mine"]);
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 3), ["theirs"]);
    await deleteItems(owner, id, await numbersOf(owner, id, 1));
    const told = await revertEvent(owner, id, edit_id!, { partial: false, dry_run: true });
    expect(told).toEqual({ changed: 2, edit_id: null, skipped: 0, deleted: 1, conflicts: [] });
    expect(await namesOf(owner, id, "tag:mine")).toHaveLength(2);
    const taken = await revertEvent(owner, id, edit_id!, WHOLE);
    expect(taken).toMatchObject({ changed: 2, skipped: 0, deleted: 1 });
    expect(await namesOf(owner, id, "tag:mine")).toEqual([]);
    expect(await namesOf(owner, id, "tag:theirs")).toHaveLength(2);
    const [undo] = await eventsOf(id);
    expect(undo).toMatchObject({ kind: "undo", words: "took back: tagged “mine”", event_id: taken.edit_id });
    const wasTaken = async () => (await eventsOf(id)).find(({ event_id }) => event_id === edit_id)!.taken_back;
    expect(await wasTaken()).toBe(true);
    await undoEdit(owner, id, taken.edit_id!);
    expect(await wasTaken()).toBe(false);
    expect(await namesOf(owner, id, "tag:mine")).toHaveLength(2);
  });

  it("refuses where somebody wrote since, names the items, and takes back the rest when told to", async () => {
    const id = await fresh();
    const items = await allItems(owner, id);
    const first = items[0]!;
    const all = { item_ids: items.slice(0, 3).map(({ media_id }) => media_id) };
    await setField(owner, id, all, { field: "speed", value: 1, type: "float" });
    const { edit_id } = await setField(owner, id, all, { field: "speed", value: 2 });
    await patchItem(owner, id, first.media_id, { metadata: { speed: 9 } }, null);
    const before = await headOf(owner, id);
    await expect(revertEvent(owner, id, edit_id!, WHOLE)).rejects.toMatchObject({
      code: "conflict",
      detail: expect.stringContaining(`${first.file_name} (${first.media_id}: metadata)`) as string,
    });
    expect(await headOf(owner, id)).toBe(before);
    expect(await revertEvent(owner, id, edit_id!, REST)).toMatchObject({
      changed: 2,
      skipped: 1,
      conflicts: [{ media_id: first.media_id, file_name: first.file_name, kinds: ["metadata"] }],
    });
    expect((await allItems(owner, id)).slice(0, 3).map((item) => item.metadata.speed)).toEqual([9, 1, 1]);
  });

  it("works for tasks: a re-index, an enrichment and a restore", async () => {
    const id = await fresh();
    const clusters = async () =>
      (await allItems(owner, id)).map(({ cluster_id, uniqueness_score }) => [cluster_id, uniqueness_score]);
    const before = await clusters();
    await runTaskHere(owner, (await startReindex(owner, id)).task_id);
    const reindexed = await latest(id);
    await editWords(owner, id, "tag", "add", { q: "" }, ["since"]);
    expect(reindexed.kind).toBe("reindex");
    if (reindexed.revertible) await revertEvent(owner, id, reindexed.event_id, WHOLE);
    expect(await clusters()).toEqual(before);
    expect(await namesOf(owner, id, "tag:since")).toHaveLength(COUNT);

    const plain = await allItems(owner, id);
    await runTaskHere(
      owner,
      (await startEnrichment(owner, id, { enrichment_models: { colour_composition: "colour-composition" } })).task_id,
    );
    const enriched = await latest(id);
    expect(enriched).toMatchObject({ kind: "enrichment", words: "enriched with “colour-composition”" });
    await revertEvent(owner, id, enriched.event_id, WHOLE);
    expect(await allItems(owner, id)).toEqual(plain);
    expect((await getAppliedModels(owner, id, {})).models).toEqual([]);

    const snapshot = await createSnapshot(owner, id, { name: "Kept" });
    await deleteItems(owner, id, await numbersOf(owner, id, 0));
    await editWords(owner, id, "tag", "remove", { q: "" }, ["since"]);
    await restoreHere(owner, id, snapshot.snapshot_id);
    const restored = await latest(id);
    expect(restored.words).toBe("restored “Kept”");
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 2), ["after"]);
    await revertEvent(owner, id, restored.event_id, WHOLE);
    expect(await allItems(owner, id)).toHaveLength(COUNT - 1);
    expect(await namesOf(owner, id, "tag:since")).toEqual([]);
    expect(await namesOf(owner, id, "tag:after")).toHaveLength(1);
  });

  it("is not offered once the states are gone, and says why", async () => {
    const id = await fresh();
    const { edit_id } = await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0), ["a"]);
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0), ["b"]);
    await collect(process.env.DATABASE_URL!, {
      youngest: -1,
      supersededHeads: -1,
      removedSnapshots: -1,
      trash: 30 * 24,
    });
    const entry = (await eventsOf(id)).find(({ event_id }) => event_id === edit_id)!;
    expect(entry).toMatchObject({ revertible: false, refusal: expect.stringContaining("not kept any more") as string });
    await expect(revertEvent(owner, id, edit_id!, WHOLE)).rejects.toMatchObject({ detail: entry.refusal });
    // What it touched is on record all the same.
    expect(entry.items).toHaveLength(1);
    expect(await namesOf(owner, id, `changed:event=${edit_id}`)).toHaveLength(1);
  });

  it("is for Editors, and of this dataset's changes only", async () => {
    const id = await fresh();
    const { edit_id } = await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0), ["a"]);
    const viewer = await newUser("viewer");
    await giveRole(owner, id, viewer, "VIEWER");
    await expect(revertEvent(viewer, id, edit_id!, { partial: false, dry_run: true })).rejects.toThrow(
      "needs the Editor",
    );
    await expect(revertEvent(owner, base, edit_id!, WHOLE)).rejects.toThrow("Change not found");
    const clone = (await eventsOf(id)).at(-1)!;
    await expect(revertEvent(owner, id, clone.event_id, WHOLE)).rejects.toMatchObject({ code: "conflict" });
    expect((await call(`/dataset/${id}/activity/nonsense/revert`, { method: "POST", user: owner })).status).toBe(404);
  });
});

describe("who wrote what an item says", () => {
  const told = async (id: string, mediaId: string) =>
    Object.fromEntries(
      (await getBlame(owner, id, mediaId)).facts.map(({ kind, value, by }) => [`${kind} ${value ?? ""}`.trim(), by]),
    );

  it("is told from what is on record, while the states are kept and after", async () => {
    const id = await fresh();
    const editor = await newUser("editor");
    await giveRole(owner, id, editor, "EDITOR");
    const [item] = await allItems(owner, id);
    const selection = { item_ids: [item!.media_id] };
    const [label] = item!.labels;
    await patchItem(editor, id, item!.media_id, { caption: "A pier" }, null);
    await editWords(owner, id, "tag", "add", selection, ["one"]);
    await editWords(editor, id, "tag", "add", selection, ["one", "two"]);
    await setSplit(editor, id, selection, "train");
    const facts = {
      caption: editor.email,
      "tags one": owner.email,
      "tags two": editor.email,
      "split train": editor.email,
      // It came with the clone, in whose own trail nobody wrote it.
      [`labels ${label}`]: null,
    };
    expect(await told(id, item!.media_id)).toEqual(facts);
    await collect(process.env.DATABASE_URL!, {
      youngest: -1,
      supersededHeads: -1,
      removedSnapshots: -1,
      trash: 30 * 24,
    });
    // Of an edit with two words only its states told which of them this item had already.
    expect(await told(id, item!.media_id)).toEqual({ ...facts, "tags one": null, "tags two": null });
  });
});

describe("searching by changes", () => {
  it("finds what a person, a task or one change touched, and what differs from a version", async () => {
    const id = await fresh();
    const editor = await newUser("editor");
    await giveRole(owner, id, editor, "EDITOR");
    const names = await namesOf(owner, id, "");
    expect(await namesOf(owner, id, `by:${editor.email}`)).toEqual([]);
    const { edit_id } = await editWords(editor, id, "tag", "add", await numbersOf(owner, id, 0, 1), ["night"]);
    expect(await namesOf(owner, id, `by:${editor.email.toUpperCase()}`)).toEqual(names.slice(0, 2));
    await setSplit(editor, id, await numbersOf(owner, id, 3), "train");
    expect(await namesOf(owner, id, `by:${editor.email}`)).toEqual([names[0], names[1], names[3]]);
    expect(await namesOf(owner, id, `-by:${editor.email} tag:night`)).toEqual([]);
    expect(await namesOf(owner, id, `changed:event=${edit_id}`)).toEqual(names.slice(0, 2));
    const { snapshot_id } = await currentSnapshot(owner, id);
    expect(await namesOf(owner, id, `changed:since=${snapshot_id}`)).toEqual([names[0], names[1], names[3]]);
    expect(await namesOf(owner, id, "changed:since=current changed:splits")).toEqual([names[3]]);
    expect(await namesOf(owner, id, "changed:tags")).toEqual(names.slice(0, 2));
    expect(await namesOf(owner, id, "changed:captions")).toEqual([]);
    expect(await namesOf(owner, id, "changed:since=2020-01-01")).toHaveLength(3);
    expect(await namesOf(owner, id, "changed:since=2999-01-01")).toEqual([]);
    await createSnapshot(owner, id, { name: "Now" });
    expect(await namesOf(owner, id, "changed:tags")).toEqual([]);
    // A bulk edit by such a search is about the same items.
    await editWords(owner, id, "label", "add", { q: `by:${editor.email} tag:night` }, ["checked"]);
    expect(await namesOf(owner, id, "label:checked")).toEqual(names.slice(0, 2));
    await runTaskHere(
      owner,
      (await startEnrichment(owner, id, { enrichment_models: { colour_composition: "colour-composition" } })).task_id,
    );
    expect(await namesOf(owner, id, "by:enrichment")).toHaveLength(COUNT);
    expect(await namesOf(owner, id, "by:colour-composition")).toHaveLength(COUNT);
    await expect(namesOf(owner, id, `changed:since=${randomUUID()}`)).rejects.toThrow("is no snapshot");
    await expect(namesOf(owner, base, `changed:event=${edit_id}`)).rejects.toThrow("has no change");
  });
});

/** What a version says of an item, whether it is there or not. */
interface Said {
  live: boolean;
  readonly tag: Set<string>;
  split: string | null;
  caption: string | null;
  weather: string | null;
}
type Version = Map<string, Said>;
const copyOf = (version: Version): Version =>
  new Map([...version].map(([id, said]) => [id, { ...said, tag: new Set(said.tag) }]));
const ONE = ["live", "split", "caption", "weather"] as const;
const differs = (a: Said, b: Said) =>
  ONE.some((part) => a[part] !== b[part]) || [...a.tag].some((tag) => !b.tag.has(tag)) || a.tag.size !== b.tag.size;

/** The naive rule, item by item. @returns what of the outcome is counted */
function takeBack(before: Version, after: Version, now: Version): { deleted: number; skipped: number } {
  let [deleted, skipped] = [0, 0];
  for (const [id, was] of before) {
    const [left, is] = [after.get(id)!, now.get(id)!];
    if (left.live && !is.live) {
      // What the change had brought is gone, as taking it back would have it.
      if (was.live && differs(was, left)) deleted += 1;
      continue;
    }
    if (left.live && !was.live) {
      // What somebody worked on since stays; else it leaves, and nothing else is done to it.
      if (differs(left, is)) skipped += 1;
      else is.live = false;
      continue;
    }
    if (was.live && !left.live) is.live = true;
    if (!is.live || !was.live) continue;
    for (const tag of left.tag) if (!was.tag.has(tag)) is.tag.delete(tag);
    for (const tag of was.tag) if (!left.tag.has(tag)) is.tag.add(tag);
    if (was.split !== left.split && is.split === left.split) is.split = was.split;
    let isWritten = false;
    for (const part of ["caption", "weather"] as const) {
      if (was[part] === left[part]) continue;
      if (is[part] === left[part]) is[part] = was[part];
      else if (is[part] !== was[part]) isWritten = true;
    }
    if (isWritten) skipped += 1;
  }
  return { deleted, skipped };
}

type Step =
  | { do: "tag" | "untag" | "split" | "caption" | "weather" | "delete"; items: number[]; word: number }
  | { do: "revert" | "snapshot" | "restore"; pick: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "tag" as const,
        "untag" as const,
        "split" as const,
        "caption" as const,
        "weather" as const,
        "delete" as const,
      ),
      items: fc.array(fc.nat(COUNT - 1), { minLength: 1, maxLength: 3 }),
      word: fc.nat(1),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("revert" as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("snapshot" as const, "restore" as const), pick: fc.nat() }) },
);

it("leaves what the naive rule leaves, whatever is taken back, in any order", { timeout: 300_000 }, async () => {
  const read = async (id: string) =>
    new Map(
      (await allItems(owner, id)).map((item) => [
        item.media_id,
        { tags: item.tags, split: item.split, caption: item.caption, weather: item.metadata.weather ?? null },
      ]),
    );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 18 }), async (steps) => {
      const id = await fresh();
      let now: Version = new Map(
        (await allItems(owner, id)).map((item) => [
          item.media_id,
          { live: true, tag: new Set(item.tags), split: item.split, caption: item.caption, weather: null },
        ]),
      );
      const ids = [...now.keys()];
      const events: { id: string; before: Version; after: Version }[] = [];
      const snapshots: { id: string; version: Version }[] = [];
      for (const next of steps) {
        const before = copyOf(now);
        let eventId: string | null = null;
        if ("items" in next) {
          const chosen = [...new Set(next.items)].map((at) => ids[at]!).filter((item) => now.get(item)!.live);
          if (chosen.length === 0) continue;
          const selection = { item_ids: chosen };
          const word = ["a", "b"][next.word]!;
          const said = chosen.map((item) => now.get(item)!);
          if (next.do === "tag" || next.do === "untag") {
            const isAdding = next.do === "tag";
            eventId = (await editWords(owner, id, "tag", isAdding ? "add" : "remove", selection, [word])).edit_id;
            for (const one of said) one.tag[isAdding ? "add" : "delete"](word);
          } else if (next.do === "split") {
            eventId = (await setSplit(owner, id, selection, word)).edit_id;
            for (const one of said) one.split = word;
          } else if (next.do === "weather") {
            eventId = (await setField(owner, id, selection, { field: "weather", value: word, type: "enum" })).edit_id;
            for (const one of said) one.weather = word;
          } else if (next.do === "caption") {
            eventId = (await patchItem(owner, id, chosen[0]!, { caption: word }, null)).edit_id;
            said[0]!.caption = word;
          } else {
            eventId = (await deleteItems(owner, id, selection)).edit_id;
            for (const one of said) one.live = false;
          }
        } else if (next.do === "snapshot") {
          snapshots.push({ id: (await createSnapshot(owner, id, {})).snapshot_id, version: copyOf(now) });
        } else if (next.do === "restore") {
          const picked = snapshots[next.pick % Math.max(1, snapshots.length)];
          if (!picked) continue;
          const head = await headOf(owner, id);
          await restoreHere(owner, id, picked.id);
          now = copyOf(picked.version);
          if ((await headOf(owner, id)) !== head) eventId = (await latest(id)).event_id;
        } else {
          const picked = events[next.pick % Math.max(1, events.length)];
          if (!picked) continue;
          const expected = takeBack(picked.before, picked.after, now);
          const taken = await revertEvent(owner, id, picked.id, REST);
          expect(taken).toMatchObject(expected);
          eventId = taken.edit_id;
        }
        if (eventId) events.push({ id: eventId, before, after: copyOf(now) });
        const live = [...now].filter(([, { live }]) => live);
        expect(await read(id)).toEqual(
          new Map(
            live.map(([item, { tag, split, caption, weather }]) => [
              item,
              { tags: [...tag].sort(), split, caption, weather },
            ]),
          ),
        );
      }
    }),
    { numRuns: 25 },
  );
});
