/** Which models enriched a version: recorded with the enrichment, kept, restored, cloned, merged and compared with it. */
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { AppliedModel } from "@/lib/applied-models/schema";
import type { CurrentUser } from "@/lib/auth/service";
import { classEdit } from "@/lib/classes/schema";
import { createDataset } from "@/lib/datasets/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editClasses } from "@/lib/edits/edit-classes";
import { editWords } from "@/lib/edits/edit-words";
import { undoEdit } from "@/lib/edits/undo";
import { getAppliedModels, startEnrichment } from "@/lib/enrichment/service";
import { settings } from "@/lib/env";
import { collect } from "@/lib/housekeeping/collect";
import { verify } from "@/lib/housekeeping/verify";
import { mergeInput } from "@/lib/items/schema";
import { thumbnailPath } from "@/lib/media/blob-store";
import { startMerge } from "@/lib/merging/service";
import { saveColourClip } from "@/lib/models/tiny-models.test-support";
import type { EnrichInput } from "@/lib/operations/enrichment";
import { compareSnapshots } from "@/lib/comparing/service";
import { createSnapshot, getSnapshot, listSnapshotPage } from "@/lib/snapshots/service";
import { importFolder, runTaskHere } from "@/prisma/factories";
import { allItems, cloneOf, headOf, newUser, numbersOf, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;

const flat = (color: string) =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: color } })
    .jpeg()
    .toBuffer();
async function importPictures(id: string, pictures: Record<string, string>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-applied-"));
  for (const [name, color] of Object.entries(pictures)) await writeFile(path.join(folder, name), await flat(color));
  await importFolder(owner, id, folder, {});
  await rm(folder, { recursive: true });
}

beforeAll(async () => {
  owner = await newUser("enricher");
  base = (await createDataset(owner, { name: "Applied" })).dataset_id;
  await importPictures(base, { "a.jpg": "#e02020", "b.jpg": "#20c020", "c.jpg": "#2020e0" });
  await saveColourClip(settings().modelsDir, "tiny/applied-clip");
});

const COLOURS = { colour_composition: "colour-composition" } as const;
const CLIP = { zero_shot_tagging: "tiny/applied-clip" } as const;
const enrich = async (
  id: string,
  enrichment_models: EnrichInput["enrichment_models"],
  more: Partial<EnrichInput> = {},
) => runTaskHere(owner, (await startEnrichment(owner, id, { enrichment_models, ...more })).task_id);
const modelsOf = async (id: string, query = {}) => (await getAppliedModels(owner, id, query)).models;
const briefly = (models: readonly AppliedModel[]) => models.map(({ model_id, items }) => [model_id, items]);

describe("the models of a version", () => {
  it("say which, in which version, with what, when, by whom, and how many items they covered", async () => {
    const id = await cloneOf(owner, base);
    expect(await getAppliedModels(owner, id, {})).toEqual({ models: [], items: 3 });
    const before = new Date().toISOString();
    await enrich(id, { ...COLOURS, ...CLIP }, { vocabulary: ["red", "blue"] });
    const models = await modelsOf(id);
    expect(models).toHaveLength(2);
    const [colours, clip] = [...models].sort((a, b) => (a.type < b.type ? -1 : 1));
    expect(colours).toEqual({
      type: "colour_composition",
      model_id: "colour-composition",
      name: "Colour and composition",
      vendor: "Stillframe",
      version: "1",
      options: {},
      applied_at: expect.any(String) as string,
      applied_by: owner.email,
      items: 3,
    });
    expect(colours!.applied_at > before && colours!.applied_at < new Date().toISOString()).toBe(true);
    expect(clip).toMatchObject({ model_id: "tiny/applied-clip", options: { vocabulary: ["blue", "red"] }, items: 3 });
    expect(clip!.version).toMatch(/^[0-9a-f]{12}$/);
  });

  it("have a run once more in the place of the one before, and one with other words beside it", async () => {
    const id = await cloneOf(owner, base);
    await enrich(id, CLIP, { vocabulary: ["red", "blue"] });
    await enrich(id, CLIP);
    const [first, second] = await modelsOf(id);
    expect([first!.options, second!.options]).toEqual([{ vocabulary: ["blue", "red"] }, { vocabulary: "dataset" }]);
    await enrich(id, CLIP, { vocabulary: ["blue", "red"] });
    const [left, again, ...others] = await modelsOf(id);
    expect(others).toEqual([]);
    expect(left).toEqual(second);
    expect(again!.options).toEqual(first!.options);
    expect(again!.applied_at > first!.applied_at).toBe(true);
  });

  it("say of the index's own models what items were compared by", async () => {
    const id = await cloneOf(owner, base);
    await enrich(id, { image_quality: "image-quality", duplicates_outliers: "duplicates-outliers" });
    expect(await modelsOf(id)).toMatchObject([
      { model_id: "image-quality", options: {}, items: 3 },
      { model_id: "duplicates-outliers", options: {}, items: 3 },
    ]);
  });

  it("count the items that are there: new ones are not covered, deleted ones come back covered, and undo is exact", async () => {
    const id = await cloneOf(owner, base);
    await enrich(id, COLOURS);
    await importPictures(id, { "d.jpg": "#808080" });
    expect(await getAppliedModels(owner, id, {})).toMatchObject({ models: [{ items: 3 }], items: 4 });
    const head = await headOf(owner, id);
    const { edit_id } = await deleteItems(owner, id, await numbersOf(owner, id, 0, 1));
    expect(await getAppliedModels(owner, id, {})).toMatchObject({ models: [{ items: 1 }], items: 2 });
    await undoEdit(owner, id, edit_id!);
    expect(await headOf(owner, id)).toBe(head);
    await deleteItems(owner, id, { q: "" });
    expect(await modelsOf(id)).toEqual([]);
  });

  it("do not count an item whose file the model could not read, until it can", async () => {
    const { dataset_id: id } = await createDataset(owner, { name: "Half" });
    await importPictures(id, { "q.jpg": "#123123", "r.jpg": "#321321" });
    const thumbnail = thumbnailPath((await allItems(owner, id))[0]!.sha256, "small");
    await rename(thumbnail, `${thumbnail}.away`);
    await enrich(id, COLOURS);
    expect(await getAppliedModels(owner, id, {})).toMatchObject({ models: [{ items: 1 }], items: 2 });
    await rename(`${thumbnail}.away`, thumbnail);
    await enrich(id, COLOURS);
    expect(await getAppliedModels(owner, id, {})).toMatchObject({ models: [{ items: 2 }], items: 2 });
  });

  it("belong to the version: snapshots, restores and clones have them, and housekeeping leaves them", async () => {
    const id = await cloneOf(owner, base);
    const plain = await createSnapshot(owner, id, { name: "plain" });
    await enrich(id, COLOURS);
    const coloured = await createSnapshot(owner, id, { name: "coloured" });
    const first = await modelsOf(id);
    await enrich(id, { exif: "exif" });
    await editWords(owner, id, "tag", "add", { q: "" }, ["later"]);
    expect(briefly(await modelsOf(id))).toEqual([
      ["colour-composition", 3],
      ["exif", 3],
    ]);
    expect(await modelsOf(id, { snapshot_id: coloured.snapshot_id })).toEqual(first);
    expect((await getSnapshot(owner, id, coloured.snapshot_id)).enrichment_models).toEqual(first);
    const catalog = await listSnapshotPage(owner, id, { limit: 10 });
    const shown = new Map(catalog.items.map((entry) => [entry.snapshot_name, entry.enrichment_models]));
    expect([shown.get("plain"), shown.get("coloured")]).toEqual([[], first]);

    await collect(process.env.DATABASE_URL!, {
      youngest: -1,
      supersededHeads: -1,
      removedSnapshots: -1,
      trash: 30 * 24,
    });
    expect((await verify(id)).damage).toEqual([]);
    await restoreHere(owner, id, coloured.snapshot_id);
    expect(await modelsOf(id)).toEqual(first);
    const copy = await cloneOf(owner, id);
    expect(await modelsOf(copy)).toEqual(first);
    await restoreHere(owner, id, plain.snapshot_id);
    expect(await modelsOf(id)).toEqual([]);
    expect(await modelsOf(copy)).toEqual(first);
  });
});

describe("a comparison", () => {
  it("tells which models came, went or ran again, and not that their items changed in number", async () => {
    const id = await cloneOf(owner, base);
    await enrich(id, COLOURS);
    const { snapshot_id: from } = await createSnapshot(owner, id, { name: "coloured" });
    const nothing = { added: [], removed: [], changed: [] };
    await deleteItems(owner, id, await numbersOf(owner, id, 0));
    expect((await compareSnapshots(owner, id, from, "head")).models).toEqual(nothing);
    await enrich(id, { exif: "exif", ...COLOURS });
    const { models, classes } = await compareSnapshots(owner, id, from, "head");
    expect(models).toMatchObject({ added: [{ model_id: "exif", items: 2 }], removed: [] });
    expect(models.changed).toMatchObject([
      { before: { model_id: "colour-composition", items: 3 }, after: { model_id: "colour-composition", items: 2 } },
    ]);
    expect(classes).toEqual(nothing);
  });

  it("tells what became of the list of classes", async () => {
    const id = await cloneOf(owner, base);
    await editWords(owner, id, "label", "add", { q: "" }, ["car", "street"]);
    const { snapshot_id: from } = await createSnapshot(owner, id, { name: "labelled" });
    await editClasses(owner, id, classEdit.parse({ rename: { from: "car", to: "auto" } }));
    await editClasses(owner, id, classEdit.parse({ define: { name: "street", color: "#123456" } }));
    const { classes } = await compareSnapshots(owner, id, from, "head");
    expect(classes).toMatchObject({
      added: [{ index: 0, name: "auto" }],
      removed: [{ index: 0, name: "car" }],
      changed: [{ before: { name: "street" }, after: { name: "street", color: "#123456" } }],
    });
  });
});

describe("a merge", () => {
  const mergeInto = async (target: string, source: string) =>
    runTaskHere(owner, (await startMerge(owner, target, mergeInput.parse({ source_dataset_id: source }))).task_id);

  it("brings along the models whose results go with the items, for those items", async () => {
    const source = await cloneOf(owner, base);
    await enrich(source, { image_quality: "image-quality", ...COLOURS });
    const { dataset_id: target } = await createDataset(owner, { name: "Target" });
    await importPictures(target, { "a.jpg": "#e02020", "x.jpg": "#808080" });
    await mergeInto(target, source);
    // One of the three was there already: nothing of it was merged.
    expect(await allItems(owner, target)).toHaveLength(4);
    expect(briefly(await modelsOf(target))).toEqual([["colour-composition", 2]]);
    expect((await modelsOf(target))[0]!.applied_at).toBe((await modelsOf(source))[1]!.applied_at);
  });

  it("joins them with a run of the same that was there", async () => {
    const source = await cloneOf(owner, base);
    await enrich(source, COLOURS);
    const { dataset_id: target } = await createDataset(owner, { name: "Coloured" });
    await importPictures(target, { "x.jpg": "#808080" });
    await enrich(target, COLOURS);
    const [own] = await modelsOf(target);
    await mergeInto(target, source);
    expect(await modelsOf(target)).toEqual([{ ...own!, items: 4 }]);
  });
});
