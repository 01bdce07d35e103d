/** Annotations beside media, in every format that is taken, through the import to the items. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import sharp from "sharp";
import tar from "tar-stream";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset, getDataset } from "@/lib/datasets/service";
import type { ItemDto } from "@/lib/items/schema";
import { insertMedia } from "@/lib/media/records";
import { storeMedia } from "@/lib/media/store-media";
import type { ImportResult } from "@/lib/pipeline/schema";
import { startImport } from "@/lib/pipeline/service";
import { createSnapshot, listAllSnapshots } from "@/lib/snapshots/service";
import { getTask } from "@/lib/tasks/service";
import { runTaskHere } from "@/prisma/factories";
import { allItems, listEverything, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let folder: string;
beforeAll(async () => {
  owner = await newUser("owner");
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stillframe-annotated-"));
});
afterEach(() => rm(folder, { recursive: true }));

const jpeg = (seed: number, width = 200, height = 100) =>
  sharp({ create: { width, height, channels: 3, background: { r: seed * 40, g: 90, b: 200 - seed * 30 } } })
    .jpeg()
    .toBuffer();
const put = async (files: Record<string, string | Uint8Array | ArrayBuffer>) => {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes);
  }
};
async function importAll(
  change = {},
): Promise<{ id: string; result: ImportResult; message: string; items: Map<string, ItemDto> }> {
  const { dataset_id: id } = await createDataset(owner, { name: "Annotated" });
  const { task_id } = await startImport(
    owner,
    id,
    { folder },
    { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep", ...change },
  );
  await runTaskHere(owner, task_id);
  const task = await getTask(owner, task_id);
  return {
    id,
    result: task.result as ImportResult,
    message: task.status_message,
    items: new Map((await allItems(owner, id)).map((item) => [item.file_path, item])),
  };
}
const box = {
  object_id: expect.any(String) as unknown,
  type: "box",
  label: "dog",
  col_x: 20,
  row_y: 10,
  width: 100,
  height: 50,
};

describe("annotations beside media", () => {
  it("COCO: boxes, whole-picture labels and captions, scaled with the picture", async () => {
    await put({
      "a.jpg": await jpeg(1),
      "b.jpg": await jpeg(2),
      "annotations.json": JSON.stringify({
        images: [
          { id: 1, file_name: "a.jpg", width: 400, height: 200 },
          { id: 2, file_name: "b.jpg" },
          { id: 3, file_name: "gone.jpg" },
        ],
        categories: [{ id: 1, name: "dog" }],
        annotations: [
          { image_id: 1, category_id: 1, bbox: [40, 20, 200, 100] },
          { image_id: 2, category_id: 1 },
          { image_id: 2, caption: "A dog far away" },
          { image_id: 1, category_id: 9, bbox: [1, 1, 1, 1] },
        ],
      }),
    });
    const { id, result, message, items } = await importAll();
    expect(result).toMatchObject({ added: 2, failed: 0, annotations: { labelled: 1, captioned: 1, boxed: 1 } });
    expect(result.annotations!.problems).toEqual([
      { path: "annotations.json", reason: "gone.jpg: there is no picture “gone.jpg”" },
      { path: "annotations.json", reason: "annotations[3]: its category_id names none of the categories" },
    ]);
    expect(message).toBe(
      "Added 2 items; 1 with labels, 1 with a caption, 1 with objects; 2 annotations could not be used",
    );
    expect(items.get("a.jpg")!.objects).toEqual([box]);
    expect(items.get("b.jpg")).toMatchObject({ labels: ["dog"], caption: "A dog far away", objects: [] });
    expect((await getDataset(owner, id)).n_objects).toBe(1);
  });

  it("YOLO: text files under labels/ for pictures under images/", async () => {
    await put({
      "train/images/a.jpg": await jpeg(1),
      "train/labels/a.txt": "1 0.35 0.35 0.5 0.5\n",
      "data.yaml": "names:\n  0: cat\n  1: dog\n",
    });
    expect((await importAll()).items.get("train/images/a.jpg")!.objects).toEqual([box]);
  });

  it("Pascal VOC: an XML file for each picture", async () => {
    await put({
      "JPEGImages/a.jpg": await jpeg(1),
      "Annotations/a.xml":
        "<annotation><filename>a.jpg</filename><object><name>dog</name><bndbox><xmin>20</xmin><ymin>10</ymin><xmax>120</xmax><ymax>60</ymax></bndbox></object></annotation>",
    });
    expect((await importAll()).items.get("JPEGImages/a.jpg")!.objects).toEqual([box]);
  });

  it("image_annotations and object_annotations, as CSV and as Parquet", async () => {
    const row = { filename: "a.jpg", col_x: 20, row_y: 10, width: 100, height: 50, label: "dog" };
    await put({
      "a.jpg": await jpeg(1),
      "b.jpg": await jpeg(2),
      "image_annotations.csv": 'filename,label,caption\na.jpg,outside,\na.jpg,sunny,"A dog, outside"\n',
      "object_annotations.parquet": parquetWriteBuffer({
        columnData: Object.entries(row).map(([name, value]) => ({ name, data: [value] })),
      }),
    });
    const first = await importAll();
    expect(first.items.get("a.jpg")).toMatchObject({
      labels: ["outside", "sunny"],
      caption: "A dog, outside",
      objects: [box],
    });
    await rm(path.join(folder, "object_annotations.parquet"));
    await rm(path.join(folder, "image_annotations.csv"));
    await put({
      "object_annotations.csv": `${Object.keys(row).join(",")}\n${Object.values(row).join(",")}\n`,
      "image_annotations.parquet": parquetWriteBuffer({
        columnData: [
          { name: "filename", data: ["a.jpg"] },
          { name: "label", data: ["outside"] },
        ],
      }),
    });
    expect((await importAll()).items.get("a.jpg")).toMatchObject({
      labels: ["outside"],
      caption: null,
      objects: [box],
    });
  });

  it("COCO: every kind of geometry, keypoints' names and what has no place here", async () => {
    const mask = { size: [100, 200], counts: [2010, 30, ...Array<number[]>(49).fill([70, 30]).flat(), 13060] };
    await put({
      "val/a.jpg": await jpeg(1),
      "instances_val2017.json": JSON.stringify({
        info: { year: 2017 },
        licenses: [{ id: 4, name: "CC BY 4.0" }],
        images: [
          { id: 1, file_name: "a.jpg", width: 200, height: 100, license: 4, coco_url: "https://example.org/a.jpg" },
        ],
        categories: [{ id: 1, name: "dog" }],
        annotations: [
          { id: 7, image_id: 1, category_id: 1, iscrowd: 1, segmentation: mask, area: 1500 },
          { id: 8, image_id: 1, category_id: 1, segmentation: [[1, 1, 9, 1, 9, 5]], keypoints: [3, 3, 2, 0, 0, 0] },
          { image_id: 1, caption: "One" },
          { image_id: 1, caption: "Two" },
        ],
      }),
    });
    const { result, items } = await importAll();
    expect(result.annotations).toMatchObject({
      problems: [],
      problem_count: 0,
      losses: [{ what: "“info” of the file", unit: "values", count: 1 }],
      by_kind: { mask: 1, keypoints: 1, caption: 2 },
      by_class: { dog: 2 },
    });
    expect(items.get("val/a.jpg")).toMatchObject({
      captions: ["One", "Two"],
      split: "val",
      license: "CC BY 4.0",
      source_url: "https://example.org/a.jpg",
      labels: [],
      objects: [
        {
          type: "mask",
          col_x: 20,
          row_y: 10,
          width: 50,
          height: 30,
          flags: { crowd: true },
          extra: { id: 7, area: 1500 },
        },
        {
          type: "keypoints",
          col_x: 1,
          row_y: 1,
          width: 8,
          height: 4,
          polygon: [[[1, 1, 9, 1, 9, 5]]],
          keypoints: [
            [3, 3, 2],
            [0, 0, 0],
          ],
        },
      ],
    });
  });

  it.each([
    ["as it is on record", false, "#357"],
    ["of a file from before that was kept", true, "#753"],
  ])("turn with a picture that EXIF turns, %s", async (_name, isKnown, background) => {
    const stored = await sharp({ create: { width: 200, height: 100, channels: 3, background } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    await put({
      "a.jpg": stored,
      "annotations.json": JSON.stringify({
        images: [{ id: 1, file_name: "a.jpg", width: 200, height: 100 }],
        categories: [{ id: 1, name: "dog" }],
        annotations: [{ image_id: 1, category_id: 1, bbox: [20, 10, 50, 30] }],
      }),
    });
    if (isKnown) {
      // A file from before orientations were kept has none.
      const { row } = await storeMedia({ file: path.join(folder, "a.jpg"), size: stored.length, owned: false });
      await insertMedia([{ ...row!, media: { ...row!.media, orientation: null } }]);
    }
    const { result, items } = await importAll();
    expect(result.annotations!.problems).toEqual([]);
    expect(items.get("a.jpg")).toMatchObject({
      width: 100,
      height: 200,
      objects: [{ label: "dog", col_x: 60, row_y: 20, width: 30, height: 50 }],
    });
  });

  it("give splits, as folders above class folders do", async () => {
    await put({
      "train/dogs/a.jpg": await jpeg(1),
      "valid/cats/b.jpg": await jpeg(2),
      "other/c.jpg": await jpeg(3),
    });
    const { items } = await importAll({ labels_from_folders: true });
    expect([...items].map(([name, { labels, split }]) => [name, labels, split])).toEqual([
      ["other/c.jpg", ["other"], null],
      ["train/dogs/a.jpg", ["dogs"], "train"],
      ["valid/cats/b.jpg", ["cats"], "val"],
    ]);
  });

  it("YOLO: keypoints and tracks, splits as data.yaml has them", async () => {
    await put({
      "images/train/a.jpg": await jpeg(1),
      "labels/train/a.txt": "0 0.35 0.35 0.5 0.5 0.5 0.25\n",
      "data.yaml": "train: images/train\nkpt_shape: [1, 2]\nnames: [dog]\n",
    });
    const { result, items } = await importAll();
    expect(result.annotations).toMatchObject({ problems: [], losses: [], by_kind: { keypoints: 1 } });
    expect(items.get("images/train/a.jpg")).toMatchObject({
      split: "train",
      objects: [{ ...box, type: "keypoints", keypoints: [[100, 25, 2]] }],
    });
  });

  it("class folders go together with them", async () => {
    await put({
      "dogs/a.jpg": await jpeg(1),
      "cats/b.jpg": await jpeg(2),
      "image_annotations.csv": "filename,label\na.jpg,outside\n",
    });
    const { items } = await importAll({ labels_from_folders: true });
    expect([items.get("dogs/a.jpg")!.labels, items.get("cats/b.jpg")!.labels]).toEqual([["dogs", "outside"], ["cats"]]);
  });

  it("are found inside an archive", async () => {
    const pack = tar.pack();
    pack.entry({ name: "set/images/a.jpg" }, await jpeg(1));
    pack.entry({ name: "set/labels/a.txt" }, "0 0.35 0.35 0.5 0.5");
    pack.entry({ name: "set/data.yaml" }, "names: [dog]");
    pack.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of pack) chunks.push(chunk as Buffer);
    await put({ "all.tar": Buffer.concat(chunks) });
    const { result, items } = await importAll();
    expect(result.failures).toEqual([]);
    expect(items.get("set/images/a.jpg")!.objects).toEqual([box]);
  });

  it("that cannot be used are listed and stop nothing", async () => {
    await put({
      "a.jpg": await jpeg(1),
      "annotations.json": "{",
      "notes.txt": "hello",
      "settings.json": "{}",
      "object_annotations.csv": "filename,label\na.jpg,dog\n",
    });
    const { result, items } = await importAll();
    expect(items.size).toBe(1);
    expect(result.failures.map((failure) => failure.path)).toEqual(["notes.txt", "settings.json"]);
    expect(result.annotations!.problems.map((problem) => problem.path)).toEqual([
      "annotations.json",
      "object_annotations.csv",
    ]);
  });

  it("are part of the version", async () => {
    await put({ "a.jpg": await jpeg(1), "image_annotations.csv": "filename,label,caption\na.jpg,outside,A view\n" });
    const { id } = await importAll();
    const { snapshot_id } = await createSnapshot(owner, id, { name: "annotated" });
    const listing = await listEverything(owner, id);
    await put({ "b.jpg": await jpeg(3), "image_annotations.csv": "filename,label\nb.jpg,inside\n" });
    await rm(path.join(folder, "a.jpg"));
    const { task_id } = await startImport(
      owner,
      id,
      { folder },
      { labels_from_folders: false, auto_reindex: true, on_duplicate: "keep" },
    );
    await runTaskHere(owner, task_id);
    expect((await allItems(owner, id)).map((item) => item.labels)).toEqual([["outside"], ["inside"]]);
    await restoreHere(owner, id, snapshot_id);
    expect(await listEverything(owner, id)).toEqual(listing);
  });

  it("that would make more labels than a dataset may have are refused, and nothing is added", async () => {
    const rows = Array.from({ length: 10_001 }, (_, n) => `a.jpg,label ${n}`);
    await put({ "a.jpg": await jpeg(1), "image_annotations.csv": `filename,label\n${rows.join("\n")}\n` });
    await expect(importAll()).rejects.toThrow(/at most 10000 different tags, labels and issues/);
  });
});

describe("annotations after their pictures", () => {
  const later = async (id: string, change = {}) => {
    const options = { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" as const, ...change };
    const { task_id } = await startImport(owner, id, { folder }, options);
    await runTaskHere(owner, task_id);
    const task = await getTask(owner, task_id);
    return { result: task.result as ImportResult, message: task.status_message };
  };
  const coco = (name: string) =>
    JSON.stringify({
      images: [{ id: 1, file_name: name }],
      categories: [{ id: 1, name: "dog" }],
      annotations: [
        { image_id: 1, category_id: 1, bbox: [20, 10, 100, 50] },
        { image_id: 1, caption: "A dog" },
      ],
    });
  const empty = async () => {
    await rm(folder, { recursive: true });
    await mkdir(folder);
  };

  it("are added to the items that are there, after a revision, and a restore takes them back", async () => {
    await put({
      "a.jpg": await jpeg(1),
      "b.jpg": await jpeg(2),
      "image_annotations.csv": "filename,caption\na.jpg,Mine\n",
    });
    const { id } = await importAll();
    await createSnapshot(owner, id, { name: "pictures" });
    const before = await listEverything(owner, id);
    await empty();
    await put({ "annotations.json": coco("a.jpg"), "image_annotations.csv": "filename,label\na.jpg,park\n" });
    const { result, message } = await later(id);
    expect(result).toMatchObject({ added: 0, annotations: { existing: 1, labelled: 1, captioned: 1, boxed: 1 } });
    expect(message).toBe(
      "Added nothing; annotated 1 item that was there; 1 with labels, 1 with a caption, 1 with objects",
    );
    const [a, b, ...others] = await allItems(owner, id);
    expect(others).toEqual([]);
    expect(a).toMatchObject({ captions: ["Mine", "A dog"], labels: ["park"], objects: [box] });
    expect(b).toMatchObject({ captions: [], labels: [], objects: [] });
    expect((await getDataset(owner, id)).status).toBe("READY");
    const [saved] = await listAllSnapshots(owner, id);
    await restoreHere(
      owner,
      id,
      (await listAllSnapshots(owner, id)).find(({ snapshot_name }) => snapshot_name === "pictures")!.snapshot_id,
    );
    expect(await listEverything(owner, id)).toEqual(before);
    expect(saved).toBeDefined();
  });

  it("keep the objects that were there, with their ids", async () => {
    await put({ "a.jpg": await jpeg(1), "annotations.json": coco("a.jpg") });
    const { id, items } = await importAll();
    const [first] = items.get("a.jpg")!.objects;
    await empty();
    await put({ "more.json": coco("a.jpg").replaceAll("dog", "cat") });
    await later(id);
    const [item] = await allItems(owner, id);
    expect(item!.objects[0]).toEqual(first);
    expect(item!.objects.map(({ label }) => label)).toEqual(["dog", "cat"]);
    expect(new Set(item!.objects.map(({ object_id }) => object_id)).size).toBe(2);
  });

  it("come together with further pictures, and with ones that are skipped because they are there", async () => {
    await put({ "a.jpg": await jpeg(1), "c.jpg": await jpeg(3) });
    const { id } = await importAll();
    await empty();
    await put({
      "a.jpg": await jpeg(1),
      "copy/c.jpg": await jpeg(3),
      "b.jpg": await jpeg(2),
      "image_annotations.csv": "filename,label\na.jpg,old\nb.jpg,new\ncopy/c.jpg,older\n",
    });
    const { result } = await later(id, { on_duplicate: "skip", auto_reindex: true });
    expect(result).toMatchObject({ added: 1, skipped_duplicates: 2 });
    expect((await allItems(owner, id)).map(({ file_path, labels }) => [file_path, labels])).toEqual([
      ["a.jpg", ["old"]],
      ["c.jpg", ["older"]],
      ["b.jpg", ["new"]],
    ]);
  });

  it("that fit no picture at all are refused with the reason, and change nothing", async () => {
    await put({ "a.jpg": await jpeg(1) });
    const { id } = await importAll();
    const before = await listEverything(owner, id);
    await empty();
    await put({ "annotations.json": coco("nobody.jpg") });
    await expect(later(id)).rejects.toThrow("there is no picture “nobody.jpg”");
    expect(await listEverything(owner, id)).toEqual(before);
  });
});
