/** Enrichment with the models that need no weights, and with tiny learned ones that take the real loading path. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import type { EnrichmentResult } from "@/lib/enrichment/schema";
import type { ModelDto } from "@/lib/models/schema";
import { saveBoxFinder, saveColourClassifier, saveColourClip } from "@/lib/models/tiny-models.test-support";
import { settings } from "@/lib/env";
import { editWords } from "@/lib/edits/edit-words";
import type { ItemDto } from "@/lib/items/schema";
import { startReindex } from "@/lib/pipeline/service";
import { listAllSnapshots } from "@/lib/snapshots/service";
import { abortTask, getTask } from "@/lib/tasks/service";
import { importFolder, runTaskHere } from "@/prisma/factories";
import { allItems, call, cloneOf, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;
let id: string;
let items: ItemDto[];

const flat = (color: string, width = 300, height = 200) =>
  sharp({ create: { width, height, channels: 3, background: color } });

beforeAll(async () => {
  owner = await newUser("owner");
  ({ dataset_id: base } = await createDataset(owner, { name: "Enriched" }));
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-enrich-"));
  await flat("#e02020").jpeg().toFile(path.join(folder, "a-red.jpg"));
  await flat("#20c020", 200, 300).jpeg().toFile(path.join(folder, "b-green.jpg"));
  await flat("#2020e0", 200, 200)
    .withExif({
      IFD0: { Make: "Acme", Model: "Acme One" },
      IFD2: { ISOSpeedRatings: "3200", FNumber: "28/10", Flash: "1", DateTimeOriginal: "2025:06:01 10:20:30" },
    })
    .jpeg()
    .toFile(path.join(folder, "c-blue.jpg"));
  await flat("#808080", 600, 200).jpeg().toFile(path.join(folder, "d-grey.jpg"));
  await importFolder(owner, base, folder, {});
  await rm(folder, { recursive: true });
  const { modelsDir } = settings();
  await saveColourClassifier(modelsDir, "tiny/colour-classifier");
  await saveBoxFinder(modelsDir, "tiny/box-finder");
  await saveColourClip(modelsDir, "tiny/colour-clip");
  await mkdir(path.join(modelsDir, "broken", "classifier", "onnx"), { recursive: true });
  await writeFile(
    path.join(modelsDir, "broken", "classifier", "config.json"),
    JSON.stringify({ model_type: "vit", architectures: ["ViTForImageClassification"] }),
  );
  await writeFile(path.join(modelsDir, "broken", "classifier", "onnx", "model.onnx"), "not a model");
});

const fresh = async () => {
  id = await cloneOf(owner, base);
  items = await allItems(owner, id);
};
const post = (body: unknown) => call(`/dataset/${id}/enrich_dataset`, { method: "POST", body, user: owner });
const start = async (enrichment_models: Record<string, string>, more = {}) => {
  const response = await post({ enrichment_models, ...more });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ dataset_id: id });
  return response.headers.get("location")!.split("/").at(-1)!;
};
const enrich = async (models: Record<string, string>, more = {}) => {
  const taskId = await start(models, more);
  await runTaskHere(owner, taskId);
  return (await getTask(owner, taskId)).result as EnrichmentResult;
};
const read = async <K extends keyof ItemDto>(key: K) => (await allItems(owner, id)).map((item) => item[key]);

describe("the registry", () => {
  it("lists what can be used, and what to do about what cannot", async () => {
    await fresh();
    const models = (await (await call(`/enrichment/${id}/list_models`, { user: owner })).json()) as ModelDto[];
    for (const model of models)
      expect(Object.keys(model).sort()).toEqual([
        "dependencies",
        "description",
        "id",
        "name",
        "status",
        "status_detail",
        "type",
        "vendor",
      ]);
    const statusOf = (modelId: string) => models.find((model) => model.id === modelId)?.status;
    for (const modelId of [
      "image-quality",
      "duplicates-outliers",
      "colour-composition",
      "exif",
      "tiny/colour-classifier",
      "tiny/box-finder",
      "tiny/colour-clip",
    ])
      expect(statusOf(modelId), modelId).toBe("ACTIVE");
    expect(statusOf("Xenova/yolos-tiny")).toBe("UNAVAILABLE");
    expect(models.find((model) => model.id === "Xenova/yolos-tiny")!.status_detail).toContain(
      "STILLFRAME_MODELS_DOWNLOAD=1",
    );
    // Nobody is told where the server keeps its files.
    expect(JSON.stringify(models)).not.toContain(settings().modelsDir);
    for (const model of models)
      expect(`${model.status_detail} ${model.dependencies.join(" ")}`).not.toMatch(/(^|\s)\//);
    const usable = models.map((model) => model.status === "ACTIVE");
    expect(usable).toEqual([...usable].sort((a, b) => Number(b) - Number(a)));
    expect(models.find((model) => model.id === "tiny/box-finder")).toMatchObject({
      type: "object_detection",
      vendor: "tiny",
    });
  });

  it.each([
    [{}, 422],
    [{ enrichment_models: {} }, 422],
    [{ enrichment_models: { magic: "x" } }, 422],
    [{ enrichment_models: { exif: "no such model" } }, 422],
    [{ enrichment_models: { exif: "image-quality" } }, 422],
    [{ enrichment_models: { object_detection: "Xenova/yolos-tiny" } }, 409],
    [{ enrichment_models: { exif: "exif" }, vocabulary: ["one"] }, 422],
  ])("refuses %j", async (body, status) => {
    await fresh();
    const response = await post(body);
    expect(response.status, await response.text()).toBe(status);
  });
});

describe("models without weights", () => {
  it("tag colour, contrast and format", async () => {
    await fresh();
    const result = await enrich({ colour_composition: "colour-composition" });
    expect(result.changed).toEqual({ tags: 4 });
    const tags = await read("tags");
    expect(tags[0]).toEqual(expect.arrayContaining(["mostly red", "landscape format"]));
    expect(tags[1]).toEqual(expect.arrayContaining(["mostly green", "portrait format"]));
    expect(tags[2]).toEqual(expect.arrayContaining(["mostly blue", "square"]));
    expect(tags[3]).toEqual(expect.arrayContaining(["black and white", "panorama"]));
  });

  it("read the camera's data into typed fields, without touching what people wrote", async () => {
    await fresh();
    await call(`/dataset/${id}/items/${items[2]!.media_id}`, {
      method: "PATCH",
      body: { metadata: { camera: "By hand" } },
      user: owner,
    });
    await enrich({ exif: "exif" });
    const [metadata, tags] = [await read("metadata"), await read("tags")];
    expect(metadata[2]).toMatchObject({ camera: "By hand", iso: 3200, aperture: 2.8 });
    expect(tags[2]).toEqual(expect.arrayContaining(["flash", "high iso"]));
    expect(metadata[0]).toEqual({});
  });

  it("flag quality and duplicates alone or together", async () => {
    await fresh();
    const result = await enrich({ image_quality: "image-quality", duplicates_outliers: "duplicates-outliers" });
    expect(result.models["image-quality"]).toEqual({ read: 0, reused: 4, failed: 0 });
    for (const issues of await read("issues")) expect(issues).toContain("blur");
  });
});

describe("learned models", () => {
  it("label by classification", async () => {
    await fresh();
    expect(await enrich({ classification: "tiny/colour-classifier" })).toMatchObject({
      models: { "tiny/colour-classifier": { read: 4, reused: 0, failed: 0 } },
      changed: { labels: 3 },
    });
    expect(await read("labels")).toEqual([["red"], ["green"], ["blue"], []]);
  });

  it("find boxes in pixels of the original, and leave boxes that are there", async () => {
    await fresh();
    const mine = [{ label: "mine", col_x: 1, row_y: 2, width: 3, height: 4 }];
    await call(`/dataset/${id}/items/${items[0]!.media_id}`, { method: "PATCH", body: { objects: mine }, user: owner });
    expect((await enrich({ object_detection: "tiny/box-finder" })).changed).toEqual({ objects: 3 });
    const found = { type: "box", label: "half", source: { kind: "model" }, confidence: expect.any(Number) as unknown };
    expect(await read("objects")).toMatchObject([
      mine,
      [{ ...found, col_x: 0, row_y: 0, width: 100, height: 300 }],
      [{ ...found, col_x: 0, row_y: 0, width: 100, height: 200 }],
      [{ ...found, col_x: 0, row_y: 0, width: 300, height: 200 }],
    ]);
  });

  it("tag from a vocabulary: one's own, or the dataset's words", async () => {
    await fresh();
    await enrich({ zero_shot_tagging: "tiny/colour-clip" }, { vocabulary: ["red", "green", "blue"] });
    expect((await read("tags")).slice(0, 3)).toEqual([["red"], ["green"], ["blue"]]);
    await fresh();
    await editWords(owner, id, "tag", "add", { item_ids: [items[3]!.media_id] }, ["red", "blue"]);
    await enrich({ zero_shot_tagging: "tiny/colour-clip" });
    expect((await read("tags")).slice(0, 3)).toEqual([["red"], expect.any(Array), ["blue"]]);
  });

  it("find items by a description, once their embeddings are kept", async () => {
    await fresh();
    const describe = async (query: Record<string, string>) => {
      const response = await call(`/dataset/${id}/items/describe?${new URLSearchParams(query)}`, { user: owner });
      return {
        status: response.status,
        body: (await response.json()) as { detail: string; items: { file_name: string; similarity: number }[] },
      };
    };
    expect(await describe({ text: "red" })).toMatchObject({
      status: 409,
      body: { detail: "No item has an embedding of tiny/colour-clip yet. Enrich the dataset with it first." },
    });
    expect((await enrich({ embedding: "tiny/colour-clip" })).models["tiny/colour-clip"]).toEqual({
      read: 4,
      reused: 0,
      failed: 0,
    });
    expect(await allItems(owner, id)).toEqual(items);
    for (const [text, name] of [
      ["red", "a-red.jpg"],
      ["Green", "b-green.jpg"],
      ["blue", "c-blue.jpg"],
    ] as const) {
      const { body } = await describe({ text, limit: "2" });
      expect(body.items).toHaveLength(2);
      expect(body.items[0]!.file_name).toBe(name);
      expect(body.items[0]!.similarity).toBeGreaterThan(body.items[1]!.similarity);
    }
    expect((await describe({ text: "red", q: "name:blue" })).body.items.map((item) => item.file_name)).toEqual([
      "c-blue.jpg",
    ]);
    expect((await describe({ text: "red", model: "no/such" })).status).toBe(422);
    expect((await describe({ text: " " })).status).toBe(422);
    // Another dataset with the same files need not be read again.
    await fresh();
    expect((await describe({ text: "red" })).body.items[0]!.file_name).toBe("a-red.jpg");
  });

  it("decide what a re-index goes by, until told otherwise", async () => {
    await fresh();
    const reindex = async (input: object) => {
      const { task_id } = await startReindex(owner, id, input);
      await runTaskHere(owner, task_id);
    };
    const similarTo = async (place: number) => {
      const response = await call(`/dataset/${id}/items/${items[place]!.media_id}/similar`, { user: owner });
      return ((await response.json()) as { items: { similarity: number }[] }).items.map((item) => item.similarity);
    };
    const scores = await read("uniqueness_score");
    const alike = await similarTo(0);
    await reindex({ embedding_model: "tiny/colour-clip" });
    const learned = await read("uniqueness_score");
    expect(learned).not.toEqual(scores);
    // The tiny model sees nothing but the strongest colour: pure ones are at right angles.
    expect((await similarTo(0)).slice(-2)).toEqual([0, 0]);
    expect(await read("duplicate_group")).toEqual(items.map((item) => item.duplicate_group));
    await reindex({});
    expect(await read("uniqueness_score")).toEqual(learned);
    await reindex({ embedding_model: null });
    expect(await read("uniqueness_score")).toEqual(scores);
    expect(await similarTo(0)).toEqual(alike);
    await expect(startReindex(owner, id, { embedding_model: "no/such" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("cost nothing the second time, on a clone and after a restore", async () => {
    await fresh();
    await enrich({ classification: "tiny/colour-classifier" });
    const again = await enrich({ classification: "tiny/colour-classifier" });
    expect(again.models["tiny/colour-classifier"]).toEqual({ read: 0, reused: 4, failed: 0 });
    expect(again.changed).toEqual({});
    const saved = (await listAllSnapshots(owner, id)).findLast(
      (snapshot) => snapshot.snapshot_name === "Before enrichment",
    )!;
    await restoreHere(owner, id, saved.snapshot_id);
    expect(await read("labels")).toEqual([[], [], [], []]);
    expect((await enrich({ classification: "tiny/colour-classifier" })).models["tiny/colour-classifier"]).toEqual({
      read: 0,
      reused: 4,
      failed: 0,
    });
    expect(await read("labels")).toEqual([["red"], ["green"], ["blue"], []]);
  });

  it("that cannot be loaded fail the task with the reason, and nothing changes", async () => {
    await fresh();
    const taskId = await start({ classification: "broken/classifier" });
    await expect(runTaskHere(owner, taskId)).rejects.toThrow(/broken\/classifier could not be loaded/);
    expect(await allItems(owner, id)).toEqual(items);
    expect(await (await call(`/dataset/${id}`, { user: owner })).json()).toMatchObject({ status_new: "READY" });
  });
});

it("an aborted enrichment leaves everything as it was", async () => {
  await fresh();
  const taskId = await start({ colour_composition: "colour-composition" });
  expect(await (await call(`/dataset/${id}`, { user: owner })).json()).toMatchObject({ status_new: "READ ONLY" });
  await abortTask(owner, taskId);
  expect(await allItems(owner, id)).toEqual(items);
});
