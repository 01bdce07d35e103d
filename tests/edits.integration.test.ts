/** Bulk edits: what is selected, what undoes them, and what the history of an item tells of them. */
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { patchItem } from "@/lib/edits/patch-item";
import { editWords } from "@/lib/edits/edit-words";
import { getFacets } from "@/lib/items/facets";
import { getItemHistory } from "@/lib/items/history";
import type { ItemSelection } from "@/lib/search/schema";
import { getItem } from "@/lib/items/service";
import { setField } from "@/lib/edits/set-field";
import { undoEdit } from "@/lib/edits/undo";
import { createSnapshot, listAllSnapshots } from "@/lib/snapshots/service";
import {
  allItems,
  call,
  cloneOf,
  giveRole,
  headOf,
  namesOf,
  newDataset,
  newUser,
  numbersOf,
  restoreHere,
} from "./world";

const COUNT = 12;
let owner: CurrentUser;
let base: string;
const fresh = () => cloneOf(owner, base);
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, COUNT);
});

describe("ids of items that are not there", () => {
  it("are refused and named, and nothing of the rest is changed", async () => {
    const id = await fresh();
    const other = await newDataset(owner, 1, "Other", 9);
    const [foreign] = await allItems(owner, other);
    const items = await allItems(owner, id);
    await deleteItems(owner, id, { item_ids: [items[1]!.media_id] });
    const before = await headOf(owner, id);
    const wanted = [items[0]!.media_id, items[1]!.media_id, foreign!.media_id];
    const missing = new RegExp(`^Items ${items[1]!.media_id}, ${foreign!.media_id} of this dataset not found$`);
    await expect(deleteItems(owner, id, { item_ids: wanted })).rejects.toThrow(missing);
    await expect(editWords(owner, id, "tag", "add", { item_ids: wanted }, ["night"])).rejects.toThrow(missing);
    expect(await headOf(owner, id)).toBe(before);
    const upper = { item_ids: [items[0]!.media_id.toUpperCase()] };
    expect(await editWords(owner, id, "tag", "add", upper, ["night"])).toMatchObject({ changed: 1 });
  });
});

describe("undoing an edit", () => {
  const edits: Record<string, (id: string) => Promise<{ edit_id?: string | null } | unknown>> = {
    tag: async (id) => editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 1, 2), ["first", "second"]),
    untag: async (id) => editWords(owner, id, "tag", "remove", { q: "" }, ["there"]),
    label: async (id) =>
      editWords(owner, id, "label", "add", { q: "", except_numbers: (await numbersOf(owner, id, 0)).item_numbers }, [
        "new",
      ]),
    unlabel: async (id) => editWords(owner, id, "label", "remove", { q: "" }, ["word"]),
    delete: async (id) => deleteItems(owner, id, await numbersOf(owner, id, 3, 4, 5)),
    metadata: async (id) => setField(owner, id, { q: "" }, { field: "speed", value: 9 }),
    "metadata, taken away": async (id) => setField(owner, id, { q: "" }, { field: "speed", value: null }),
    "metadata, new": async (id) =>
      setField(owner, id, await numbersOf(owner, id, 0), { field: "weather", value: "sun", type: "enum" }),
  };
  let prepared: string;
  beforeAll(async () => {
    prepared = await fresh();
    await editWords(owner, prepared, "tag", "add", await numbersOf(owner, prepared, 1, 2), ["first", "there"]);
    await editWords(owner, prepared, "label", "add", await numbersOf(owner, prepared, 6, 7), ["word"]);
    await setField(owner, prepared, await numbersOf(owner, prepared, 2, 3), {
      field: "speed",
      value: 1,
      type: "float",
    });
    await createSnapshot(owner, prepared, { name: "prepared" });
  });

  it.each(Object.keys(edits))("puts back exactly what was there: %s; and undoing that does it again", async (name) => {
    const id = await cloneOf(owner, prepared);
    const before = await headOf(owner, id);
    const { edit_id } = (await edits[name]!(id)) as { edit_id: string };
    const after = await headOf(owner, id);
    expect(after).not.toBe(before);
    const undone = await undoEdit(owner, id, edit_id);
    expect(await headOf(owner, id)).toBe(before);
    expect(undone.skipped).toBe(0);
    expect(undone.changed).toBeGreaterThan(0);
    await undoEdit(owner, id, undone.edit_id!);
    expect(await headOf(owner, id)).toBe(after);
  });

  it("keeps what others did since", async () => {
    const id = await cloneOf(owner, prepared);
    const items = await allItems(owner, id);
    const { edit_id } = await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 1), ["mine"]);
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 5), ["theirs"]);
    await deleteItems(owner, id, await numbersOf(owner, id, 1));
    await undoEdit(owner, id, edit_id!);
    expect(await namesOf(owner, id, "tag:mine")).toEqual([]);
    expect(await namesOf(owner, id, "tag:theirs")).toHaveLength(2);
    expect(await namesOf(owner, id, "")).toHaveLength(COUNT - 1);
    const speed = await setField(owner, id, await numbersOf(owner, id, 0, 1), { field: "speed", value: 4 });
    const first = items[0]!.media_id;
    await setField(owner, id, await numbersOf(owner, id, 0), { field: "speed", value: 5 });
    expect(await undoEdit(owner, id, speed.edit_id!)).toMatchObject({ changed: 1, skipped: 1 });
    expect((await getItem(owner, id, first, {})).metadata).toEqual({ speed: 5 });
    expect(await namesOf(owner, id, "meta:speed=4")).toEqual([]);
    expect(await namesOf(owner, id, "meta:speed=1")).toHaveLength(2);
  });

  it("refuses what is no edit, what is another dataset's, and a Viewer", async () => {
    const id = await cloneOf(owner, prepared);
    const { edit_id } = await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0), ["x"]);
    await expect(undoEdit(owner, id, "999999999")).rejects.toThrow("Edit not found");
    await expect(undoEdit(owner, base, edit_id!)).rejects.toThrow("Edit not found");
    const viewer = await newUser("viewer");
    await giveRole(owner, id, viewer, "VIEWER");
    await expect(undoEdit(viewer, id, edit_id!)).rejects.toThrow("needs the Editor or Owner role");
    expect((await call(`/dataset/${id}/edits/nonsense/undo`, { method: "POST", user: owner })).status).toBe(404);
  });
});

describe("setting a field of many items", () => {
  it("lets nobody's value be lost when several write at once", async () => {
    const id = await fresh();
    const all: ItemSelection = { q: "" };
    await setField(owner, id, all, { field: "a", value: 0, type: "float" });
    await setField(owner, id, all, { field: "b", value: 0, type: "float" });
    const results = await Promise.allSettled([
      setField(owner, id, all, { field: "a", value: 1 }),
      setField(owner, id, all, { field: "b", value: 2 }),
    ]);
    const expected = { a: results[0]!.status === "fulfilled" ? 1 : 0, b: results[1]!.status === "fulfilled" ? 2 : 0 };
    expect(results.some((result) => result.status === "fulfilled")).toBe(true);
    for (const item of await allItems(owner, id)) expect(item.metadata).toEqual(expected);
  });

  it("leaves what somebody else set since the caller looked, and says how many that are", async () => {
    const id = await fresh();
    await setField(owner, id, { q: "" }, { field: "speed", value: 1, type: "float" });
    const seen = await headOf(owner, id);
    await setField(owner, id, await numbersOf(owner, id, 0, 1), { field: "speed", value: 7 });
    // Another field of the same items is no reason.
    await setField(owner, id, await numbersOf(owner, id, 1, 2), { field: "other", value: 1, type: "float" });
    expect(await setField(owner, id, { q: "" }, { field: "speed", value: 2, seen_state_id: seen })).toMatchObject({
      changed: COUNT - 2,
      skipped: 2,
    });
    expect((await allItems(owner, id)).map((item) => item.metadata.speed)).toEqual([
      7,
      7,
      ...Array.from({ length: COUNT - 2 }, () => 2),
    ]);
    const other = await newDataset(owner, 1);
    await expect(
      setField(owner, id, { q: "" }, { field: "speed", value: 3, seen_state_id: await headOf(owner, other) }),
    ).rejects.toThrow("not a state of this dataset");
  });

  it.each([
    [{ field: "fresh", value: 1 }, "give its type"],
    [{ field: "speed", value: "fast" }, "is not a number"],
    [{ field: "speed", value: [1] }, "takes one value"],
    [{ field: "speed", value: "2026-01-01", type: "datetime" as const }, "already as float"],
  ])("refuses %j", async (input, message) => {
    const id = await fresh();
    await setField(owner, id, { q: "" }, { field: "speed", value: 1, type: "float" });
    await expect(setField(owner, id, { q: "" }, input)).rejects.toThrow(message);
  });

  it("at the same time on other items loses nothing, whatever options and fields the others brought", async () => {
    const id = await fresh();
    // Items with metadata: what is written for them stands although others' metadata changes meanwhile.
    await setField(owner, id, { q: "" }, { field: "note", value: "there", type: "string" });
    const set = async (place: number, field: string, value: unknown, type: "enum" | "float" | "string") =>
      setField(owner, id, await numbersOf(owner, id, place), { field, value, type });
    await set(0, "weather", "sun", "enum");
    await Promise.all([
      set(1, "weather", "rain", "enum"),
      set(2, "weather", "snow", "enum"),
      set(3, "weather", "fog", "enum"),
      set(4, "score", 1, "float"),
    ]);
    const items = await allItems(owner, id);
    expect(items.slice(0, 5).map(({ metadata }) => metadata)).toEqual([
      { note: "there", weather: "sun" },
      { note: "there", weather: "rain" },
      { note: "there", weather: "snow" },
      { note: "there", weather: "fog" },
      { note: "there", score: 1 },
    ]);
    for (const [place, option] of ["sun", "rain", "snow", "fog"].entries())
      expect(await namesOf(owner, id, `meta:"weather=${option}"`)).toEqual([items[place]!.file_name]);
    expect(await namesOf(owner, id, 'meta:"score>0"')).toEqual([items[4]!.file_name]);
  });

  it("of one name and two types at the same time makes one field; the other is told", async () => {
    const id = await fresh();
    await setField(owner, id, { q: "" }, { field: "note", value: "there", type: "string" });
    const results = await Promise.allSettled([
      setField(owner, id, await numbersOf(owner, id, 0), { field: "size", value: 1, type: "float" }),
      setField(owner, id, await numbersOf(owner, id, 1), { field: "size", value: "large", type: "string" }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await getFacets(owner, id, { q: "" })).fields.filter(({ name }) => name === "size")).toHaveLength(1);
  });
});

describe("selections", () => {
  it("are refused when they are none or several, or no runs", async () => {
    const post = (body: unknown) => call(`/dataset/${base}/items/tag`, { method: "POST", user: owner, body });
    expect((await post({ tags: ["x"] })).status).toBe(422);
    expect((await post({ tags: ["x"], q: "", item_numbers: [] })).status).toBe(422);
    expect((await post({ tags: ["x"], item_numbers: [[3, 1]] })).status).toBe(422);
    expect((await post({ tags: ["x"], item_numbers: [[-1, 1]] })).status).toBe(422);
  });
});

describe("the history of an item", () => {
  it("tells what changed in which version, when and by whom", async () => {
    const id = await fresh();
    const editor = await newUser("editor");
    await giveRole(owner, id, editor, "EDITOR");
    const [item] = await allItems(owner, id);
    await editWords(editor, id, "tag", "add", { item_ids: [item!.media_id] }, ["night"]);
    await createSnapshot(owner, id, { name: "One" });
    await patchItem(owner, id, item!.media_id, { caption: "A view" }, null);
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 1), ["elsewhere"]);
    await createSnapshot(owner, id, { name: "Two" });
    await createSnapshot(owner, id, { name: "Three" });
    await deleteItems(editor, id, { item_ids: [item!.media_id] });
    const { entries, next_cursor } = await getItemHistory(owner, id, item!.media_id, {});
    expect(next_cursor).toBeNull();
    expect(entries.map((entry) => entry.snapshot_name)).toEqual([null, "Two", "One", expect.any(String)]);
    expect(entries[0]!.changes).toEqual([
      { kind: "removed", by: editor.email, at: expect.any(String) as string, did: "deleted" },
    ]);
    expect(entries[1]!.changes).toEqual([
      {
        kind: "caption",
        before: null,
        after: "A view",
        by: owner.email,
        at: expect.any(String) as string,
        did: "edited",
      },
    ]);
    expect(entries[2]!.changes).toEqual([
      {
        kind: "tags",
        added: ["night"],
        removed: [],
        by: editor.email,
        at: expect.any(String) as string,
        did: "tagged",
      },
    ]);
    expect(entries[3]!.changes[0]!.kind).toBe("added");
    // A restore is told as what it changed of the item.
    const one = (await listAllSnapshots(owner, id)).find((snapshot) => snapshot.snapshot_name === "One")!;
    await restoreHere(owner, id, one.snapshot_id);
    const after = await getItemHistory(owner, id, item!.media_id, {});
    expect(after.entries[0]!.changes[0]).toMatchObject({ kind: "added", by: owner.email });
  });

  it("goes on behind the first page of versions", async () => {
    const id = await fresh();
    const [item] = await allItems(owner, id);
    await editWords(owner, id, "tag", "add", { item_ids: [item!.media_id] }, ["old"]);
    for (let number = 0; number < 45; number += 1) await createSnapshot(owner, id, { name: `S${number}` });
    const first = await getItemHistory(owner, id, item!.media_id, {});
    expect(first.entries).toEqual([]);
    const second = await getItemHistory(owner, id, item!.media_id, { cursor: first.next_cursor! });
    expect(second.next_cursor).toBeNull();
    expect(second.entries.map((entry) => entry.changes[0]!.kind)).toEqual(["tags", "added"]);
    expect(second.entries[0]!.snapshot_name).toBe("S0");
  });
});
