/** The index on real files: what a run finds, what it redoes, and that it is part of the version like everything else. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset, getDataset } from "@/lib/datasets/service";
import { verify } from "@/lib/housekeeping/verify";
import { UNIQUENESS } from "@/lib/indexing/rules";
import { SimilarityGraph } from "@/lib/indexing/graph";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { renameCluster } from "@/lib/edits/rename-cluster";
import { undoEdit } from "@/lib/edits/undo";
import { getClusters } from "@/lib/items/clusters";
import { getFacets } from "@/lib/items/facets";
import { listItems } from "@/lib/items/service";
import { startReindex } from "@/lib/pipeline/service";
import { openState } from "@/lib/states/service";
import { compareSnapshots } from "@/lib/comparing/service";
import { createSnapshot } from "@/lib/snapshots/service";
import { getTask } from "@/lib/tasks/service";
import { bitmapOfRange } from "@/lib/versioning/bitmap";
import { importFolder, runTaskHere } from "@/prisma/factories";
import { drawScene, planScenes } from "@/prisma/scenes";
import { allItems, asAdmin, call, cloneOf, headOf, listEverything, namesOf, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let id: string;
const named = async (name: string, datasetId = id) =>
  (await allItems(owner, datasetId)).find((item) => item.file_name === name)!;

async function addFiles(datasetId: string, files: Record<string, Buffer>, options = {}): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-index-"));
  try {
    for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(folder, name), bytes);
    await importFolder(owner, datasetId, folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function reindexHere(datasetId: string): Promise<Record<string, unknown>> {
  const { task_id } = await startReindex(owner, datasetId);
  await runTaskHere(owner, task_id);
  return (await getTask(owner, task_id)).result as Record<string, unknown>;
}

const scenes = planScenes(60, 5)
  .filter((scene) => scene.defect === null && scene.shift === 0)
  .slice(0, 24);
let original: Buffer;

beforeAll(async () => {
  owner = await newUser("indexer");
  ({ dataset_id: id } = await createDataset(owner, { name: "Indexed" }));
  const files: Record<string, Buffer> = {};
  for (const [index, scene] of scenes.entries())
    files[`scene-${String(index).padStart(2, "0")}.jpg`] = await drawScene(scene);
  original = files["scene-00.jpg"]!;
  files["smaller.jpg"] = await sharp(original).resize(480).jpeg({ quality: 50 }).toBuffer();
  files["soft.jpg"] = await sharp(files["scene-01.jpg"]).blur(12).jpeg().toBuffer();
  files["night.png"] = await sharp({ create: { width: 200, height: 120, channels: 3, background: "#000" } })
    .png()
    .toBuffer();
  files["burnt.png"] = await sharp({ create: { width: 200, height: 120, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  await addFiles(id, files);
});

describe("a first index run", () => {
  it("flags what is blurred, dark, bright and there twice, with how sure it is", async () => {
    expect((await getDataset(owner, id)).status).toBe("READY");
    for (const [name, issue] of [
      ["soft.jpg", "blur"],
      ["night.png", "dark"],
      ["burnt.png", "bright"],
      ["smaller.jpg", "duplicates"],
      ["scene-00.jpg", "duplicates"],
    ] as const) {
      const item = await named(name);
      expect(item.issues, name).toContain(issue);
      expect(item.issue_confidences[issue], name).toBeGreaterThanOrEqual(0.5);
    }
    const sound = (await allItems(owner, id)).filter((item) => /^scene-(0[2-9]|1)/.test(item.file_name));
    for (const issue of ["blur", "dark", "bright", "duplicates"])
      expect(
        sound.filter((item) => item.issues.includes(issue)).map((item) => item.file_name),
        issue,
      ).toEqual([]);
  });

  it("groups near duplicates and scores how unique each item is", async () => {
    const [copy, first, other] = [await named("smaller.jpg"), await named("scene-00.jpg"), await named("scene-05.jpg")];
    expect(copy.duplicate_group).toBe(first.duplicate_group);
    expect(other.duplicate_group).toBeNull();
    for (const item of await allItems(owner, id)) expect(item.uniqueness_score).toEqual(expect.any(Number));
    const sorted = await listItems(owner, id, {
      q: "",
      sort: { by: "uniqueness", descending: false },
      seed: 0,
      limit: 500,
    });
    const scores = sorted.items.map((item) => item.uniqueness_score!);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
  });

  it("names clusters by what their items share and the others do not", async () => {
    const clone = await cloneOf(owner, id);
    const { clusters } = await getClusters(owner, clone, {});
    const { facets } = await getFacets(owner, clone, { q: "" });
    expect(clusters.map(({ cluster }) => cluster)).toEqual(facets.cluster!.map(({ value }) => value));
    for (const one of clusters) expect(one).toMatchObject({ words: [], thumbnail_url: expect.any(String) });
    const [largest, second] = clusters;
    await editWords(owner, clone, "tag", "add", { q: `cluster:${largest!.cluster}` }, ["night"]);
    await editWords(owner, clone, "label", "add", { q: "" }, ["scene"]);
    const now = (await getClusters(owner, clone, {})).clusters;
    expect(now.find(({ cluster }) => cluster === largest!.cluster)!.words).toEqual(["night"]);
    expect(now.find(({ cluster }) => cluster === second!.cluster)!.words).toEqual([]);
  });

  it("gives clusters as facets that filter", async () => {
    const { facets } = await getFacets(owner, id, { q: "" });
    expect(facets.cluster!.length).toBeGreaterThan(1);
    const [largest] = facets.cluster!;
    const found = await listItems(owner, id, {
      q: `cluster:${largest!.value}`,
      sort: { by: "added", descending: false },
      seed: 0,
      limit: 500,
    });
    expect(found.total).toBe(largest!.count);
    for (const item of found.items) expect(item.cluster_id).toBe(largest!.value);
    for (const { value } of facets.subcluster!)
      expect(facets.cluster!.map((cluster) => cluster.value)).toContain(value.split(".")[0]);
  });
});

describe("renaming a cluster", () => {
  const clustersOf = async (datasetId: string) => {
    const { facets } = await getFacets(owner, datasetId, { q: "" });
    return { clusters: facets.cluster!, parts: facets.subcluster! };
  };
  const renamed = (from: string, to: string) => (value: string) =>
    value === from || value.startsWith(`${from}.`) ? `${to}${value.slice(from.length)}` : value;
  const byName = (list: readonly { value: string }[]) => [...list].sort((a, b) => (a.value < b.value ? -1 : 1));

  it("keeps its items and parts, is found by the new name, and is undone and done again exactly", async () => {
    const clone = await cloneOf(owner, id);
    const before = await clustersOf(clone);
    const { value: cluster, count } = before.clusters[0]!;
    const head = await headOf(owner, clone);
    const { changed, edit_id } = await renameCluster(owner, clone, { cluster, name: "Night, St. Gallen" });
    expect(changed).toBe(count);
    const after = await clustersOf(clone);
    const name = renamed(cluster, "Night, St. Gallen");
    for (const which of ["clusters", "parts"] as const)
      expect(byName(after[which])).toEqual(
        byName(before[which].map(({ value, count: n }) => ({ value: name(value), count: n }))),
      );
    expect(await namesOf(owner, clone, 'cluster:"Night, St. Gallen"')).toHaveLength(count);
    for (const item of await allItems(owner, clone)) expect(item.subcluster_id ?? "").not.toMatch(`^${cluster}\\.`);
    const then = await headOf(owner, clone);
    const undone = await undoEdit(owner, clone, edit_id!);
    expect(undone).toMatchObject({ changed: count, skipped: 0 });
    expect(await headOf(owner, clone)).toBe(head);
    await undoEdit(owner, clone, undone.edit_id!);
    expect(await headOf(owner, clone)).toBe(then);
  });

  it("belongs to the version: a comparison tells it, a restore takes it back, the next index run keeps it", async () => {
    const clone = await cloneOf(owner, id);
    const snapshot = await createSnapshot(owner, clone, { name: "numbers" });
    const { value: cluster, count } = (await clustersOf(clone)).clusters[0]!;
    await renameCluster(owner, clone, { cluster, name: "harbour" });
    expect((await compareSnapshots(owner, clone, snapshot.snapshot_id, "head")).by_kind).toMatchObject({
      clusters: count,
      tags: 0,
    });
    await addFiles(clone, { "another.jpg": await drawScene(planScenes(80, 9).at(-1)!) }, { auto_reindex: true });
    await reindexHere(clone);
    const kept = (await clustersOf(clone)).clusters.find(({ value }) => value === "harbour");
    expect(kept?.count).toBeGreaterThan(count / 2);
    await restoreHere(owner, clone, snapshot.snapshot_id);
    expect((await clustersOf(clone)).clusters.map(({ value }) => value)).not.toContain("harbour");
  });

  it("is not undone for items that are in another cluster by now: each is in one", async () => {
    const clone = await cloneOf(owner, id);
    const { value: cluster } = (await clustersOf(clone)).clusters[0]!;
    const first = await renameCluster(owner, clone, { cluster, name: "harbour" });
    await renameCluster(owner, clone, { cluster: "harbour", name: "port" });
    const head = await headOf(owner, clone);
    expect(await undoEdit(owner, clone, first.edit_id!)).toMatchObject({ changed: 0, edit_id: null });
    expect(await headOf(owner, clone)).toBe(head);
  });

  it("refuses a cluster that is not there and a name that another one has, and changes nothing for its own", async () => {
    const clone = await cloneOf(owner, id);
    const [one, two] = (await clustersOf(clone)).clusters.map(({ value }) => value) as [string, string];
    await expect(renameCluster(owner, clone, { cluster: "no such", name: "x" })).rejects.toThrow("Cluster not found");
    await expect(renameCluster(owner, clone, { cluster: one, name: two })).rejects.toThrow("called");
    expect(await renameCluster(owner, clone, { cluster: one, name: one })).toEqual({ changed: 0, edit_id: null });
    const path = `/dataset/${clone}/facets/clusters`;
    for (const body of [{ cluster: one, name: "  " }, { cluster: one, name: "x".repeat(256) }, { cluster: one }])
      expect((await call(path, { method: "PATCH", user: owner, body })).status).toBe(422);
    expect((await call(path, { method: "PATCH", user: owner, body: { cluster: one, name: two } })).status).toBe(409);
  });
});

describe("similar items", () => {
  it("come nearest first, without the item itself, only of the version that is asked for", async () => {
    const item = await named("scene-00.jpg");
    const response = await call(`/dataset/${id}/items/${item.media_id}/similar?limit=5`, { user: owner });
    expect(response.status).toBe(200);
    const { items } = (await response.json()) as {
      items: { media_id: string; file_name: string; similarity: number }[];
    };
    expect(items).toHaveLength(5);
    expect(items[0]!.file_name).toBe("smaller.jpg");
    expect(items[0]!.similarity).toBeGreaterThan(0.96);
    expect(items.map((near) => near.similarity)).toEqual(items.map((near) => near.similarity).sort((a, b) => b - a));
    const clone = await cloneOf(owner, id);
    await deleteItems(owner, clone, { item_ids: [items[0]!.media_id] });
    const after = (await (await call(`/dataset/${clone}/items/${item.media_id}/similar`, { user: owner })).json()) as {
      items: { media_id: string }[];
    };
    expect(after.items.map((near) => near.media_id)).not.toContain(items[0]!.media_id);
  });
});

describe("a later index run", () => {
  it("reads only what is new, and keeps the names of clusters", async () => {
    const clone = await cloneOf(owner, id);
    const before = new Map((await allItems(owner, clone)).map((item) => [item.media_id, item.cluster_id]));
    const extra: Record<string, Buffer> = {};
    for (const [index, scene] of planScenes(12, 99)
      .filter((scene) => scene.defect === null && scene.shift === 0)
      .slice(0, 3)
      .entries())
      extra[`later-${index}.jpg`] = await drawScene(scene);
    await addFiles(clone, extra);
    expect((await getDataset(owner, clone)).status).toBe("PARTIAL_INDEX");
    expect((await named("later-0.jpg", clone)).uniqueness_score).toBeNull();
    // The import read the three files already, so the run decodes none.
    expect(await reindexHere(clone)).toMatchObject({ indexed: 3, decoded: 0 });
    expect((await getDataset(owner, clone)).status).toBe("READY");
    expect((await named("later-0.jpg", clone)).uniqueness_score).toEqual(expect.any(Number));
    expect((await named("soft.jpg", clone)).issue_confidences.blur).toBeGreaterThan(0.5);
    const kept = (await allItems(owner, clone)).filter(
      (item) => before.has(item.media_id) && before.get(item.media_id) === item.cluster_id,
    );
    expect(kept.length).toBeGreaterThan(before.size / 2);
  });

  it("decodes again only files whose readings are missing", async () => {
    const clone = await cloneOf(owner, id);
    const { sha256 } = await named("scene-03.jpg");
    await asAdmin("ALTER TABLE media_reading DISABLE TRIGGER media_reading_immutable");
    await asAdmin("DELETE FROM media_reading WHERE media_sha256 = decode($1, 'hex')", [sha256]);
    await asAdmin("ALTER TABLE media_reading ENABLE TRIGGER media_reading_immutable");
    expect(await reindexHere(clone)).toMatchObject({ indexed: 28, decoded: 1, unreadable: 0 });
  });

  it("finds the same when its cache of neighbours is lost", async () => {
    const clone = await cloneOf(owner, id);
    const judged = async () =>
      (await allItems(owner, clone)).map(({ file_name, issues, uniqueness_score, cluster_id }) => ({
        file_name,
        issues,
        uniqueness_score,
        cluster_id,
      }));
    const before = await judged();
    const [{ lineage_id }] = (await asAdmin<{ lineage_id: string }>("SELECT lineage_id FROM dataset WHERE id = $1", [
      clone,
    ])) as [{ lineage_id: string }];
    expect((await SimilarityGraph.open(lineage_id)).items.size).toBeGreaterThanOrEqual(28);
    await SimilarityGraph.forget(lineage_id);
    await reindexHere(clone);
    expect(await judged()).toEqual(before);
    expect((await SimilarityGraph.open(lineage_id)).items.has(0)).toBe(bitmapOfRange(0, 28).has(0));
  });

  it("finds an item's neighbours in its own dataset, however many copies clones hold", async () => {
    const [kept, other] = [await cloneOf(owner, id), await cloneOf(owner, id)];
    await reindexHere(kept);
    const judged = async () =>
      (await allItems(owner, kept)).map(({ file_name, issues, uniqueness_score, duplicate_group }) => ({
        file_name,
        issues,
        uniqueness_score,
        duplicate_group,
      }));
    const before = await judged();
    // More copies of every picture than the graph keeps neighbours for.
    for (let round = 0; round < 18; round += 1)
      await addFiles(
        other,
        Object.fromEntries(
          (await Promise.all(scenes.slice(0, 4).map((scene) => drawScene(scene)))).map((bytes, index) => [
            `copy-${round}-${index}.jpg`,
            bytes,
          ]),
        ),
      );
    await reindexHere(other);
    await reindexHere(kept);
    expect(await judged()).toEqual(before);
  });

  it("doubts a label that its neighbours contradict", async () => {
    const clone = await cloneOf(owner, id);
    const items = await allItems(owner, clone);
    await editWords(owner, clone, "label", "add", { item_ids: items.map((item) => item.media_id) }, ["right"]);
    await editWords(owner, clone, "label", "remove", { item_ids: [items[4]!.media_id] }, ["right"]);
    await editWords(owner, clone, "label", "add", { item_ids: [items[4]!.media_id] }, ["wrong"]);
    await reindexHere(clone);
    const doubted = (await allItems(owner, clone)).filter((item) => item.issues.includes("mislabels"));
    expect(doubted.map((item) => item.media_id)).toEqual([items[4]!.media_id]);
    expect(doubted[0]!.issue_confidences.mislabels).toBe(1);
    expect(
      (await allItems(owner, clone)).map((item) => item.mislabel_score).filter((score) => score === 1),
    ).toHaveLength(1);
  });
});

describe("an index run as part of a version", () => {
  it("comes back with a restore, is compared, and passes the full verification", async () => {
    const clone = await cloneOf(owner, id);
    const saved = await createSnapshot(owner, clone, { name: "indexed" });
    const listing = await listEverything(owner, clone);
    const items = await allItems(owner, clone);
    await deleteItems(owner, clone, { item_ids: items.slice(0, 12).map((item) => item.media_id) });
    await reindexHere(clone);
    expect((await allItems(owner, clone)).map((item) => item.uniqueness_score)).not.toEqual(
      items.slice(12).map((item) => item.uniqueness_score),
    );
    const comparison = (await (
      await call(`/dataset/${clone}/snapshot/${saved.snapshot_id}/compare/head`, { user: owner })
    ).json()) as { removed: number; by_kind: { issues: number } };
    expect(comparison.removed).toBe(12);
    expect(comparison.by_kind.issues).toBeGreaterThan(0);
    await restoreHere(owner, clone, saved.snapshot_id);
    expect(await listEverything(owner, clone)).toEqual(listing);
    expect((await verify(clone)).damage).toEqual([]);
  });

  it("is named by the verification when a byte of a column is flipped", async () => {
    const clone = await cloneOf(owner, id);
    await createSnapshot(owner, clone, { name: "flipped" });
    const [{ lineage_id }] = (await asAdmin<{ lineage_id: string }>("SELECT lineage_id FROM dataset WHERE id = $1", [
      clone,
    ])) as [{ lineage_id: string }];
    const { state } = await openState((await getDataset(owner, clone)).state_id);
    const read = (hash: string) =>
      asAdmin<{ sha256: Buffer; bytes: Buffer }>(
        "SELECT sha256, bytes FROM version_object WHERE lineage_id = $1 AND sha256 = decode($2, 'hex')",
        [lineage_id, hash],
      );
    const [manifest] = await read(state.columns.get(UNIQUENESS)!.hash);
    const [chunk] = await read((JSON.parse(manifest!.bytes.toString()) as [number, string, number][])[0]![1]);
    const damaged = Buffer.from(chunk!.bytes);
    damaged[3]! ^= 1;
    await asAdmin("ALTER TABLE version_object DISABLE TRIGGER version_object_immutable");
    await asAdmin("UPDATE version_object SET bytes = $3 WHERE lineage_id = $1 AND sha256 = $2", [
      lineage_id,
      chunk!.sha256,
      damaged,
    ]);
    const { damage } = await verify(clone);
    await asAdmin("UPDATE version_object SET bytes = $3 WHERE lineage_id = $1 AND sha256 = $2", [
      lineage_id,
      chunk!.sha256,
      chunk!.bytes,
    ]);
    await asAdmin("ALTER TABLE version_object ENABLE TRIGGER version_object_immutable");
    expect(damage.map(({ where }) => where)).toContain("snapshot “flipped”");
  });
});
