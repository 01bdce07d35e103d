/**
 * Every write of the product with a single connection to the database. Whatever held it while asking for another would wait
 * for itself; so would a crowd, with a pool of any size.
 */
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey, revokeApiKey, type CurrentUser } from "@/lib/auth/service";
import { createDataset, deleteDataset, undeleteDataset, updateDataset } from "@/lib/datasets/service";
import { changeRole, revokeRole } from "@/lib/sharing/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { setField } from "@/lib/edits/set-field";
import { undoEdit } from "@/lib/edits/undo";
import { startEnrichment } from "@/lib/enrichment/service";
import { settings } from "@/lib/env";
import { exportQuery } from "@/lib/exports/schema";
import { startExport } from "@/lib/exports/service";
import { previewMergeBack, startMergeBack } from "@/lib/merging/merge-back";
import { mergeBackInput } from "@/lib/merging/schema";
import { startMerge } from "@/lib/merging/service";
import { createMetadataTask, sendMetadataValues } from "@/lib/metadata-import/service";
import { OPERATIONS } from "@/lib/operations/declarations";
import { previewImport } from "@/lib/pipeline/preview";
import { startAnnotationImport, startImport, startReindex } from "@/lib/pipeline/service";
import { startPropagation } from "@/lib/propagation/service";
import {
  cloneDataset,
  cloneSnapshot,
  createSnapshot,
  removeSnapshot,
  restoreSnapshot,
  undoRestore,
  updateSnapshot,
} from "@/lib/snapshots/service";
import { FOR_EVER } from "@/lib/retention/schema";
import { applyRetentionNow, previewRetention, setRetention } from "@/lib/retention/service";
import { abortTask } from "@/lib/tasks/service";
import { openUpload, stageFile } from "@/lib/uploads/service";
import { saveViewInput } from "@/lib/views/schema";
import { deleteView, saveView } from "@/lib/views/service";
import { retryTask } from "@/lib/worker/retry";
import { undoTask } from "@/lib/worker/undo";
import { runTaskHere } from "@/prisma/factories";
import { drawScene, planScenes } from "@/prisma/scenes";
import { allItems, asAdmin, call, cloneOf, giveRole, headOf, newDataset, newUser, restoreHere } from "./world";

// Settings are read when the first query is made, which no import does.
process.env.STILLFRAME_DATABASE_POOL = "1";

let owner: CurrentUser;
let viewer: CurrentUser;
let base: string;
let id: string;

beforeAll(async () => {
  owner = await newUser("owner");
  viewer = await newUser("viewer");
  base = await newDataset(owner, 12, "One connection", 5);
  id = await cloneOf(owner, base);
});
afterAll(() => {
  delete process.env.STILLFRAME_DATABASE_POOL;
});

const run = async (started: { task_id: string }) => runTaskHere(owner, started.task_id);
const addPicture = async (dataset: string) => {
  const { upload_id } = await openUpload(owner, dataset);
  await stageFile(owner, dataset, upload_id, "new.jpg", Readable.from([await drawScene(planScenes(1, 77)[0]!)]));
  return startImport(
    owner,
    dataset,
    { upload_id },
    { labels_from_folders: false, auto_reindex: true, on_duplicate: "keep" },
  );
};

/** What each operation that is declared does; one that is added and not tried here does not compile. */
const WRITES: Record<keyof typeof OPERATIONS, () => Promise<unknown>> = {
  dataset_creation: async () => run(await addPicture((await createDataset(owner, { name: "Made of one" })).dataset_id)),
  media_addition: async () => run(await addPicture(id)),
  reindex: async () => run(await startReindex(owner, id)),
  enrichment: async () =>
    run(await startEnrichment(owner, id, { enrichment_models: { colour_composition: "colour-composition" } })),
  label_propagation: async () => run(await startPropagation(owner, id, { k: 3, min_confidence: 0.2 })),
  custom_metadata: async () => {
    const { task_id } = await createMetadataTask(owner, id, { field_name: "a", field_type: "float", is_multi: false });
    const [item] = await allItems(owner, id);
    const values = JSON.stringify([{ media_id: item!.media_id, value: 1.5 }]);
    await run(await sendMetadataValues(owner, id, task_id, "values.json", Readable.from([values])));
  },
  annotation_import: async () => {
    const [item] = await allItems(owner, id);
    const { upload_id } = await openUpload(owner, id, "annotation_import");
    const rows = `filename,label,caption\n${item!.file_path},by file,one\n`;
    await stageFile(owner, id, upload_id, "image_annotations.csv", Readable.from([rows]));
    await previewImport(owner, id, { upload_id });
    const { task_id } = await startAnnotationImport(owner, id, { upload_id, mode: "replace" });
    await run({ task_id });
    await undoTask(owner, task_id);
  },
  merge: async () => {
    await run(await startMerge(owner, id, { source_dataset_id: base, auto_reindex: true }));
    const clone = await cloneOf(owner, id);
    await editWords(owner, clone, "tag", "add", { q: "" }, ["merged back"]);
    const input = mergeBackInput.parse({ source_dataset_id: clone });
    expect(await previewMergeBack(owner, id, input)).toMatchObject({ n_conflicts: 0, added: 0 });
    const { task_id } = await startMergeBack(owner, id, input);
    await run({ task_id });
    await undoTask(owner, task_id);
  },
  export: async () => run(await startExport(owner, id, exportQuery.parse({ export_format: "coco" }))),
  items_edit: async () => {
    const [first, second] = await allItems(owner, id);
    const tagged = await editWords(owner, id, "tag", "add", { q: "landscape" }, ["one"]);
    await undoEdit(owner, id, tagged.edit_id!);
    await editWords(owner, id, "label", "add", { item_ids: [first!.media_id] }, ["by hand"]);
    await patchItem(owner, id, first!.media_id, { caption: "one", metadata: { note: "kept" } }, null);
    await setField(
      owner,
      id,
      { q: "", state_id: await headOf(owner, id) },
      { field: "score", value: 2, type: "float" },
    );
    const deleted = await deleteItems(owner, id, { item_ids: [second!.media_id] });
    expect(deleted.changed).toBe(1);
    await undoEdit(owner, id, deleted.edit_id!);
  },
  snapshot_create: () => createSnapshot(owner, id, { name: "one" }),
  snapshot_edit: async () => {
    const { snapshot_id } = await createSnapshot(owner, id, { name: "to be renamed" });
    await updateSnapshot(owner, id, snapshot_id, { name: "renamed" });
  },
  snapshot_protect: async () => {
    const { snapshot_id } = await createSnapshot(owner, id, { name: "to be kept" });
    await updateSnapshot(owner, id, snapshot_id, { protected: true, pinned: true, aliases: ["pool"] });
    await updateSnapshot(owner, id, snapshot_id, { protected: false, pinned: false, aliases: [] });
  },
  snapshot_remove: async () => {
    const { snapshot_id } = await createSnapshot(owner, id, { name: "to be removed" });
    await createSnapshot(owner, id, { name: "the current one" });
    await removeSnapshot(owner, id, snapshot_id);
  },
  snapshot_restore: async () => {
    const { snapshot_id } = await createSnapshot(owner, id, { name: "to go back to" });
    await editWords(owner, id, "tag", "add", { q: "" }, ["replaced"]);
    await undoRestore(owner, await restoreHere(owner, id, snapshot_id));
    const part = await restoreSnapshot(owner, id, snapshot_id, { only: ["tags", "deleted_items"] });
    await run(part);
    await undoTask(owner, part.task_id);
  },
  snapshot_clone: async () => {
    const { task_id } = await cloneSnapshot(owner, id, "current");
    await abortTask(owner, task_id);
    await run(await retryTask(owner, task_id));
    await editWords(owner, id, "tag", "add", { q: "" }, ["not saved yet"]);
    await run(await cloneDataset(owner, id, "now"));
  },
  view_edit: async () => {
    const view = await saveView(owner, id, saveViewInput.parse({ name: randomUUID(), view: { q: "tag:one" } }));
    await deleteView(owner, id, view.view_id);
  },
  dataset_share: async () => {
    await giveRole(owner, id, viewer, "VIEWER");
    await changeRole(owner, id, { grant_to_user_email: viewer.email, role: "EDITOR" });
    await revokeRole(owner, id, { grant_to_user_email: viewer.email });
    await giveRole(owner, id, viewer, "VIEWER");
  },
  dataset_leave: async () => {
    const guest = await newUser("guest");
    await giveRole(owner, id, guest, "VIEWER");
    await revokeRole(guest, id, { grant_to_user_email: guest.email });
  },
  dataset_rename: () => updateDataset(owner, id, { display_name: "One" }),
  dataset_retention: async () => {
    const rule = { automatic: { days: 1, at_least: null }, named: { days: null, at_least: null } };
    await setRetention(owner, id, rule);
    await previewRetention(owner, id, rule);
    await applyRetentionNow(owner, id);
    await setRetention(owner, id, FOR_EVER);
  },
  dataset_describe: () => updateDataset(owner, id, { notes: "one" }),
  snapshots_enable: async () => {
    const plain = await createDataset(owner, { name: "Plain", snapshots_enabled: false });
    await updateDataset(owner, plain.dataset_id, { snapshots_enabled: true });
  },
  dataset_delete: async () => {
    const thrown = await cloneOf(owner, base);
    await deleteDataset(owner, thrown);
    await undeleteDataset(owner, thrown);
    await deleteDataset(owner, thrown);
  },
};

describe("a pool of one", () => {
  it("is what this file runs with", async () => {
    await headOf(owner, id);
    expect(settings().databasePool).toBe(1);
    const open = await asAdmin<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
    );
    expect(open[0]!.n).toBe(1);
  });

  it.each(Object.keys(WRITES) as (keyof typeof OPERATIONS)[])("%s comes through", async (name) => {
    await WRITES[name]();
  });

  it("keys come and go", async () => {
    const key = await createApiKey(owner, "one");
    await revokeApiKey(owner, key.api_key);
  });

  it("24 datasets are edited at once, slower but wholly", { timeout: 60_000 }, async () => {
    const ids: string[] = [];
    for (let n = 0; n < 24; n += 1) ids.push(await cloneOf(owner, base));
    const request = { method: "POST", body: { q: "landscape", tags: ["crowd"] }, user: owner };
    const answers = await Promise.all(
      ids.flatMap((dataset) => [
        call(`/dataset/${dataset}/items/tag`, request),
        call(`/dataset/${dataset}/snapshot`, { method: "POST", body: {}, user: owner }),
      ]),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    for (const dataset of ids)
      expect((await allItems(owner, dataset)).every((item) => item.tags.includes("crowd"))).toBe(true);
  });
});
