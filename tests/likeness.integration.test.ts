/** Likeness to an example as a term of a search: on real files, in lists, counts, edits, exports and old versions. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { startEnrichment } from "@/lib/enrichment/service";
import { settings } from "@/lib/env";
import { SimilarityGraph } from "@/lib/indexing/graph";
import { cosine } from "@/lib/media/pixels";
import { findPackedVectors } from "@/lib/indexing/repository";
import { INDEX_MODEL } from "@/lib/media/reading";
import type { ItemDto, ItemPage } from "@/lib/items/schema";
import { startReindex } from "@/lib/pipeline/service";
import { saveColourClip } from "@/lib/models/tiny-models.test-support";
import { createSnapshot } from "@/lib/snapshots/service";
import { findMatches } from "@/lib/search/matching";
import { openState } from "@/lib/states/service";
import { importFolder, runTaskHere } from "@/prisma/factories";
import { drawScene, planScenes } from "@/prisma/scenes";
import { allItems, call, cloneOf, headOf, newUser } from "./world";

let owner: CurrentUser;
let base: string;
let items: ItemDto[];
let original: Buffer;

const SCENES = planScenes(60, 5)
  .filter((scene) => scene.defect === null && scene.shift === 0)
  .slice(0, 12);

async function addFiles(datasetId: string, files: Record<string, Buffer>, options = {}): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-likeness-"));
  try {
    for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
    await importFolder(owner, datasetId, folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

beforeAll(async () => {
  owner = await newUser("owner");
  ({ dataset_id: base } = await createDataset(owner, { name: "Alike" }));
  const files: Record<string, Buffer> = {};
  for (const [index, scene] of SCENES.entries())
    files[`scene-${String(index).padStart(2, "0")}.jpg`] = await drawScene(scene);
  original = files["scene-03.jpg"]!;
  files["smaller.jpg"] = await sharp(original).resize(400).jpeg({ quality: 50 }).toBuffer();
  files["tinted.jpg"] = await sharp(original).modulate({ brightness: 1.1 }).jpeg().toBuffer();
  await addFiles(base, files);
  items = await allItems(owner, base);
});

const idOf = (name: string) => items.find((item) => item.file_name === name)!.media_id;
const ask = async (datasetId: string, parameters: Record<string, string>, under = "items") => {
  const response = await call(`/dataset/${datasetId}/${under}?${new URLSearchParams(parameters)}`, { user: owner });
  return { status: response.status, body: (await response.json()) as ItemPage & { detail: string; errors?: unknown } };
};
const list = async (q: string, parameters: Record<string, string> = {}, datasetId = base) => {
  const { status, body } = await ask(datasetId, { q, limit: "100", ...parameters });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const names = (page: ItemPage) => page.items.map((item) => item.file_name);
const NEAR = ["scene-03.jpg", "smaller.jpg", "tinted.jpg"];

describe("similar:", () => {
  it("finds the near duplicates of an item, itself first, with how alike they are", async () => {
    const page = await list(`similar:${idOf("scene-03.jpg")}@0.96`);
    expect(names(page).sort()).toEqual(NEAR);
    expect(page.total).toBe(3);
    expect(page.items[0]).toMatchObject({ file_name: "scene-03.jpg", similarity: 1 });
    const scores = page.items.map((item) => item.similarity!);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const score of scores) {
      expect(score).toBeGreaterThanOrEqual(0.96);
      expect(score).toBe(Math.round(score * 1000) / 1000);
    }
    expect((await list("")).items[0]).not.toHaveProperty("similarity");
  });

  it("finds at each threshold what comparing with every item does, with the saved graph and without it", async () => {
    const { lineageId } = await openState(await headOf(owner, base));
    const packed = await findPackedVectors(
      lineageId,
      INDEX_MODEL,
      Array.from({ length: 100 }, (_, number) => number),
    );
    const size = packed.vectors.length / packed.items.length;
    const vector = new Map(
      [...packed.items].map((item, row) => [item, packed.vectors.subarray(row * size, (row + 1) * size)]),
    );
    const example = items.find((item) => item.file_name === "scene-03.jpg")!;
    const expected = items
      .map((item) => ({ name: item.file_name, score: cosine(vector.get(example.item_no)!, vector.get(item.item_no)!) }))
      .sort((a, b) => b.score - a.score);
    const check = async (datasetId: string) => {
      // Down and up again: what was kept for a higher one does not stand for a lower one.
      for (const least of [0.9, 0.3, 0.6, 0, 0.96]) {
        const page = await list(`similar:${example.media_id}@${least}`, {}, datasetId);
        // Half-precision floats: at the very border either answer is right.
        const clear = expected.filter(({ score }) => Math.abs(score - least) > 0.002);
        expect(
          clear
            .filter(({ name }) => names(page).includes(name))
            .map(({ name }) => name)
            .sort(),
          String(least),
        ).toEqual(
          clear
            .filter(({ score }) => score >= least)
            .map(({ name }) => name)
            .sort(),
        );
        for (const item of page.items)
          expect(Math.abs(item.similarity! - expected.find(({ name }) => name === item.file_name)!.score)).toBeLessThan(
            0.003,
          );
      }
    };
    expect((await SimilarityGraph.view(lineageId))!.items.size).toBeGreaterThanOrEqual(items.length);
    await check(base);
    await SimilarityGraph.forget(lineageId);
    // Another set of files is another question.
    const clone = await cloneOf(owner, base);
    await addFiles(clone, { "other.jpg": await drawScene(planScenes(1, 77)[0]!) }, { auto_reindex: false });
    await check(base);
    expect(names(await list(`similar:${example.media_id}@0.96`, {}, clone)).sort()).toEqual(NEAR);
  });

  it("goes with everything else, in lists, counts, runs of numbers and stacks", async () => {
    const near = `similar:${idOf("scene-03.jpg")}@0.96`;
    expect(names(await list(`${near} -name:scene`)).sort()).toEqual(["smaller.jpg", "tinted.jpg"]);
    expect((await list(`-${near}`)).total).toBe(items.length - 3);
    const either = await list(`${near} OR name:scene-00`);
    expect(either.total).toBe(4);
    // What is not alike comes last in both directions, and has no score.
    expect(either.items.at(-1)!.file_name).toBe("scene-00.jpg");
    expect(either.items.at(-1)).not.toHaveProperty("similarity");
    const ascending = await list(`${near} OR name:scene-00`, { sort: "similarity" });
    expect(names(ascending).slice(2)).toEqual(["scene-03.jpg", "scene-00.jpg"]);
    expect((await ask(base, { q: near }, "facets")).body).toMatchObject({ total: 3 });
    expect((await ask(base, { q: near }, "items/numbers")).body).toMatchObject({ count: 3 });
    expect((await ask(base, { q: near }, "items/stacks")).body).toMatchObject({ items: 3 });
    expect(names(await list(near, { sort: "name" }))).toEqual(NEAR);
    const first = await list(near, { limit: "2" });
    const rest = await list(near, { limit: "2", cursor: first.next_cursor! });
    expect([...names(first), ...names(rest)]).toEqual(names(await list(near)));
    expect((await list(near, { locate: idOf("scene-03.jpg") })).located).toBe(0);
  });

  it("is what an edit by the search is about, and what an export holds", async () => {
    const clone = await cloneOf(owner, base);
    const near = `similar:${idOf("scene-03.jpg")}@0.96`;
    const { changed } = await editWords(owner, clone, "tag", "add", { q: near }, ["copies"]);
    expect(changed).toBe(3);
    const exported = await call(`/dataset/${clone}/items/export`, {
      method: "POST",
      body: { q: near, format: "json" },
      user: owner,
    });
    expect(((await exported.json()) as { media_items: unknown[] }).media_items).toHaveLength(3);
    const view = { name: "Copies", view: { q: near, sort: "-similarity" } };
    expect((await call(`/dataset/${clone}/views`, { method: "POST", body: view, user: owner })).status).toBe(200);
  });

  it("reads the version that is asked for, and keeps an example that was deleted", async () => {
    const clone = await cloneOf(owner, base);
    const saved = await createSnapshot(owner, clone, { name: "Before" });
    const near = `similar:${idOf("scene-03.jpg")}@0.96`;
    await deleteItems(owner, clone, { item_ids: [idOf("scene-03.jpg"), idOf("tinted.jpg")] });
    expect(names(await list(near, {}, clone))).toEqual(["smaller.jpg"]);
    expect((await list(near, { snapshot_id: saved.snapshot_id }, clone)).total).toBe(3);
  });

  it("says at its place that there is no such item, and that the search asks for no likeness", async () => {
    const missing = await ask(base, { q: "name:scene similar:00000000-0000-4000-8000-000000000000" });
    expect(missing.status).toBe(422);
    expect(JSON.stringify(missing.body)).toMatch(/There is no item 0{8}.*in this version \(at position 19\)/);
    for (const q of ["", `-similar:${idOf("scene-03.jpg")}`]) {
      const unordered = await ask(base, { q, sort: "-similarity" });
      expect(unordered.status).toBe(422);
      expect(JSON.stringify(unordered.body)).toContain("asks for no likeness");
    }
    const clone = await cloneOf(owner, base);
    await addFiles(clone, { "later.jpg": await drawScene(planScenes(1, 78)[0]!) }, { auto_reindex: false });
    const later = (await allItems(owner, clone)).find((item) => item.file_name === "later.jpg")!;
    expect(JSON.stringify((await ask(base, { q: `similar:${later.media_id}` })).body)).toContain("There is no item");
  });
});

describe("image:", () => {
  const send = async (bytes: Buffer) => {
    const response = await call(`/dataset/${base}/items/similar?limit=1`, {
      method: "POST",
      raw: new Blob([new Uint8Array(bytes)]),
      user: owner,
    });
    return (await response.json()) as { key: string; items: ItemDto[] };
  };

  it("searches by the key that an image got, which holds all there is to know", async () => {
    const { key, items: best } = await send(await sharp(original).resize(500).png().toBuffer());
    expect(best[0]!.similarity).toBeGreaterThan(0.96);
    expect(key).toMatch(/^[\w-]{263}\.[\w-]{20,40}$/);
    const page = await list(`image:${key}@0.96`);
    expect(names(page).sort()).toEqual(NEAR);
    expect((await list(`image:${key}`)).total).toBeGreaterThanOrEqual(3);
  });

  it("refuses a key of another indexer at its place", async () => {
    const { key } = await send(original);
    const other = `${key[0] === "A" ? "B" : "A"}${key.slice(1)}`;
    const { status, body } = await ask(base, { q: `tag:a image:${other}` });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain("cannot be read here; search by the image again (at position 12)");
  });
});

describe("description:", () => {
  const flat = (background: string) =>
    sharp({ create: { width: 200, height: 150, channels: 3, background } })
      .jpeg()
      .toBuffer();
  const enrich = async (id: string) => {
    const { task_id } = await startEnrichment(owner, id, {
      enrichment_models: { embedding: "tiny/colour-clip" },
    } as never);
    await runTaskHere(owner, task_id);
  };

  it("finds by words where embeddings are, and says what to do where none are", async () => {
    const { dataset_id: id } = await createDataset(owner, { name: "Described" });
    await addFiles(id, { "a-red.jpg": await flat("#e02020"), "b-green.jpg": await flat("#20c020") });
    expect(await ask(id, { q: "description:red" })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("There is no model for searching by description") },
    });
    await saveColourClip(settings().modelsDir, "tiny/colour-clip");
    expect(await ask(id, { q: "description:red" })).toMatchObject({
      status: 409,
      body: { detail: "No item has an embedding of tiny/colour-clip yet. Enrich the dataset with it first." },
    });
    await enrich(id);
    const page = await list('description:"red"@0.5', {}, id);
    expect(names(page)).toEqual(["a-red.jpg"]);
    expect(page.items[0]!.similarity).toBeGreaterThan(0.9);
    expect(names(await list("description:red@0", {}, id))[0]).toBe("a-red.jpg");
    expect((await list("description:red name:green", {}, id)).total).toBe(0);
    // A picture that is added later is compared once it has an embedding.
    await addFiles(id, { "c-red.jpg": await flat("#d01818") });
    await runTaskHere(owner, (await startReindex(owner, id)).task_id);
    expect(names(await list("description:red@0.5", {}, id))).toEqual(["a-red.jpg"]);
    await enrich(id);
    const open = await openState(await headOf(owner, id));
    await expect
      .poll(async () => (await findMatches(open, "description:red@0.5")).items.size, {
        timeout: 20_000,
        interval: 1_000,
      })
      .toBe(2);
  });
});
