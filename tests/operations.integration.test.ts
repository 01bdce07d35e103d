/**
 * Every operation, the same questions: does an abort at any step leave exactly what was there before, does a retry then do
 * what the first try would have done, does restoring the automatic revision take it back, and who wins a race.
 */
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset, getDataset, listDatasets } from "@/lib/datasets/service";
import { startEnrichment } from "@/lib/enrichment/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { startMerge } from "@/lib/merging/service";
import { createMetadataTask, sendMetadataValues, startMetadataImport } from "@/lib/metadata-import/service";
import { startImport, startReindex } from "@/lib/pipeline/service";
import { openUpload, stageFile } from "@/lib/uploads/service";
import { startPropagation } from "@/lib/propagation/service";
import { cloneSnapshot, createSnapshot, listAllSnapshots, restoreSnapshot } from "@/lib/snapshots/service";
import { operations } from "@/lib/worker/operations";
import { retryTask } from "@/lib/worker/retry";
import { runTask } from "@/lib/worker/runner";
import { type OperationDefinition } from "@/lib/tasks/implementation";
import type { TaskType } from "@/lib/operations/declarations";
import { abortTask, getTask } from "@/lib/tasks/service";
import { runTaskHere } from "@/prisma/factories";
import { drawScene, planScenes } from "@/prisma/scenes";
import { allItems, cloneOf, listEverything, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;
let image: Buffer;
/** What is merged in. */
let source: string;

beforeAll(async () => {
  owner = await newUser("owner");
  image = await drawScene(planScenes(1, 77)[0]!);
  base = await newDataset(owner, 12, "Operations", 4);
  const items = await allItems(owner, base);
  // Half of the items without a label, so that there is something to pass on; and something to restore.
  await editWords(owner, base, "label", "remove", { item_ids: items.slice(6).map((item) => item.media_id) }, [
    ...new Set(items.flatMap((item) => item.labels)),
  ]);
  await createSnapshot(owner, base, { name: "half" });
  source = await newDataset(owner, 4, "Merged in", 99);
  await editWords(owner, source, "tag", "add", { q: "" }, ["from elsewhere"]);
});

async function staged(
  datasetId: string,
  name: string,
  bytes: Buffer | string,
  purpose: "media" | "custom_metadata",
): Promise<{ upload_id: string; path: string }> {
  const { upload_id } = await openUpload(owner, datasetId, purpose);
  await stageFile(owner, datasetId, upload_id, name, Readable.from([bytes]));
  return { upload_id, path: name };
}

type Start = (datasetId: string) => Promise<{ task_id: string }>;
/** Starts each operation on a fresh clone of the base. */
const OPERATIONS: Partial<Record<TaskType, { name: string; start: Start }>> = {
  MEDIA_ADDITION: {
    name: "media_addition",
    start: async (id) =>
      startImport(
        owner,
        id,
        { upload_id: (await staged(id, "new.jpg", image, "media")).upload_id },
        { labels_from_folders: false, auto_reindex: true, on_duplicate: "keep" },
      ),
  },
  REINDEX: {
    name: "reindex",
    start: async (id) => {
      // Without these its neighbours change, so that there is something to judge anew.
      await deleteItems(owner, id, { item_ids: (await allItems(owner, id)).slice(0, 4).map((item) => item.media_id) });
      return startReindex(owner, id);
    },
  },
  ENRICHMENT: {
    name: "enrichment",
    start: (id) =>
      startEnrichment(owner, id, {
        enrichment_models: { colour_composition: "colour-composition", image_quality: "image-quality" },
      }),
  },
  LABEL_PROPAGATION: {
    name: "label_propagation",
    start: (id) => startPropagation(owner, id, { k: 3, min_confidence: 0.2 }),
  },
  CUSTOM_METADATA: {
    name: "custom_metadata",
    start: async (id) => {
      const rows = (await allItems(owner, id)).map((item, index) => `${item.media_id},${index % 2 ? "rain" : "sun"}`);
      return startMetadataImport(owner, id, {
        ...(await staged(id, "w.csv", `id,weather\n${rows.join("\n")}\n`, "custom_metadata")),
        key: "media_id",
        key_column: "id",
        fields: [{ column: "weather", field_name: "weather", field_type: "enum", is_multi: false }],
      });
    },
  },
  MERGE: { name: "merge", start: (id) => startMerge(owner, id, { source_dataset_id: source, auto_reindex: true }) },
  SNAPSHOT_RESTORE: {
    name: "snapshot_restore",
    start: async (id) => {
      await editWords(owner, id, "tag", "add", { q: "" }, ["edited"]);
      return restoreSnapshot(owner, id, "current");
    },
  },
};
const entries = Object.entries(OPERATIONS) as [TaskType, { name: string; start: Start }][];

const state = async (id: string) => {
  const snapshots = await listAllSnapshots(owner, id);
  return {
    status: (await getDataset(owner, id)).status,
    listing: await listEverything(owner, id),
    badge: snapshots.find((snapshot) => snapshot.is_current)!.snapshot_id,
  };
};

/** The operation as it is, but at its nth step somebody aborts it. Says whether it had that many steps. */
function abortingAt(
  type: TaskType,
  step: number,
): { map: ReadonlyMap<TaskType, OperationDefinition>; reached: () => boolean } {
  const operation = operations.get(type)!;
  let steps = 0;
  const abortNow = async (taskId: string) => {
    steps += 1;
    if (steps === step) await abortTask(owner, taskId);
  };
  const run: OperationDefinition["run"] = async (context) => {
    const commit = await operation.run({
      ...context,
      progress: async (percent, message) => {
        await abortNow(context.task.id);
        await context.progress(percent, message);
      },
    });
    // The last step: everything is computed, and only the commit is left.
    await abortNow(context.task.id);
    return commit;
  };
  return { map: new Map([[type, { ...operation, run }]]), reached: () => steps >= step };
}

describe.each(entries)("%s", (type, { name, start }) => {
  it("aborted at any step leaves exactly what was there, and a retry does the whole", async () => {
    const expected = await cloneOf(owner, base);
    const { task_id } = await start(expected);
    await runTaskHere(owner, task_id);
    const done = await allItems(owner, expected);

    for (let step = 1; ; step += 1) {
      const id = await cloneOf(owner, base);
      const started = await start(id);
      const before = { ...(await state(id)), status: "READY" };
      const { map, reached } = abortingAt(type, step);
      await runTask(started.task_id, map);
      if (!reached()) {
        expect(step).toBeGreaterThan(1);
        break;
      }
      expect((await getTask(owner, started.task_id)).status, `step ${step}`).toBe("ABORTED");
      expect(await state(id), `step ${step}`).toEqual(before);
      if (step > 1) continue;
      const again = await retryTask(owner, started.task_id);
      await runTaskHere(owner, again.task_id);
      const comparable = (items: typeof done) =>
        items.map(({ file_name, tags, labels, propagated_labels, issues, metadata, uniqueness_score }) => ({
          file_name,
          tags,
          labels,
          propagated_labels,
          issues,
          metadata,
          uniqueness_score,
        }));
      expect(comparable(await allItems(owner, id))).toEqual(comparable(done));
    }
  });

  it("is undone by restoring the revision that was saved before it", async () => {
    const id = await cloneOf(owner, base);
    const known = new Set((await listAllSnapshots(owner, id)).map((snapshot) => snapshot.snapshot_id));
    const { task_id } = await start(id);
    const before = await listEverything(owner, id);
    await runTaskHere(owner, task_id);
    expect(await listEverything(owner, id)).not.toEqual(before);
    const saved = (await listAllSnapshots(owner, id)).find((snapshot) => !known.has(snapshot.snapshot_id))!;
    expect(saved.reason).toBe(type === "SNAPSHOT_RESTORE" ? "restore" : "auto");
    await restoreHere(owner, id, saved.snapshot_id);
    expect(await listEverything(owner, id)).toEqual(before);
  });

  it("lets nothing else begin, and says what it is that runs", async () => {
    const id = await cloneOf(owner, base);
    await start(id);
    const blocked = (operation: string) => ({
      code: "conflict",
      detail: `Operation '${operation}' is blocked while ${type} task is running`,
    });
    await expect(startReindex(owner, id)).rejects.toMatchObject(blocked("reindex"));
    await expect(createSnapshot(owner, id, {})).rejects.toMatchObject(blocked("snapshot_create"));
    await expect(restoreSnapshot(owner, id, "current")).rejects.toMatchObject(blocked("snapshot_restore"));
    await expect(startPropagation(owner, id, { k: 1, min_confidence: 0 })).rejects.toMatchObject(
      blocked("label_propagation"),
    );
    await expect(startEnrichment(owner, id, { enrichment_models: { exif: "exif" } })).rejects.toMatchObject(
      blocked("enrichment"),
    );
    await expect(
      createMetadataTask(owner, id, { field_name: "a", field_type: "float", is_multi: false }),
    ).rejects.toMatchObject(blocked("custom_metadata"));
    await expect(openUpload(owner, id)).rejects.toMatchObject(blocked("media_addition"));
    await expect(editWords(owner, id, "tag", "add", { q: "" }, ["x"])).rejects.toMatchObject(blocked("items_edit"));
    expect(name).toBeTruthy();
  });
});

describe("DATASET_CREATION", () => {
  it(
    "aborted at any step leaves the empty draft, and a retry makes the dataset of the same files",
    { timeout: 300_000 },
    async () => {
      for (let step = 1; ; step += 1) {
        const { dataset_id: id } = await createDataset(owner, { name: "Draft" });
        const { upload_id } = await staged(id, "first.jpg", image, "media");
        const { task_id } = await startImport(
          owner,
          id,
          { upload_id },
          { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" },
        );
        const { map, reached } = abortingAt("DATASET_CREATION", step);
        await runTask(task_id, map);
        if (!reached()) {
          expect(step).toBeGreaterThan(1);
          expect((await getDataset(owner, id)).status).toBe("READY");
          break;
        }
        expect((await getDataset(owner, id)).status, `step ${step}`).toBe("DRAFT");
        expect(await allItems(owner, id)).toEqual([]);
        expect(await listAllSnapshots(owner, id)).toEqual([]);
        await runTaskHere(owner, (await retryTask(owner, task_id)).task_id);
        expect((await allItems(owner, id)).map((item) => item.file_name)).toEqual(["first.jpg"]);
        expect((await listAllSnapshots(owner, id)).map((snapshot) => snapshot.reason)).toEqual(["creation"]);
      }
    },
  );
});

describe("SNAPSHOT_CLONE", () => {
  it(
    "aborted at any step leaves no dataset behind and the source untouched, and a retry makes it",
    { timeout: 300_000 },
    async () => {
      const source = await cloneOf(owner, base);
      const before = await state(source);
      for (let step = 1; ; step += 1) {
        const known = (await listDatasets(owner)).length;
        const { task_id, dataset_id } = await cloneSnapshot(owner, source, "current");
        const { map, reached } = abortingAt("SNAPSHOT_CLONE", step);
        await runTask(task_id, map);
        if (!reached()) {
          expect(step).toBeGreaterThan(1);
          break;
        }
        expect((await getTask(owner, task_id)).status).toBe("ABORTED");
        await expect(getDataset(owner, dataset_id)).rejects.toMatchObject({ code: "not_found" });
        expect((await listDatasets(owner)).length, `step ${step}`).toBe(known);
        expect(await state(source)).toEqual(before);
        const again = await retryTask(owner, task_id);
        await runTaskHere(owner, again.task_id);
        expect((await listDatasets(owner)).length).toBe(known + 1);
      }
    },
  );
});

describe("a race", () => {
  it("of all operations at once has one winner; the others are told which it was", async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await cloneOf(owner, base);
      const { upload_id } = await staged(id, "new.jpg", image, "media");
      const values = await createMetadataTask(owner, id, { field_name: "a", field_type: "float", is_multi: false });
      const contenders: [TaskType, string, () => Promise<{ task_id: string }>][] = [
        [
          "MEDIA_ADDITION",
          "media_addition",
          () =>
            startImport(
              owner,
              id,
              { upload_id },
              { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" },
            ),
        ],
        ["REINDEX", "reindex", () => startReindex(owner, id)],
        ["ENRICHMENT", "enrichment", () => startEnrichment(owner, id, { enrichment_models: { exif: "exif" } })],
        ["LABEL_PROPAGATION", "label_propagation", () => startPropagation(owner, id, { k: 1, min_confidence: 0 })],
        [
          "CUSTOM_METADATA",
          "custom_metadata",
          () => sendMetadataValues(owner, id, values.task_id, "values.json", Readable.from(["[]"])),
        ],
        [
          "SNAPSHOT_RESTORE",
          "snapshot_restore",
          async () => restoreSnapshot(owner, id, (await listAllSnapshots(owner, id)).at(-1)!.snapshot_id),
        ],
      ];
      const rotated = [...contenders.slice(round), ...contenders.slice(0, round)];
      await editWords(owner, id, "tag", "add", { q: "" }, [`round ${round}`]);
      const results = await Promise.allSettled(rotated.map(([, , begin]) => begin()));
      const won = rotated.filter((_contender, index) => results[index]!.status === "fulfilled");
      expect(won).toHaveLength(1);
      const [winner] = won[0]!;
      results.forEach((result, index) => {
        if (result.status === "rejected")
          expect(result.reason).toMatchObject({
            code: "conflict",
            detail: `Operation '${rotated[index]![1]}' is blocked while ${winner} task is running`,
          });
      });
      const task = results.find((result) => result.status === "fulfilled") as PromiseFulfilledResult<{
        task_id: string;
      }>;
      await runTaskHere(owner, task.value.task_id);
      expect((await getDataset(owner, id)).active_task).toBeNull();
    }
  });

  it(
    "between an abort and the commit has one winner, and the state is that of the winner",
    { timeout: 300_000 },
    async () => {
      for (let round = 0; round < 10; round += 1) {
        const id = await cloneOf(owner, base);
        const before = await state(id);
        const { task_id } = await startPropagation(owner, id, { k: 1, min_confidence: 0 });
        const operation = operations.get("LABEL_PROPAGATION")!;
        let abort: Promise<unknown> = Promise.resolve();
        const racing: OperationDefinition = {
          ...operation,
          run: async (context) => {
            const commit = await operation.run(context);
            abort = new Promise((resolve) => setTimeout(resolve, round))
              .then(() => abortTask(owner, task_id))
              .catch((error: unknown) => error);
            return commit;
          },
        };
        await runTask(task_id, new Map([["LABEL_PROPAGATION", racing]]));
        const refused = await abort;
        const { status } = await getTask(owner, task_id);
        expect((await getDataset(owner, id)).active_task).toBeNull();
        if (status === "ABORTED") expect(await state(id)).toEqual(before);
        else {
          expect(status).toBe("COMPLETED");
          expect(refused).toMatchObject({ code: "conflict" });
          expect((await allItems(owner, id)).every((item) => item.labels.length > 0)).toBe(true);
        }
      }
    },
  );
});

it("values for a metadata task that was aborted meanwhile are refused, and hold nothing", async () => {
  const id = await cloneOf(owner, base);
  const { task_id } = await createMetadataTask(owner, id, { field_name: "a", field_type: "float", is_multi: false });
  await abortTask(owner, task_id);
  await expect(sendMetadataValues(owner, id, task_id, "values.json", Readable.from(["[]"]))).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(sendMetadataValues(owner, id, randomUUID(), "values.json", Readable.from(["[]"]))).rejects.toMatchObject(
    { code: "not_found" },
  );
  expect((await getDataset(owner, id)).status).toBe("READY");
});
