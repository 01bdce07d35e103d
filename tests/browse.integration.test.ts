/** What the dataset page stands on: positions, searches, facets, exports, merging, saved views. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset, getDataset } from "@/lib/datasets/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { patchItem } from "@/lib/edits/patch-item";
import { editWords } from "@/lib/edits/edit-words";
import { getExif } from "@/lib/items/exif";
import { exportItems } from "@/lib/exports/selected-items";
import { getFacets, getFolders, getHistogram, listStacks } from "@/lib/items/facets";
import { termOf } from "@/lib/search/filters";
import { facetValues, listItemsQuery, mergeInput, type ListItemsQuery } from "@/lib/items/schema";
import { type ItemSelection } from "@/lib/search/schema";
import { listItems, listNumbers } from "@/lib/items/service";
import { setField } from "@/lib/edits/set-field";
import { findSimilarTo } from "@/lib/items/similar";
import { startMerge } from "@/lib/merging/service";
import { listAllSnapshots } from "@/lib/snapshots/service";
import { deleteView, listViews, saveView } from "@/lib/views/service";
import { drawScene, planScenes } from "@/prisma/scenes";
import { importFolder, runTaskHere } from "@/prisma/factories";
import { allItems, call, cloneOf, giveRole, headOf, namesOf, newDataset, newUser, numbersOf } from "./world";

const COUNT = 12;
let owner: CurrentUser;
let base: string;
const fresh = () => cloneOf(owner, base);
const query = (change: Partial<Record<keyof ListItemsQuery, unknown>>): ListItemsQuery => listItemsQuery.parse(change);
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, COUNT);
});

describe("lists by position", () => {
  it.each(["added", "-added", "name", "-name", "size", "-uniqueness", "random"])(
    "give by offset what they give by cursor, in the order %s",
    async (sort) => {
      const whole = await listItems(owner, base, query({ sort, seed: "3", limit: 100 }));
      expect(whole.items).toHaveLength(COUNT);
      const byCursor: string[] = [];
      for (let cursor: string | undefined; byCursor.length < COUNT;) {
        const page = await listItems(owner, base, query({ sort, seed: "3", limit: 5, cursor }));
        byCursor.push(...page.items.map((item) => item.media_id));
        cursor = page.next_cursor ?? undefined;
      }
      expect(byCursor).toEqual(whole.items.map((item) => item.media_id));
      for (const [place, item] of whole.items.entries()) {
        const page = await listItems(
          owner,
          base,
          query({ sort, seed: "3", limit: 2, offset: String(place), locate: item.media_id }),
        );
        expect(page.items[0]!.media_id).toBe(item.media_id);
        expect(page.located).toBe(place);
      }
      expect((await listItems(owner, base, query({ sort, seed: "3", offset: "500" }))).items).toEqual([]);
    },
  );

  it("stay those of the state that they were asked for, and tell where an item that left would stand", async () => {
    const id = await fresh();
    const [state, items] = [await headOf(owner, id), await allItems(owner, id)];
    await deleteItems(owner, id, await numbersOf(owner, id, 0, 4));
    const old = await listItems(owner, id, query({ state_id: state, offset: "3", limit: 2 }));
    expect(old.items.map((item) => item.media_id)).toEqual([items[3]!.media_id, items[4]!.media_id]);
    const now = await listItems(owner, id, query({ locate: items[4]!.media_id }));
    expect(now.located).toBe(3);
    expect(now.total).toBe(COUNT - 2);
  });

  it("refuse the state of another dataset, and a cursor together with an offset", async () => {
    const other = await newDataset(owner, 1);
    await expect(listItems(owner, base, query({ state_id: await headOf(owner, other) }))).rejects.toThrow(
      "not kept any more",
    );
    const { next_cursor } = await listItems(owner, base, query({ limit: 2 }));
    await expect(listItems(owner, base, query({ cursor: next_cursor!, offset: "1" }))).rejects.toThrow("not both");
  });

  it("tell the numbers of a range that nobody loaded", async () => {
    const items = (await listItems(owner, base, query({ sort: "-name", limit: 100 }))).items;
    const range = await listNumbers(owner, base, { ...query({ sort: "-name" }), offset: 2, limit: 5 });
    expect(range.count).toBe(5);
    const expected = items.slice(2, 7).map((item) => item.item_no);
    expect(expected.every((number) => range.numbers.some(([first, last]) => number >= first && number <= last))).toBe(
      true,
    );
  });
});

describe("searching by more than words", () => {
  it("compares sizes, looks for what is missing, and knows folders", async () => {
    const id = await fresh();
    const items = await allItems(owner, id);
    const sizes = items.map((item) => item.file_size).sort((a, b) => a - b);
    expect(await namesOf(owner, id, `size>${sizes[5]}`)).toHaveLength(
      items.filter((item) => item.file_size > sizes[5]!).length,
    );
    expect(await namesOf(owner, id, `size:${sizes[2]}..${sizes[4]}`)).toHaveLength(3);
    expect(await namesOf(owner, id, "width>=10000")).toHaveLength(0);
    expect(await namesOf(owner, id, "-has:tag")).toHaveLength(COUNT);
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 1), ["x"]);
    expect(await namesOf(owner, id, "has:tag")).toHaveLength(2);
    await patchItem(owner, id, items[3]!.media_id, { caption: "words" }, null);
    expect(await namesOf(owner, id, "has:caption")).toEqual([items[3]!.file_name]);
    expect(await namesOf(owner, id, "-has:caption has:cluster OR has:caption")).toHaveLength(
      (await namesOf(owner, id, "has:cluster")).length +
        ((await namesOf(owner, id, "has:cluster has:caption")).length === 1 ? 0 : 1),
    );
    const folders = await getFolders(owner, id, { q: "", below: "" });
    for (const { path, count } of folders.folders)
      expect(await namesOf(owner, id, `folder:"${path}"`)).toHaveLength(count);
  });

  it("finds folders at any depth by their names, with counts of what the search finds in them", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-folders-"));
    const { dataset_id: id } = await createDataset(owner, { name: "Folders" });
    const [scene] = planScenes(1, 5);
    const places = ["north/road", "north/road/wet", "south/Roadside/night", "south", "north/river"];
    for (const [index, place] of places.entries()) {
      await mkdir(path.join(folder, place), { recursive: true });
      await writeFile(path.join(folder, place, `${index}.jpg`), await drawScene({ ...scene!, seed: index }));
    }
    for (let index = 0; index < 102; index += 1) {
      await mkdir(path.join(folder, "many", `shot-${index}`), { recursive: true });
      await copyFile(path.join(folder, "south", "3.jpg"), path.join(folder, "many", `shot-${index}`, "shot.jpg"));
    }
    await importFolder(owner, id, folder);
    await rm(folder, { recursive: true });
    const found = async (find: string, q = "", below = "") => {
      const { folders, total } = await getFolders(owner, id, { q, below, find });
      expect(total).toBe(folders.length);
      return folders.map(({ path: at, count, has_folders }) => [at, count, has_folders]);
    };
    expect(await found("road")).toEqual([
      ["north/road", 2, true],
      ["south/Roadside", 1, true],
    ]);
    expect(await found("NORTH/r")).toEqual([
      ["north/river", 1, false],
      ["north/road", 2, true],
    ]);
    expect(await found("road", "", "north")).toEqual([["north/road", 2, true]]);
    expect(await found("north", "", "north")).toEqual([]);
    // What the search says of folders does not narrow them, the rest of it does.
    expect(await found("road", "folder:south name:1")).toEqual([["north/road", 1, true]]);
    expect(await found("desert")).toEqual([]);
    const { folders, total } = await getFolders(owner, id, { q: "", below: "", find: "shot" });
    expect([folders.length, total]).toEqual([100, 102]);
    // Nothing to find is no search.
    expect((await getFolders(owner, id, { q: "", below: "", find: "" })).folders.map((one) => one.path)).toEqual([
      "many",
      "north",
      "south",
    ]);
  });

  it("finds a plain word in names, captions, tags and labels, whatever its case", async () => {
    const id = await fresh();
    const names = (await allItems(owner, id)).map((item) => item.file_name);
    const items = await allItems(owner, id);
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 1), ["Sunset quartz"]);
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 1), ["quartz"]);
    await editWords(owner, id, "label", "add", await numbersOf(owner, id, 2), ["rose QUARTZ"]);
    await patchItem(owner, id, items[3]!.media_id, { caption: "A quartzite wall" }, null);
    expect(await namesOf(owner, id, "quartz")).toEqual(names.slice(0, 4));
    expect(await namesOf(owner, id, "SUNS")).toEqual(names.slice(0, 2));
    expect(await namesOf(owner, id, '"set quartz" OR "rose q"')).toEqual(names.slice(0, 3));
    expect(await namesOf(owner, id, "-quartz")).toEqual(names.slice(4));
    expect(await namesOf(owner, id, "caption:quartz")).toEqual([names[3]]);
    expect(await namesOf(owner, id, "name:quartz")).toEqual([]);
    // The word is a part of no other kind of set: neither of its metadata nor of what the index found.
    await setField(owner, id, await numbersOf(owner, id, 5), { field: "stone", value: "quartz", type: "enum" });
    expect(await namesOf(owner, id, "quartz")).toEqual(names.slice(0, 4));
    await editWords(owner, id, "tag", "remove", { q: "quartz" }, ["Sunset quartz", "quartz"]);
    expect(await namesOf(owner, id, "quartz")).toEqual(names.slice(2, 4));
  });

  it("compares metadata by its type, and says what is wrong where it stands", async () => {
    const id = await fresh();
    await setField(owner, id, await numbersOf(owner, id, 0), { field: "top speed", value: 10, type: "float" });
    await setField(owner, id, await numbersOf(owner, id, 1, 2), { field: "top speed", value: 25.5 });
    await setField(owner, id, await numbersOf(owner, id, 0, 1), {
      field: "seen",
      value: "2026-03-04",
      type: "datetime",
    });
    await setField(owner, id, await numbersOf(owner, id, 2), { field: "camera", value: "Canon EOS", type: "string" });
    await setField(owner, id, await numbersOf(owner, id, 3), { field: "weather", value: "rain", type: "enum" });
    const count = async (q: string) => (await namesOf(owner, id, q)).length;
    expect(await count('meta:"top speed>10"')).toBe(2);
    expect(await count('meta:"top speed=10..20"')).toBe(1);
    expect(await count('meta:"top speed"')).toBe(3);
    expect(await count("meta:seen=2026-03")).toBe(2);
    expect(await count("meta:seen<2026")).toBe(0);
    expect(await count("meta:camera=canon")).toBe(1);
    expect(await count("meta:weather=rain")).toBe(1);
    expect(await count("meta:never=1")).toBe(0);
    await expect(namesOf(owner, id, 'sky meta:"top speed>fast"')).rejects.toMatchObject({
      issues: [{ loc: ["query", "q", 9], msg: expect.stringContaining("“fast” cannot be compared") as string }],
    });
    await expect(namesOf(owner, id, "meta:camera>b")).rejects.toThrow("has no order");
    // What was read for one version serves the next, whose values differ.
    await setField(owner, id, await numbersOf(owner, id, 1), { field: "top speed", value: 5 });
    expect(await count('meta:"top speed>10"')).toBe(1);
    await setField(owner, id, await numbersOf(owner, id, 2), { field: "top speed", value: null });
    expect(await count('meta:"top speed>=5"')).toBe(2);
    const histogram = await getHistogram(owner, id, { q: "meta:weather=rain", field: "meta:top speed" });
    expect(histogram).toMatchObject({ kind: "number", min: 5, max: 10 });
    expect(histogram!.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(0);
    const own = await getHistogram(owner, id, { q: 'meta:"top speed>7"', field: "meta:top speed" });
    expect(own!.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(2);
    await expect(getHistogram(owner, id, { q: "", field: "meta:camera" })).rejects.toThrow("numbers or dates");
    expect(await getHistogram(owner, id, { q: "", field: "duration" })).toBeNull();
  });
});

describe("facets", () => {
  it("count a free facet without its own choice, and what has no words", async () => {
    const id = await fresh();
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 0, 1, 2), ["a"]);
    await editWords(owner, id, "tag", "add", await numbersOf(owner, id, 2, 3), ["b"]);
    const inside = await getFacets(owner, id, { q: "tag:a" });
    expect(inside.facets.tag).toEqual([
      { value: "a", count: 3 },
      { value: "b", count: 1 },
    ]);
    const free = await getFacets(owner, id, { q: "tag:a", free: ["tag"] });
    expect(free.total).toBe(3);
    expect(free.facets.tag).toEqual([
      { value: "a", count: 3 },
      { value: "b", count: 2 },
    ]);
    expect((await getFacets(owner, id, { q: "" })).without.tag).toBe(COUNT - 4);
    expect(inside.without.tag).toBe(0);
  });

  it("take any name of a field and any option", async () => {
    const id = await fresh();
    for (const [field, value] of [
      ["constructor", "toString"],
      ["__proto__", "x"],
      ["top speed", "a=b>c"],
      ['ü "quoted"', "(1) OR 2"],
    ] as const) {
      await setField(owner, id, await numbersOf(owner, id, 0, 1), { field, value, type: "enum" });
      const dto = await getFacets(owner, id, { q: "" });
      expect(facetValues(dto, field), field).toEqual([{ value, count: 2 }]);
      expect(dto.fields.map(({ name }) => name)).toContain(field);
      expect(await namesOf(owner, id, termOf(`meta:${field}`, value)), field).toHaveLength(2);
    }
    expect((await allItems(owner, id))[0]!.metadata.constructor).toBe("toString");
    expect(facetValues(await getFacets(owner, id, { q: "tag:none" }), "constructor")).toEqual([]);
  });

  it("stack clusters, each with its first item, and the rest", async () => {
    const { stacks, total, items } = await listStacks(owner, base, { q: "", offset: 0, limit: 100 });
    expect(items).toBe(COUNT);
    expect(stacks).toHaveLength(total);
    expect(stacks.reduce((sum, stack) => sum + stack.count, 0)).toBe(COUNT);
    for (const { cluster, count, item } of stacks) {
      const q = cluster === null ? "-has:cluster" : `cluster:${cluster}`;
      const listed = await listItems(owner, base, query({ q, limit: 100 }));
      expect(listed.total).toBe(count);
      expect(listed.items[0]!.media_id).toBe(item.media_id);
    }
  });
});

describe("exports", () => {
  const read = async (id: string, selection: ItemSelection, format: "json" | "csv") => {
    const { pieces } = await exportItems(owner, id, selection, { format });
    let text = "";
    for await (const piece of pieces) text += String(piece);
    return text;
  };
  it("hold what is known of the selected items, as JSON and as CSV", async () => {
    const id = await fresh();
    const [item] = await allItems(owner, id);
    await editWords(owner, id, "tag", "add", { item_ids: [item!.media_id] }, ["=danger", "night"]);
    await patchItem(
      owner,
      id,
      item!.media_id,
      {
        caption: 'A "view", far',
        objects: [{ type: "box" as const, label: "boat", col_x: 1, row_y: 2, width: 3, height: 4 }],
      },
      null,
    );
    const json = JSON.parse(await read(id, await numbersOf(owner, id, 0, 1), "json")) as {
      info: Record<string, unknown>;
      media_items: { media_id: string; metadata_items: unknown[] }[];
    };
    expect(json.info).toMatchObject({ total_media_items: 2, exported_by: owner.email });
    expect(json.media_items).toHaveLength(2);
    expect(json.media_items[0]!.metadata_items).toEqual(
      expect.arrayContaining([
        { type: "user_tag", properties: { tag_name: "night" } },
        { type: "caption", properties: { caption: 'A "view", far' } },
        {
          type: "object_label",
          properties: {
            category_name: "boat",
            bbox: [1, 2, 3, 4],
            type: "box",
            object_id: expect.any(String) as unknown,
          },
        },
      ]),
    );
    const csv = (await read(id, { q: "tag:night" }, "csv")).trim().split("\r\n");
    expect(csv).toHaveLength(2);
    expect(csv[1]).toContain(String.raw`"[""A \""view\"", far""]"`);
    expect(csv[1]).toContain('"[""=danger"",""night""]"');
    const response = await call(`/dataset/${id}/items/export`, {
      method: "POST",
      user: owner,
      body: { q: "", format: "json" },
    });
    expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(((await response.json()) as { media_items: unknown[] }).media_items).toHaveLength(COUNT);
  });
});

describe("adding items to another dataset", () => {
  const add = async (from: string, to: string, selection: ItemSelection = {}) => {
    const { task_id } = await startMerge(owner, to, mergeInput.parse({ source_dataset_id: from, ...selection }));
    await runTaskHere(owner, task_id);
    const task = (await (await call(`/tasks/${task_id}`, { user: owner })).json()) as { result: unknown };
    return task.result;
  };
  it("copies words, captions, boxes and metadata, and skips files that are there", async () => {
    const source = await fresh();
    const [first, second] = await allItems(owner, source);
    await editWords(owner, source, "tag", "add", { item_ids: [first!.media_id] }, ["night"]);
    await patchItem(
      owner,
      source,
      first!.media_id,
      {
        caption: "A view",
        objects: [{ type: "box" as const, label: "boat", col_x: 1, row_y: 2, width: 3, height: 4 }],
      },
      null,
    );
    await setField(owner, source, { item_ids: [first!.media_id] }, { field: "speed", value: 3, type: "float" });
    await setField(owner, source, { item_ids: [first!.media_id] }, { field: "weather", value: "rain", type: "enum" });
    const target = await newDataset(owner, 1);
    await setField(owner, target, { q: "" }, { field: "weather", value: "a text", type: "string" });
    const before = await allItems(owner, target);
    const result = await add(source, target, { item_ids: [first!.media_id, second!.media_id] });
    const held = before.filter((item) => item.sha256 === first!.sha256 || item.sha256 === second!.sha256).length;
    expect(result).toEqual({ added: 2 - held, skipped: held, skipped_fields: ["weather"] });
    expect(await add(source, target, { item_ids: [first!.media_id, second!.media_id] })).toMatchObject({
      added: 0,
      skipped: 2,
    });
    if (held === 0) {
      const copy = (await allItems(owner, target)).find((item) => item.sha256 === first!.sha256)!;
      expect(copy).toMatchObject({
        file_name: first!.file_name,
        tags: ["night"],
        labels: first!.labels,
        caption: "A view",
        objects: [{ type: "box" as const, label: "boat", col_x: 1, row_y: 2, width: 3, height: 4 }],
        metadata: { speed: 3 },
      });
      expect(copy.media_id).not.toBe(first!.media_id);
      expect(await namesOf(owner, target, "meta:speed>2")).toHaveLength(1);
    }
    expect((await getDataset(owner, target)).status).toBe("READY");
  });

  it("fills a draft, which then has its creation snapshot", async () => {
    const draft = (
      (await (await call("/dataset", { method: "POST", user: owner, body: { name: "Draft" } })).json()) as {
        dataset_id: string;
      }
    ).dataset_id;
    expect(await add(base, draft)).toMatchObject({ added: COUNT, skipped: 0 });
    expect((await getDataset(owner, draft)).status).toBe("READY");
    expect((await listAllSnapshots(owner, draft)).map((snapshot) => snapshot.reason)).toEqual(["creation"]);
  });

  it("refuses itself, nothing, and a source that one may not see", async () => {
    await expect(startMerge(owner, base, mergeInput.parse({ source_dataset_id: base }))).rejects.toThrow(
      "cannot be added to itself",
    );
    const target = await fresh();
    await expect(
      startMerge(owner, target, mergeInput.parse({ source_dataset_id: base, q: "tag:none" })),
    ).rejects.toThrow("no items to add");
    const stranger = await newUser("stranger");
    await giveRole(owner, target, stranger, "EDITOR");
    await expect(startMerge(stranger, target, mergeInput.parse({ source_dataset_id: base }))).rejects.toThrow(
      "Dataset not found",
    );
  });
});

describe("finding by an image", () => {
  it("finds the same picture first, and keeps nothing of it", async () => {
    const image = await drawScene(planScenes(1, 4_321)[0]!);
    const send = (bytes: Uint8Array<ArrayBuffer>, times = 1) =>
      findSimilarTo(owner, base, new Blob(Array.from({ length: times }, () => bytes)).stream(), { q: "", limit: 5 });
    const found = await send(new Uint8Array(image));
    expect(found.items).toHaveLength(5);
    expect([...found.items].sort((a, b) => b.similarity - a.similarity)).toEqual(found.items);
    await expect(send(new Uint8Array(0))).rejects.toThrow("Send an image");
    await expect(send(new Uint8Array([1, 2, 3]))).rejects.toThrow("cannot be compared");
    await expect(send(new Uint8Array(1024 * 1024), 40)).rejects.toThrow("larger than 32 MB");
  });
});

describe("what a camera wrote", () => {
  it("is read off the file; a file without it has none", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-exif-"));
    const image = sharp({ create: { width: 32, height: 24, channels: 3, background: "#357" } }).jpeg();
    await image
      .clone()
      .withExif({ IFD0: { Make: "Canon", Model: "EOS R5" }, IFD2: { ISOSpeedRatings: "400" } })
      .toFile(path.join(folder, "with.jpg"));
    await image.toFile(path.join(folder, "without.jpg"));
    const { dataset_id } = await createDataset(owner, { name: "Camera" });
    await importFolder(owner, dataset_id, folder);
    await rm(folder, { recursive: true });
    const items = await allItems(owner, dataset_id);
    const idOf = (name: string) => items.find((item) => item.file_name === name)!.media_id;
    expect(await getExif(owner, dataset_id, idOf("with.jpg"), {})).toMatchObject({ Make: "Canon", Model: "EOS R5" });
    expect(await getExif(owner, dataset_id, idOf("without.jpg"), {})).toEqual({});
  });
});

describe("saved views", () => {
  it("are shared, have different names, and hold a search that can be read", async () => {
    const id = await fresh();
    const viewer = await newUser("viewer");
    await giveRole(owner, id, viewer, "VIEWER");
    const saved = await saveView(owner, id, { name: "At night", view: { q: "tag:night", sort: "-added" } });
    expect(await listViews(viewer, id)).toEqual([saved]);
    await expect(saveView(owner, id, { name: "At night", view: { q: "", sort: "added" } })).rejects.toThrow("already");
    await expect(saveView(owner, id, { name: "Broken", view: { q: "(", sort: "added" } })).rejects.toThrow("position");
    await expect(deleteView(viewer, id, saved.view_id)).rejects.toThrow("needs the Editor or Owner role");
    await deleteView(owner, id, saved.view_id);
    await expect(deleteView(owner, id, saved.view_id)).rejects.toThrow("View not found");
    expect(await listViews(owner, id)).toEqual([]);
  });
});
