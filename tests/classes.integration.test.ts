/** The list of classes as part of a version: it follows what is labelled, is edited, undone, restored, cloned and merged. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { classEdit } from "@/lib/classes/schema";
import { createDataset } from "@/lib/datasets/service";
import { editClasses } from "@/lib/edits/edit-classes";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { undoEdit } from "@/lib/edits/undo";
import { exportQuery } from "@/lib/exports/schema";
import { exportStatus, startExport } from "@/lib/exports/service";
import { collect } from "@/lib/housekeeping/collect";
import { verify } from "@/lib/housekeeping/verify";
import { getClasses } from "@/lib/items/classes";
import { mergeInput } from "@/lib/items/schema";
import { startMerge } from "@/lib/merging/service";
import { objectInput } from "@/lib/objects/model";
import { startImport } from "@/lib/pipeline/service";
import { createSnapshot } from "@/lib/snapshots/service";
import { drawInto, importFolder, runTaskHere } from "@/prisma/factories";
import { planScenes } from "@/prisma/scenes";
import { allItems, call, cloneOf, headOf, namesOf, newUser, numbersOf, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("classifier");
  base = (await createDataset(owner, { name: "Classes" })).dataset_id;
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-classes-"));
  await drawInto(folder, planScenes(6, 1), {});
  await importFolder(owner, base, folder, {});
  await rm(folder, { recursive: true });
  const [first, second] = await allItems(owner, base);
  await patchItem(owner, base, first!.media_id, { objects: [box("person"), box("car")] }, null);
  await patchItem(owner, base, second!.media_id, { objects: [box("car"), box("bus")] }, null);
  await editWords(owner, base, "label", "add", await numbersOf(owner, base, 0, 2), ["car"]);
  await editWords(owner, base, "label", "add", await numbersOf(owner, base, 3), ["street"]);
  await createSnapshot(owner, base, { name: "labelled" });
});
const box = (label: string) => objectInput.parse({ label, col_x: 1, row_y: 2, width: 3, height: 4 });
const fresh = () => cloneOf(owner, base);
const edit = (id: string, input: object) => editClasses(owner, id, classEdit.parse(input));
const classesOf = async (id: string, query = {}) =>
  Object.fromEntries((await getClasses(owner, id, query)).classes.map(({ name, index }) => [name, index]));
const objectsOf = async (id: string) =>
  (await allItems(owner, id)).map(({ objects }) => objects.map(({ label }) => label)).slice(0, 2);

describe("the list of classes", () => {
  it("follows what objects and items are labelled with, in the order in which that came", async () => {
    const id = await fresh();
    expect(await classesOf(id)).toEqual({ car: 0, person: 1, bus: 2, street: 3 });
    await editWords(owner, id, "label", "add", await numbersOf(owner, id, 1), ["alley"]);
    expect(await classesOf(id)).toEqual({ car: 0, person: 1, bus: 2, street: 3, alley: 4 });
    await editWords(owner, id, "label", "remove", { q: "" }, ["street"]);
    expect(await classesOf(id)).toMatchObject({ street: 3, alley: 4 });
  });

  it("is undone with the edit that brought a class, unless something else has it by then", async () => {
    const id = await fresh();
    const before = await headOf(owner, id);
    const { edit_id } = await editWords(owner, id, "label", "add", await numbersOf(owner, id, 1), ["alley"]);
    await undoEdit(owner, id, edit_id!);
    expect(await headOf(owner, id)).toBe(before);

    const second = await editWords(owner, id, "label", "add", await numbersOf(owner, id, 1), ["alley"]);
    const [, , third] = await allItems(owner, id);
    await patchItem(owner, id, third!.media_id, { objects: [box("alley")] }, null);
    await undoEdit(owner, id, second.edit_id!);
    expect(await classesOf(id)).toMatchObject({ alley: 4 });
  });

  it("renames a class everywhere, its index and the objects' ids stay, and undo is exact", async () => {
    const id = await fresh();
    const [before, items] = [await headOf(owner, id), await allItems(owner, id)];
    const { changed, edit_id } = await edit(id, { rename: { from: "car", to: "auto" } });
    expect(changed).toBe(3);
    expect(await classesOf(id)).toEqual({ auto: 0, person: 1, bus: 2, street: 3 });
    expect(await objectsOf(id)).toEqual([
      ["person", "auto"],
      ["auto", "bus"],
    ]);
    expect(await namesOf(owner, id, "label:auto")).toHaveLength(2);
    expect((await allItems(owner, id))[0]!.objects.map(({ object_id }) => object_id)).toEqual(
      items[0]!.objects.map(({ object_id }) => object_id),
    );
    await undoEdit(owner, id, edit_id!);
    expect(await headOf(owner, id)).toBe(before);
  });

  it("merges classes into another one", async () => {
    const id = await fresh();
    const before = await headOf(owner, id);
    const { edit_id } = await edit(id, { merge: { from: ["bus", "street"], to: "car" } });
    expect(await classesOf(id)).toEqual({ car: 0, person: 1 });
    expect(await objectsOf(id)).toEqual([
      ["person", "car"],
      ["car", "car"],
    ]);
    expect(await namesOf(owner, id, "label:car")).toHaveLength(3);
    await undoEdit(owner, id, edit_id!);
    expect(await headOf(owner, id)).toBe(before);
  });

  it("removes a class with its objects; the others keep their places, and a new one does not take the free one", async () => {
    const id = await fresh();
    const { edit_id } = await edit(id, { remove: "person" });
    expect(await classesOf(id)).toEqual({ car: 0, bus: 2, street: 3 });
    expect(await objectsOf(id)).toEqual([["car"], ["car", "bus"]]);
    await edit(id, { define: { name: "bike", color: "#00FF00" } });
    expect((await getClasses(owner, id, {})).classes.at(-1)).toEqual({ index: 4, name: "bike", color: "#00ff00" });
    await undoEdit(owner, id, edit_id!);
    expect(await classesOf(id)).toEqual({ car: 0, person: 1, bus: 2, street: 3, bike: 4 });
    expect(await objectsOf(id)).toEqual([
      ["person", "car"],
      ["car", "bus"],
    ]);
  });

  it("keeps deleted items in step: one that comes back has the class by its name of now", async () => {
    const id = await fresh();
    const { edit_id } = await deleteItems(owner, id, await numbersOf(owner, id, 0));
    await edit(id, { rename: { from: "person", to: "human" } });
    await undoEdit(owner, id, edit_id!);
    expect(await objectsOf(id)).toEqual([
      ["human", "car"],
      ["car", "bus"],
    ]);
    expect(await classesOf(id)).toEqual({ car: 0, human: 1, bus: 2, street: 3 });
  });

  it("is reordered by naming all of them, and details are defined and taken away", async () => {
    const id = await fresh();
    const before = await headOf(owner, id);
    const first = await edit(id, { reorder: ["street", "bus", "person", "car"] });
    expect(first).toMatchObject({ changed: 0, edit_id: expect.any(String) as string });
    expect(await classesOf(id)).toEqual({ street: 0, bus: 1, person: 2, car: 3 });
    const skeleton = { keypoints: ["head", "foot"], edges: [[0, 1]] };
    const attributes = [{ name: "pose", type: "select", values: ["sits", "stands"], default: "sits" }];
    const second = await edit(id, { define: { name: "person", skeleton, attributes, color: "#123456" } });
    expect((await getClasses(owner, id, {})).classes[2]).toEqual({
      index: 2,
      name: "person",
      color: "#123456",
      skeleton,
      attributes,
    });
    for (const { edit_id } of [second, first]) await undoEdit(owner, id, edit_id!);
    expect(await headOf(owner, id)).toBe(before);
  });

  it("refuses what does not fit, and says what to do", async () => {
    const id = await fresh();
    await expect(edit(id, { rename: { from: "car", to: "bus" } })).rejects.toThrow(/Merge “car” into it/);
    await expect(edit(id, { rename: { from: "tram", to: "rail" } })).rejects.toThrow("Class “tram” not found");
    await expect(edit(id, { merge: { from: ["car"], to: "tram" } })).rejects.toThrow("Class “tram” not found");
    await expect(edit(id, { reorder: ["car"] })).rejects.toThrow();
    expect(classEdit.safeParse({ remove: "car", rename: { from: "a", to: "b" } }).success).toBe(false);
    expect(classEdit.safeParse({ merge: { from: ["car"], to: "car" } }).success).toBe(false);
    expect(
      classEdit.safeParse({ define: { name: "a", skeleton: { keypoints: ["x"], edges: [[0, 1]] } } }).success,
    ).toBe(false);
  });

  it("belongs to the version: looked at, restored, checked and never collected while a version has it", async () => {
    const id = await fresh();
    const snapshot = await createSnapshot(owner, id, { name: "before" });
    await edit(id, { merge: { from: ["bus"], to: "car" } });
    await edit(id, { define: { name: "tram" } });
    expect(await classesOf(id, { snapshot_id: snapshot.snapshot_id })).toEqual({
      car: 0,
      person: 1,
      bus: 2,
      street: 3,
    });
    await collect(process.env.DATABASE_URL!, {
      youngest: -1,
      supersededHeads: -1,
      removedSnapshots: -1,
      trash: 30 * 24,
    });
    expect((await verify(id)).damage).toEqual([]);
    await restoreHere(owner, id, snapshot.snapshot_id);
    expect(await classesOf(id)).toEqual({ car: 0, person: 1, bus: 2, street: 3 });
  });

  it("goes along with items that are merged in: order and details of the classes that they have", async () => {
    const id = await fresh();
    await edit(id, { reorder: ["street", "bus", "person", "car"] });
    await edit(id, { define: { name: "bus", color: "#0000ff" } });
    const { dataset_id: to } = await createDataset(owner, { name: "Merged" });
    const items = await numbersOf(owner, id, 1, 3);
    const { task_id } = await startMerge(owner, to, mergeInput.parse({ source_dataset_id: id, ...items }));
    await runTaskHere(owner, task_id);
    expect((await getClasses(owner, to, {})).classes).toMatchObject([
      { index: 0, name: "street" },
      { index: 1, name: "bus", color: "#0000ff" },
      { index: 2, name: "car" },
    ]);
  });

  it("numbers what is exported: places stay through edits, and gaps are filled where a format knows none", async () => {
    const id = await fresh();
    // The archive is not packed, so that its texts stand in it.
    const exported = async (input: object) => {
      const { task_id } = await startExport(owner, id, exportQuery.parse(input));
      await runTaskHere(owner, task_id);
      const { download_uri } = await exportStatus(owner, id, task_id);
      return (await call(download_uri!.replace("/api/v1", ""))).text();
    };
    await edit(id, { remove: "person" });
    await edit(id, {
      define: { name: "bus", color: "#0000ff", skeleton: { keypoints: ["front", "rear"], edges: [[0, 1]] } },
    });
    expect(await exported({ export_format: "yolo" })).toContain(
      'nc: 3\nnames:\n  "0": car\n  "1": removed 1\n  "2": bus\n',
    );
    expect(await exported({ export_format: "coco" })).toContain(
      `"categories":${JSON.stringify([
        { id: 1, name: "car", supercategory: "" },
        { id: 3, name: "bus", supercategory: "", color: "#0000ff", keypoints: ["front", "rear"], skeleton: [[1, 2]] },
      ])}`,
    );
  });

  it("has the classes of files in their order, those too that nothing has", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-classes-"));
    try {
      await mkdir(path.join(folder, "labels"));
      await mkdir(path.join(folder, "images"));
      await sharp({ create: { width: 100, height: 50, channels: 3, background: "red" } })
        .jpeg()
        .toFile(path.join(folder, "images/a.jpg"));
      await writeFile(path.join(folder, "labels/a.txt"), "2 0.5 0.5 0.2 0.2\n");
      await writeFile(path.join(folder, "data.yaml"), "names: [zebra, ant, cow]\n");
      const { dataset_id: id } = await createDataset(owner, { name: "Files" });
      const options = { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" } as const;
      await runTaskHere(owner, (await startImport(owner, id, { folder }, options)).task_id);
      expect(await classesOf(id)).toEqual({ zebra: 0, ant: 1, cow: 2 });
      expect((await allItems(owner, id))[0]!.objects).toMatchObject([{ label: "cow" }]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
