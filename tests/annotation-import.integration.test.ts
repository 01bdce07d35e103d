/** Importing annotations of items that are there: what each mode does, what is told before and after, and that it is undone exactly. */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import sharp from "sharp";
import tar from "tar-stream";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { classEdit, type ClassEdit } from "@/lib/classes/schema";
import { createDataset, getDataset } from "@/lib/datasets/service";
import { editClasses } from "@/lib/edits/edit-classes";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { setField } from "@/lib/edits/set-field";
import { getAppliedModels } from "@/lib/enrichment/service";
import { patchItemInput, type ItemDto } from "@/lib/items/schema";
import type { AnnotationImportResult, ImportPreview, ImportResult } from "@/lib/pipeline/schema";
import { startImport } from "@/lib/pipeline/service";
import { createSnapshot, listAllSnapshots } from "@/lib/snapshots/service";
import { getTask } from "@/lib/tasks/service";
import { openUpload, stageFile } from "@/lib/uploads/service";
import { runTaskHere } from "@/prisma/factories";
import { commitChange } from "@/scripts/bench/commit-change";
import { bitmapOf } from "@/lib/versioning/bitmap";
import { allItems, call, cloneOf, headOf, listEverything, newUser } from "./world";

type Files = Readonly<Record<string, string | Uint8Array>>;

let owner: CurrentUser;
let base: string;
const pictures = new Map<string, Buffer>();

const jpeg = (seed: number) =>
  sharp({ create: { width: 200, height: 100, channels: 3, background: { r: seed * 60, g: 90, b: 20 } } })
    .jpeg()
    .toBuffer();

async function upload(datasetId: string, files: Files): Promise<string> {
  const { upload_id } = await openUpload(owner, datasetId);
  for (const [name, content] of Object.entries(files))
    await stageFile(owner, datasetId, upload_id, name, Readable.from([Buffer.from(content as string)]));
  return upload_id;
}
async function addMedia(datasetId: string, files: Files, change = {}): Promise<ImportResult> {
  const upload_id = await upload(datasetId, files);
  const options = { labels_from_folders: false, auto_reindex: true, on_duplicate: "keep" as const, ...change };
  const { task_id } = await startImport(owner, datasetId, { upload_id }, options);
  await runTaskHere(owner, task_id);
  return (await getTask(owner, task_id)).result as ImportResult;
}
function formOf(files: Files, fields: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [name, content] of Object.entries(files))
    form.append("files", new Blob([Buffer.from(content as string)]), name);
  return form;
}
const post = (datasetId: string, what: string, raw: FormData) =>
  call(`/dataset/${datasetId}/${what}`, { method: "POST", raw, user: owner });
async function annotate(datasetId: string, files: Files, fields?: Readonly<Record<string, string>>) {
  const response = await post(datasetId, "annotations", formOf(files, fields));
  expect(response.status, await response.clone().text()).toBe(202);
  const task_id = response.headers.get("location")!.split("/").pop()!;
  await runTaskHere(owner, task_id);
  const task = await getTask(owner, task_id);
  return { task_id, task, result: task.result as AnnotationImportResult };
}
async function preview(datasetId: string, files: Files): Promise<ImportPreview> {
  const response = await post(datasetId, "import_preview", formOf(files));
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as ImportPreview;
}
const byName = async (datasetId: string) =>
  new Map((await allItems(owner, datasetId)).map((item) => [item.file_name, item]));

interface Box {
  readonly picture: string;
  readonly bbox: readonly number[];
  readonly label?: string;
  readonly [field: string]: unknown;
}
/** COCO of boxes and captions. */
function coco(
  boxes: readonly Box[],
  captions: Readonly<Record<string, string>> = {},
  images: readonly string[] = [],
): string {
  const names = [...new Set([...images, ...boxes.map(({ picture }) => picture), ...Object.keys(captions)])];
  const labels = [...new Set(boxes.map(({ label = "car" }) => label))];
  return JSON.stringify({
    images: names.map((file_name, id) => ({ id, file_name })),
    categories: labels.map((name, id) => ({ id, name })),
    annotations: [
      ...boxes.map(({ picture, label = "car", ...rest }) => ({
        ...rest,
        image_id: names.indexOf(picture),
        category_id: labels.indexOf(label),
      })),
      ...Object.entries(captions).map(([picture, caption]) => ({ image_id: names.indexOf(picture), caption })),
    ],
  });
}

beforeAll(async () => {
  owner = await newUser("owner");
  for (const [index, name] of ["a.jpg", "b.jpg", "c.jpg"].entries()) pictures.set(name, await jpeg(index + 1));
  base = (await createDataset(owner, { name: "To be annotated" })).dataset_id;
  await addMedia(base, Object.fromEntries([...pictures].map(([name, bytes]) => [`photos/${name}`, bytes])));
  const [a, b] = await allItems(owner, base);
  const patch = (item: ItemDto, input: object) =>
    patchItem(owner, base, item.media_id, patchItemInput.parse(input), null);
  await patch(a!, {
    objects: [
      { label: "car", col_x: 20, row_y: 10, width: 100, height: 50, attributes: { color: "red" } },
      { label: "tree", col_x: 150, row_y: 10, width: 20, height: 80 },
    ],
    captions: ["Mine"],
    split: "train",
    license: "CC0",
  });
  await patch(b!, { objects: [{ label: "car", col_x: 5, row_y: 5, width: 50, height: 50 }] });
  await editWords(owner, base, "label", "add", { q: "" }, ["street"]);
  await createSnapshot(owner, base, { name: "To start from" });
});

const asCar = { picture: "a.jpg", bbox: [20, 10, 100, 50] };
const FILES: Files = {
  "instances.json": coco(
    [
      { ...asCar, attributes: { parked: true } },
      { ...asCar, bbox: [150, 10, 20, 79], label: "tree" },
      { picture: "gone.jpg", bbox: [1, 1, 5, 5] },
    ],
    { "a.jpg": "From the file" },
    ["b.jpg"],
  ),
  "image_annotations.csv": "filename,label\na.jpg,park\n",
};
const shapes = (item: ItemDto | undefined) =>
  item!.objects.map(({ label, col_x, height, attributes = {} }) => [label, col_x, height, attributes]);

describe("importing annotations", () => {
  it.each([
    {
      mode: "add",
      a: {
        captions: ["Mine", "From the file"],
        labels: ["park", "street"],
        objects: [
          ["car", 20, 50, { color: "red", parked: true }],
          ["tree", 150, 80, {}],
          ["tree", 150, 79, {}],
        ],
      },
      b: { labels: ["street"], objects: 1 },
      counts: { added: 1, updated: 1, removed: 0, same: 0 },
      message:
        "Changed 1 item: 1 object added, 1 updated; 1 picture of the files is not here; 1 annotation could not be used",
    },
    {
      mode: "merge",
      a: {
        captions: ["Mine", "From the file"],
        labels: ["park", "street"],
        objects: [
          ["car", 20, 50, { color: "red", parked: true }],
          ["tree", 150, 79, {}],
        ],
      },
      b: { labels: ["street"], objects: 1 },
      counts: { added: 0, updated: 2, removed: 0, same: 0 },
      message: "Changed 1 item: 2 objects updated; 1 picture of the files is not here; 1 annotation could not be used",
    },
    {
      mode: "replace",
      a: {
        captions: ["From the file"],
        labels: ["park"],
        objects: [
          ["car", 20, 50, { parked: true }],
          ["tree", 150, 79, {}],
        ],
      },
      // It is in the list of images, without any object.
      b: { labels: [], objects: 0 },
      counts: { added: 0, updated: 2, removed: 1, same: 0 },
      message:
        "Changed 2 items: 2 objects updated, 1 removed; 1 picture of the files is not here; 1 annotation could not be used",
    },
  ])(
    "$mode: what becomes of what is there, and it is undone to the very state",
    async ({ mode, a, b, counts, message }) => {
      const id = await cloneOf(owner, base);
      const [before, ids] = [await headOf(owner, id), (await byName(id)).get("a.jpg")!.objects];
      const { task_id, task, result } = await annotate(id, FILES, { mode });
      const items = await byName(id);
      const { captions, labels, split, license, objects } = items.get("a.jpg")!;
      expect({ captions, labels: [...labels].sort(), objects: shapes(items.get("a.jpg")) }).toEqual(a);
      expect([split, license]).toEqual(["train", "CC0"]);
      expect(objects[0]!.object_id).toBe(ids[0]!.object_id);
      expect({ labels: items.get("b.jpg")!.labels, objects: items.get("b.jpg")!.objects.length }).toEqual(b);
      expect(items.get("c.jpg")!.labels).toEqual(["street"]);
      expect(result.annotations).toMatchObject({ mode, objects: counts, formats: ["table", "COCO"] });
      expect(result.annotations.pictures).toEqual({ matched: 2, unmatched: 1 });
      expect(result.annotations.unmatched_names).toEqual(["gone.jpg"]);
      expect(task).toMatchObject({ task_type: "ANNOTATION_IMPORT", status_message: message, can: { undo: null } });
      const [saved] = (await listAllSnapshots(owner, id)).filter(({ reason }) => reason === "auto");
      expect(saved!.snapshot_name).toBe("Before annotation import");
      expect((await call(`/tasks/${task_id}/undo`, { method: "POST", user: owner })).status).toBe(200);
      expect(await headOf(owner, id)).toBe(before);
      expect((await getDataset(owner, id)).status).toBe("READY");
    },
  );

  it("undoing leaves what others changed since", async () => {
    const id = await cloneOf(owner, base);
    const { task_id } = await annotate(id, FILES);
    const b = (await byName(id)).get("b.jpg")!;
    await patchItem(owner, id, b.media_id, patchItemInput.parse({ caption: "Later" }), null);
    await call(`/tasks/${task_id}/undo`, { method: "POST", user: owner });
    const items = await byName(id);
    expect([items.get("a.jpg")!.captions, items.get("b.jpg")!.captions]).toEqual([["Mine"], ["Later"]]);
  });

  it("annotations that were sent as media to add are undone the same way", async () => {
    const id = await cloneOf(owner, base);
    const before = await headOf(owner, id);
    const sent = async (files: Files, change = {}) => {
      const upload_id = await upload(id, files);
      const options = { labels_from_folders: false, auto_reindex: true, on_duplicate: "skip" as const, ...change };
      const { task_id } = await startImport(owner, id, { upload_id }, options);
      await runTaskHere(owner, task_id);
      return getTask(owner, task_id);
    };
    const task = await sent({ ...FILES, "copy.jpg": pictures.get("a.jpg")! });
    expect(task).toMatchObject({ task_type: "MEDIA_ADDITION", result: { added: 0 }, can: { undo: null } });
    expect(await headOf(owner, id)).not.toBe(before);
    expect((await call(`/tasks/${task.task_id}/undo`, { method: "POST", user: owner })).status).toBe(200);
    expect(await headOf(owner, id)).toBe(before);
    // What brought a picture has the snapshot before it.
    const mixed = await sent({ ...FILES, "new.jpg": await jpeg(6) });
    expect(mixed.can.undo).toMatch(/^Only a completed restore/);
    const refused = await call(`/tasks/${mixed.task_id}/undo`, { method: "POST", user: owner });
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("Restore the snapshot")]);
  });

  it("classes are renamed and left out, and what is left out is told", async () => {
    const id = await cloneOf(owner, base);
    const mapping = JSON.stringify({ car: "vehicle", tree: null, park: "street" });
    const { result } = await annotate(id, FILES, { mapping });
    const a = (await byName(id)).get("a.jpg")!;
    expect(a.labels).toEqual(["street"]);
    expect(shapes(a).map(([label]) => label)).toEqual(["car", "tree", "vehicle"]);
    expect(result.annotations.losses).toContainEqual({
      what: "objects of classes left out",
      unit: "objects",
      count: 1,
      why: "the mapping of classes leaves them out",
    });
    expect(result.annotations.by_class).toEqual({ vehicle: 1, street: 1 });
  });

  it("pictures are found by their content, and those that are not here are told", async () => {
    const id = await cloneOf(owner, base);
    const files = {
      "export/renamed.jpg": pictures.get("c.jpg")!,
      "export/new.jpg": await jpeg(4),
      "export/instances.json": coco([{ picture: "renamed.jpg", bbox: [1, 2, 30, 40] }]),
    };
    const { result } = await annotate(id, files);
    expect(shapes((await byName(id)).get("c.jpg"))).toEqual([["car", 1, 40, {}]]);
    expect(result.failures).toEqual([
      { path: "export/new.jpg", reason: "this picture is not in the dataset; add it with Add media" },
    ]);
    expect((await allItems(owner, id)).length).toBe(3);
  });

  it("adding tells splits that it leaves as they are", async () => {
    const id = await cloneOf(owner, base);
    const files = { "val.json": coco([asCar, { picture: "b.jpg", bbox: [5, 5, 50, 50] }]) };
    const { result } = await annotate(id, files);
    const split = async (name: string) => (await byName(id)).get(name)!.split;
    expect([await split("a.jpg"), await split("b.jpg")]).toEqual(["train", "val"]);
    expect(result.annotations.losses).toMatchObject([{ what: "splits of items that are in another one", count: 1 }]);
    await annotate(id, files, { mode: "merge" });
    expect(await split("a.jpg")).toBe("val");
  });

  it("refuses what it cannot do, and changes nothing", async () => {
    const id = await cloneOf(owner, base);
    const before = await headOf(owner, id);
    const refused = async (files: Files, fields = {}) => (await post(id, "annotations", formOf(files, fields))).status;
    expect(await refused(FILES, { mode: "append" })).toBe(422);
    expect(await refused(FILES, { mapping: "{" })).toBe(422);
    expect(await refused(FILES, { mapping: '{"car": 1}' })).toBe(422);
    expect(await refused(FILES, { auto_reindex: "true" })).toBe(422);
    expect(await refused({})).toBe(422);
    const draft = (await createDataset(owner, { name: "Draft" })).dataset_id;
    expect((await post(draft, "annotations", formOf(FILES))).status).toBe(409);
    await expect(annotate(id, { "x.txt": "hello" })).rejects.toThrow(/No annotations of a format that is known/);
    await expect(annotate(id, { "c.jpg": pictures.get("c.jpg")! })).rejects.toThrow(/no annotation files/);
    await expect(annotate(id, { "x.json": coco([{ picture: "gone.jpg", bbox: [1, 1, 2, 2] }]) })).rejects.toThrow(
      /there is no picture “gone.jpg”/,
    );
    expect(await headOf(owner, id)).toBe(before);
  });
});

describe("what is told before", () => {
  it("says formats, pictures, annotations, losses and problems, and changes nothing", async () => {
    const id = await cloneOf(owner, base);
    const before = await headOf(owner, id);
    const said = await preview(id, FILES);
    expect(said).toMatchObject({
      formats: ["table", "COCO"],
      media: { total: 0, known: 0, addresses: 0 },
      pictures: { matched: 2, existing: 2, unmatched: 1, unmatched_names: ["gone.jpg"] },
      annotations: { by_kind: { box: 2, caption: 1, label: 1 }, by_class: { car: 1, tree: 1, park: 1 } },
      losses: [],
      problem_count: 1,
      failures: [],
    });
    expect(await headOf(owner, id)).toBe(before);
    expect((await allItems(owner, id)).length).toBe(3);
    // The files need not be sent again.
    const response = await call(`/dataset/${id}/annotations`, {
      method: "POST",
      body: { upload_id: said.upload_id, mode: "merge" },
      user: owner,
    });
    expect(response.status).toBe(202);
  });

  it("looks into archives with pictures in them, also of a draft, and says the same as the import", async () => {
    const pack = tar.pack();
    pack.entry({ name: "set/train/images/a.jpg" }, pictures.get("a.jpg")!);
    pack.entry({ name: "set/val/images/new.jpg" }, await jpeg(5));
    pack.entry({ name: "set/annotations.json" }, coco([asCar, { picture: "new.jpg", bbox: [300, 1, 5, 5], area: 3 }]));
    pack.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of pack) chunks.push(chunk as Buffer);
    const files = { "set.tar": Buffer.concat(chunks), "notes.txt": "hello" };
    const draft = (await createDataset(owner, { name: "Draft" })).dataset_id;
    const said = await preview(draft, files);
    expect(said).toMatchObject({
      formats: ["COCO"],
      media: { total: 2, known: 0 },
      pictures: { matched: 2, existing: 0, unmatched: 0 },
      splits: { train: 1, val: 1 },
      failed: 1,
    });
    const result = await addMedia(draft, files, { mapping: { car: "vehicle" } });
    const reasons = (of: { problems: readonly { reason: string }[] }) => of.problems.map(({ reason }) => reason);
    expect(reasons(said)).toEqual(["annotations[1]: “car” lies outside new.jpg"]);
    expect(reasons(result.annotations!)).toEqual(["annotations[1]: “vehicle” lies outside new.jpg"]);
    expect(said.losses).toEqual(result.annotations!.losses);
    expect(said.annotations.by_kind).toEqual(result.annotations!.by_kind);
    expect(result.annotations!.by_class).toEqual({ vehicle: 1 });
    const known = await preview(await cloneOf(owner, base), files);
    expect([known.media, known.pictures.existing]).toEqual([{ total: 2, known: 1, addresses: 0 }, 1]);
  });

  it("pictures alone are not looked at", async () => {
    const id = await cloneOf(owner, base);
    expect(await preview(id, { "z.jpg": await jpeg(1) })).toMatchObject({ formats: [], media: { total: 1, known: 0 } });
  });
});

describe("an export for another Stillframe", () => {
  const exported = async (id: string) => {
    const { id: task } = (await (
      await call(`/dataset/${id}/export_context_async?export_format=stillframe&include_images=true`, { user: owner })
    ).json()) as { id: string };
    await runTaskHere(owner, task);
    const { download_uri } = (await getTask(owner, task)).result as { download_uri: string };
    const response = await call(download_uri.replace("/api/v1", ""));
    return Buffer.from(await response.arrayBuffer());
  };
  /** What lines say, without what this server gives. */
  const linesOf = async (zip: Buffer) => {
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-roundtrip-"));
    try {
      const { readZip } = await import("@/lib/pipeline/archives");
      const { writeFile } = await import("node:fs/promises");
      const file = path.join(folder, "x.zip");
      await writeFile(file, zip);
      const found = new Map<string, Buffer>();
      for await (const entry of readZip(
        { path: "x.zip", file, size: zip.length },
        folder,
        (n) => n,
        () => undefined,
      ))
        if ("file" in entry) found.set(entry.file.path, await readFile(entry.file.file));
      const lines = found
        .get("items.jsonl")!
        .toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const whole = JSON.parse(found.get("stillframe.json")!.toString()) as Record<string, unknown>;
      const media = [...found]
        .filter(([name]) => name.startsWith("media/"))
        .map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")]);
      return {
        lines: lines.map(({ media_id: _id, created_at: _time, ...rest }) => rest),
        ids: lines.map(({ media_id }) => media_id),
        whole: {
          ...{ classes: whole.classes, next_class: whole.next_class, fields: whole.fields },
          ...{ items: whole.items, models: whole.models },
        },
        media,
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it("comes back whole: exported again it says the same, byte for byte but for what a server gives", async () => {
    const id = await cloneOf(owner, base);
    const [a, b] = await allItems(owner, id);
    await editWords(owner, id, "tag", "add", { item_ids: [a!.media_id] }, ["night", "=wet"]);
    const state_id = await headOf(owner, id);
    await setField(owner, id, { item_ids: [a!.media_id], state_id } as never, {
      field: "speed",
      value: 3,
      type: "float",
    });
    await setField(owner, id, { item_ids: [b!.media_id] } as never, { field: "weather", value: "rain", type: "enum" });
    await patchItem(
      owner,
      id,
      b!.media_id,
      patchItemInput.parse({
        captions: ["One", "Two\u2028lines"],
        source_url: "https://example.com/b",
        objects: [
          {
            label: "person",
            keypoints: [
              [5.125, 6, 2],
              [0, 0, 0],
            ],
            track_id: "7",
            extra: { note: "kept" },
          },
        ],
      }),
      null,
    );
    // Labels that nobody confirmed, models of both kinds, and a list of classes with gaps, of which the last has gone.
    const classes: ClassEdit[] = [
      { define: { name: "first" } },
      {
        define: {
          name: "person",
          color: "#123456",
          skeleton: { keypoints: ["head", "foot"], edges: [[0, 1]] },
          attributes: [{ name: "age", type: "select", values: ["old", "new"], default: "new" }],
        },
      },
      { define: { name: "last" } },
      { remove: "first" },
      { remove: "last" },
    ];
    for (const edit of classes) await editClasses(owner, id, classEdit.parse(edit));
    await editWords(owner, id, "label", "add", { item_ids: [a!.media_id] }, ["sure"]);
    const all = (await allItems(owner, id)).map(({ item_no }) => item_no);
    await commitChange(owner, id, { kind: "reindex", detail: {} }, () =>
      Promise.resolve({
        sets: new Map([
          ["label:supposed", bitmapOf(all.slice(1))],
          ["propagated:supposed", bitmapOf(all.slice(1))],
        ]),
        models: (["captioning", "exif", "image_quality"] as const).map((type, at) => ({
          model: {
            ...{ type, model_id: type, name: type, vendor: "Stillframe", version: "1", options: {} },
            ...{ applied_at: `2026-11-03T10:00:0${at}.000Z`, applied_by: "somebody@else.test" },
          },
          covered: bitmapOf(all.slice(at)),
        })),
      }),
    );
    const first = await exported(id);
    const empty = (await createDataset(owner, { name: "Moved" })).dataset_id;
    const said = await preview(empty, { "export.zip": first });
    expect(said).toMatchObject({ formats: ["Stillframe"], failed: 0, problem_count: 0, pictures: { matched: 3 } });
    const result = await addMedia(empty, { "export.zip": first });
    expect(result).toMatchObject({ added: 3, failed: 0, annotations: { problem_count: 0 } });
    const [before, after] = [await linesOf(first), await linesOf(await exported(empty))];
    const quality = (before.whole.models as { type: string; run: string }[]).find(
      ({ type }) => type === "image_quality",
    );
    const carriedBy = (line: Record<string, unknown>) =>
      JSON.stringify(line, (key, value: unknown) =>
        key === "models" ? (value as string[]).filter((run) => run !== quality!.run) : value,
      );
    expect(after.lines.map((line) => JSON.stringify(line))).toEqual(before.lines.map(carriedBy));
    const { models, ...whole } = before.whole;
    // What an index says is worked out anew, which the result tells.
    const carried = (models as { type: string }[]).filter(({ type }) => type !== "image_quality");
    expect(carried).toHaveLength(2);
    expect([after.whole, after.media]).toEqual([{ ...whole, models: carried }, before.media]);
    expect(after.whole.next_class).toBeGreaterThan((after.whole.classes as unknown[]).length);
    expect(result.annotations!.losses.filter(({ what }) => what.startsWith("models"))).toMatchObject([{ count: 1 }]);
    // Onto the items that it was made of it changes nothing.
    const head = await headOf(owner, empty);
    for (const mode of ["add", "merge", "replace"]) {
      const again = await annotate(empty, { "export.zip": await exported(empty) }, { mode });
      expect(again.task.status_message).toBe("Everything was there already");
    }
    expect(await headOf(owner, empty)).toBe(head);
    // Onto items without any of it, it is undone to the very version, with the models that came along.
    const plain = await cloneOf(owner, base);
    const bare = await headOf(owner, plain);
    const brought = await annotate(plain, { "export.zip": first });
    expect((await getAppliedModels(owner, plain, {})).models).toHaveLength(2);
    // Its classes come behind those that are there.
    expect(brought.result.annotations.losses.map(({ what }) => what)).toContain("places that removed classes left");
    expect((await call(`/tasks/${brought.task_id}/undo`, { method: "POST", user: owner })).status).toBe(200);
    expect(await headOf(owner, plain)).toBe(bare);
    const listing = await listEverything(owner, empty);
    expect(listing.facets.facets).toMatchObject({ weather: [{ value: "rain", count: 1 }] });
  });
});
