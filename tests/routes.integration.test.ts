/** Every route × every role. The route files are enumerated, so one without a rule here fails. */
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { apiDocument, documentedPath } from "@/lib/api/document";
import { deleteDataset } from "@/lib/datasets/service";
import { editWords } from "@/lib/edits/edit-words";
import { exportQuery } from "@/lib/exports/schema";
import { startExport } from "@/lib/exports/service";
import { createGroup, setMember } from "@/lib/groups/service";
import { createSnapshot, listAllSnapshots, restoreSnapshot } from "@/lib/snapshots/service";
import { createMetadataTask } from "@/lib/metadata-import/service";
import { startReindex } from "@/lib/pipeline/service";
import { openUpload, stageFile } from "@/lib/uploads/service";
import { abortTask } from "@/lib/tasks/service";
import { saveView } from "@/lib/views/service";
import { createApiKey, openSession, type CurrentUser } from "@/lib/auth/service";
import {
  allItems,
  call,
  cloneOf,
  giveRole,
  guestHeaders,
  loadRoute,
  newDataset,
  newUser,
  restoreHere,
  routePaths,
} from "./world";

const ROLES = ["anonymous", "stranger", "guest", "viewer", "editor", "owner"] as const;
type RoleName = (typeof ROLES)[number];
/** A guest, who opened the public link of the dataset: nobody where no dataset is in the path, else what a viewer is told. */
type Expected = Record<Exclude<RoleName, "guest">, number> & { readonly guest?: number };

const anyone = (ok: number): Expected => ({ anonymous: 401, stranger: ok, viewer: ok, editor: ok, owner: ok });
const viewers = (ok = 200): Expected => ({ anonymous: 401, stranger: 404, viewer: ok, editor: ok, owner: ok });
const editors = (ok: number): Expected => ({ anonymous: 401, stranger: 404, viewer: 403, editor: ok, owner: ok });
const owners = (ok = 200): Expected => ({ anonymous: 401, stranger: 404, viewer: 403, editor: 403, owner: ok });

/** Who manages the group, of those who are signed in. */
const managers: Expected = { anonymous: 401, stranger: 403, viewer: 403, editor: 403, owner: 200 };

interface World {
  readonly datasetId: string;
  readonly snapshotId: string;
  readonly mediaId: string;
}
interface Request {
  readonly path: string;
  readonly body?: unknown;
  readonly raw?: BodyInit;
}
interface Rule {
  readonly expected: Expected;
  readonly request?: (world: World, owner: CurrentUser, caller: CurrentUser | null) => Request | Promise<Request>;
}

/** What viewers may and guests may not: it starts something, or is about oneself. */
const notGuests = (): Expected => ({ ...viewers(), guest: 403 });
const guestOf = ({ expected }: Rule, path: string): number =>
  expected.guest ?? (path.includes("[datasetId]") ? expected.viewer : expected.anonymous);

let people: Record<Exclude<RoleName, "anonymous" | "guest">, CurrentUser>;
let base: string;

async function newWorld(): Promise<World> {
  const datasetId = await cloneOf(people.owner, base);
  await giveRole(people.owner, datasetId, people.editor, "EDITOR");
  await giveRole(people.owner, datasetId, people.viewer, "VIEWER");
  const [item] = await allItems(people.owner, datasetId);
  const snapshotId = (await listAllSnapshots(people.owner, datasetId))[0]!.snapshot_id;
  await editWords(people.owner, datasetId, "tag", "add", { item_ids: [item!.media_id] }, ["seen"]);
  await createSnapshot(people.owner, datasetId, { name: "Second" });
  return { datasetId, snapshotId, mediaId: item!.media_id };
}

/** A group that the owner manages, with the viewer in it. */
async function newGroup(): Promise<string> {
  const { group_id } = await createGroup(people.owner, { name: `Group ${randomUUID()}` });
  await setMember(people.owner, group_id, { email: people.viewer.email });
  return group_id;
}

async function abortedTask(owner: CurrentUser, datasetId: string): Promise<string> {
  const { task_id } = await startReindex(owner, datasetId);
  await abortTask(owner, task_id);
  return task_id;
}

const waitingTask = async (owner: CurrentUser, datasetId: string): Promise<string> =>
  (await createMetadataTask(owner, datasetId, { field_name: "a", field_type: "float", is_multi: false })).task_id;

/** A staged file is its sender's own; where the caller may not send any, the owner's stands in. */
async function stagedTable(
  owner: CurrentUser,
  datasetId: string,
  caller: CurrentUser | null,
): Promise<{ upload_id: string; path: string }> {
  const may = caller && caller.id === people.editor.id ? caller : owner;
  const { upload_id } = await openUpload(may, datasetId, "custom_metadata");
  await stageFile(may, datasetId, upload_id, "a.csv", Readable.from(["file,a\nx.jpg,1\n"]));
  return { upload_id, path: "a.csv" };
}

const form = (): FormData => {
  const data = new FormData();
  data.append("files", new Blob(["not an image, but a file"]), "a.jpg");
  return data;
};

const RETENTION = { automatic: { days: 30, at_least: 10 }, named: { days: null, at_least: null } };

const RULES: Record<string, Rule> = {
  "GET /datasets": { expected: anyone(200) },
  "GET /datasets/filters": { expected: anyone(200) },
  // Marking it is about oneself.
  "PUT /dataset/[datasetId]/star": { expected: notGuests() },
  "DELETE /dataset/[datasetId]/star": { expected: notGuests() },
  "POST /dataset": {
    expected: anyone(200),
    request: () => ({ path: "/dataset", body: { name: "Made by the matrix" } }),
  },
  "GET /dataset/[datasetId]": { expected: viewers() },
  // Editors may change description and notes, tested beside what they say.
  "PATCH /dataset/[datasetId]": {
    expected: owners(),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}`, body: { display_name: "Renamed" } }),
  },
  "DELETE /dataset/[datasetId]": { expected: owners() },
  "PUT /dataset/[datasetId]/cover": {
    expected: editors(200),
    request: async ({ datasetId }, owner) => ({
      path: `/dataset/${datasetId}/cover`,
      body: { media_id: (await allItems(owner, datasetId))[0]!.media_id },
    }),
  },
  "POST /dataset/[datasetId]/links": {
    expected: notGuests(),
    request: ({ datasetId, mediaId }) => ({ path: `/dataset/${datasetId}/links`, body: { item_ids: [mediaId] } }),
  },
  "DELETE /dataset/[datasetId]/links": { expected: owners() },
  "POST /manage/[datasetId]/transfer": {
    expected: owners(),
    request: ({ datasetId }) => ({
      path: `/manage/${datasetId}/transfer`,
      body: { to_user_email: people.editor.email },
    }),
  },
  "POST /dataset/[datasetId]/undelete": {
    // In the trash it has no guests.
    expected: { ...owners(), guest: 401 },
    request: async ({ datasetId }, owner) => {
      await deleteDataset(owner, datasetId);
      return { path: `/dataset/${datasetId}/undelete` };
    },
  },
  "GET /dataset/[datasetId]/facets": { expected: viewers() },
  "GET /dataset/[datasetId]/facets/clusters": { expected: viewers() },
  "GET /dataset/[datasetId]/facets/folders": { expected: viewers() },
  "GET /dataset/[datasetId]/facets/objects": { expected: viewers() },
  "GET /dataset/[datasetId]/facets/histogram": {
    expected: viewers(),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/facets/histogram?field=size` }),
  },
  "GET /dataset/[datasetId]/statistics": { expected: viewers() },
  "GET /dataset/[datasetId]/statistics/[chart]": {
    expected: viewers(),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/statistics/labels?format=csv` }),
  },
  "GET /dataset/[datasetId]/metrics": { expected: viewers() },
  "POST /dataset/[datasetId]/metrics/refresh": { expected: editors(200) },
  "GET /dataset/[datasetId]/items": { expected: viewers() },
  "GET /dataset/[datasetId]/items/numbers": { expected: viewers() },
  "GET /dataset/[datasetId]/items/stacks": { expected: viewers() },
  "GET /dataset/[datasetId]/items/[mediaId]/history": { expected: viewers() },
  "GET /dataset/[datasetId]/items/[mediaId]/blame": { expected: viewers() },
  "GET /dataset/[datasetId]/items/[mediaId]/exif": { expected: viewers() },
  "GET /dataset/[datasetId]/export_context_async": {
    expected: notGuests(),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/export_context_async?export_format=coco` }),
  },
  "GET /dataset/[datasetId]/export_preview": {
    expected: viewers(),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/export_preview?export_format=yolo&variant=obb` }),
  },
  "POST /dataset/[datasetId]/export_context_async": {
    expected: notGuests(),
    request: ({ datasetId }) => ({
      path: `/dataset/${datasetId}/export_context_async`,
      body: { export_format: "voc", item_numbers: [[0, 1]] },
    }),
  },
  "POST /dataset/[datasetId]/export_preview": {
    expected: viewers(),
    request: ({ datasetId }) => ({
      path: `/dataset/${datasetId}/export_preview`,
      body: { export_format: "voc", item_numbers: [[0, 1]] },
    }),
  },
  "GET /dataset/[datasetId]/export_status": {
    expected: viewers(),
    request: async ({ datasetId }, owner) => ({
      path: `/dataset/${datasetId}/export_status?export_task_id=${(await startExport(owner, datasetId, exportQuery.parse({}))).task_id}`,
    }),
  },
  "POST /dataset/[datasetId]/items/export": {
    expected: viewers(),
    request: ({ datasetId, mediaId }) => ({
      path: `/dataset/${datasetId}/items/export`,
      body: { item_ids: [mediaId], format: "json" },
    }),
  },
  // The body is no image; that comes after the question who may look.
  "POST /dataset/[datasetId]/items/similar": {
    expected: viewers(400),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/items/similar`, raw: new Blob(["no image"]) }),
  },
  "POST /dataset/[datasetId]/items/metadata": {
    expected: editors(200),
    request: ({ datasetId, mediaId }) => ({
      path: `/dataset/${datasetId}/items/metadata`,
      body: { item_ids: [mediaId], field: "speed", value: 3, type: "float" },
    }),
  },
  "POST /dataset/[datasetId]/edits/[edit]/undo": {
    expected: editors(200),
    request: async ({ datasetId, mediaId }, owner) => ({
      path: `/dataset/${datasetId}/edits/${(await editWords(owner, datasetId, "tag", "add", { item_ids: [mediaId] }, ["undone"])).edit_id}/undo`,
    }),
  },
  // Its items come from a dataset that only the owner sees: who may add there but not look is told that it is not found.
  "POST /dataset/[datasetId]/merge": {
    expected: { ...editors(404), viewer: 404, owner: 202 },
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/merge`, body: { source_dataset_id: base } }),
  },
  "POST /dataset/[datasetId]/merge_back": {
    expected: { ...editors(202), editor: 404 },
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/merge_back`, body: { source_dataset_id: base } }),
  },
  "POST /dataset/[datasetId]/merge_preview": {
    expected: { ...editors(200), editor: 404 },
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/merge_preview`, body: { source_dataset_id: base } }),
  },
  // Of everything that the caller may see; that this is nothing for a stranger is tested beside what they say.
  "GET /inputs": { expected: anyone(200) },
  "GET /inputs/datasets": { expected: anyone(200) },
  "GET /inputs/facets": { expected: anyone(200) },
  "GET /inputs/numbers": { expected: anyone(200) },
  "POST /inputs/similar": {
    expected: viewers(),
    request: ({ datasetId, mediaId }) => ({
      path: "/inputs/similar",
      body: { sources: [{ source_dataset_id: datasetId, item_ids: [mediaId] }] },
    }),
  },
  "GET /dataset/[datasetId]/activity": { expected: viewers() },
  "GET /dataset/[datasetId]/activity/filters": { expected: viewers() },
  "POST /dataset/[datasetId]/activity/[event]/revert": {
    expected: editors(200),
    request: async ({ datasetId, mediaId }, owner) => ({
      path: `/dataset/${datasetId}/activity/${(await editWords(owner, datasetId, "tag", "add", { item_ids: [mediaId] }, ["taken back"])).edit_id}/revert`,
    }),
  },
  "GET /dataset/[datasetId]/views": { expected: viewers() },
  "POST /dataset/[datasetId]/views": {
    expected: editors(200),
    request: ({ datasetId }) => ({
      path: `/dataset/${datasetId}/views`,
      body: { name: "Mine", view: { q: "tag:seen" } },
    }),
  },
  "DELETE /dataset/[datasetId]/views/[viewId]": {
    expected: editors(200),
    request: async ({ datasetId }, owner) => ({
      path: `/dataset/${datasetId}/views/${(await saveView(owner, datasetId, { name: "Mine", view: { q: "", sort: "added" } })).view_id}`,
    }),
  },
  "DELETE /dataset/[datasetId]/items": {
    expected: editors(200),
    request: ({ datasetId, mediaId }) => ({ path: `/dataset/${datasetId}/items`, body: { item_ids: [mediaId] } }),
  },
  "GET /dataset/[datasetId]/items/[mediaId]": { expected: viewers() },
  // Without a model the search is a conflict; that comes after the question who may look.
  "GET /dataset/[datasetId]/items/describe": {
    expected: viewers(409),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/items/describe?text=boat` }),
  },
  "GET /dataset/[datasetId]/items/[mediaId]/similar": { expected: viewers() },
  "PATCH /dataset/[datasetId]/items/[mediaId]": {
    expected: editors(200),
    request: ({ datasetId, mediaId }) => ({
      path: `/dataset/${datasetId}/items/${mediaId}`,
      body: { caption: "A view" },
    }),
  },
  ...Object.fromEntries(
    (["tag", "untag", "label", "unlabel"] as const).map((edit): [string, Rule] => [
      `POST /dataset/[datasetId]/items/${edit}`,
      {
        expected: editors(200),
        request: ({ datasetId, mediaId }) => ({
          path: `/dataset/${datasetId}/items/${edit}`,
          body: { item_ids: [mediaId], [edit.endsWith("tag") ? "tags" : "labels"]: ["x"] },
        }),
      },
    ]),
  ),
  "POST /dataset/[datasetId]/items/split": {
    expected: editors(200),
    request: ({ datasetId, mediaId }) => ({
      path: `/dataset/${datasetId}/items/split`,
      body: { item_ids: [mediaId], split: "train" },
    }),
  },
  "POST /dataset/[datasetId]/splits/assign": {
    expected: editors(200),
    request: ({ datasetId }) => ({
      path: `/dataset/${datasetId}/splits/assign`,
      body: { ratios: { train: 0.8, val: 0.2 } },
    }),
  },
  "GET /dataset/[datasetId]/classes": { expected: viewers() },
  "PATCH /dataset/[datasetId]/classes": {
    expected: editors(200),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/classes`, body: { define: { name: "car" } } }),
  },
  // Who may not is told before whether there is such a cluster.
  "PATCH /dataset/[datasetId]/facets/clusters": {
    expected: editors(404),
    request: ({ datasetId }) => ({
      path: `/dataset/${datasetId}/facets/clusters`,
      body: { cluster: "no such", name: "night drive" },
    }),
  },
  "POST /dataset/[datasetId]/add_media": {
    expected: editors(202),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/add_media`, raw: form() }),
  },
  // What is sent is no annotation; that comes after the question who may send any.
  "POST /dataset/[datasetId]/annotations": {
    expected: editors(202),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/annotations`, raw: form() }),
  },
  "POST /dataset/[datasetId]/import_preview": {
    expected: editors(200),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/import_preview`, raw: form() }),
  },
  "POST /dataset/[datasetId]/uploads": { expected: editors(200) },
  "PUT /dataset/[datasetId]/uploads/[uploadId]": {
    expected: editors(200),
    request: async ({ datasetId }, owner, caller) => {
      const opened = await call(`/dataset/${datasetId}/uploads`, { method: "POST", user: caller ?? owner });
      const { upload_id = randomUUID() } = (await opened.json()) as { upload_id?: string };
      return { path: `/dataset/${datasetId}/uploads/${upload_id}?path=a.jpg`, raw: new Blob(["bytes"]) };
    },
  },
  "GET /enrichment/[datasetId]/list_models": { expected: viewers() },
  "GET /enrichment/[datasetId]/applied_models": { expected: viewers() },
  "POST /dataset/[datasetId]/enrich_dataset": {
    expected: editors(200),
    request: ({ datasetId }) => ({
      path: `/dataset/${datasetId}/enrich_dataset`,
      body: { enrichment_models: { exif: "exif" } },
    }),
  },
  "POST /dataset/[datasetId]/label_propagation": {
    expected: editors(202),
    request: ({ datasetId }) => ({
      path: `/dataset/${datasetId}/label_propagation`,
      body: { k: 3, min_confidence: 0.5 },
    }),
  },
  "POST /dataset/[datasetId]/label_propagation/preview": {
    expected: editors(200),
    request: ({ datasetId }) => ({
      path: `/dataset/${datasetId}/label_propagation/preview`,
      body: { k: 3, min_confidence: 0.5 },
    }),
  },
  "POST /dataset/[datasetId]/reindex": { expected: editors(202) },
  "GET /dataset/[datasetId]/uploads/[uploadId]": {
    expected: editors(200),
    request: async ({ datasetId }, owner, caller) => ({
      path: `/dataset/${datasetId}/uploads/${(await stagedTable(owner, datasetId, caller)).upload_id}`,
    }),
  },
  // Without the protocol's version header: who may ask at all is told that it is missing.
  "POST /dataset/[datasetId]/uploads/[uploadId]/tus": {
    expected: editors(412),
    request: async ({ datasetId }, owner, caller) => ({
      path: `/dataset/${datasetId}/uploads/${(await stagedTable(owner, datasetId, caller)).upload_id}/tus`,
    }),
  },
  "PATCH /dataset/[datasetId]/uploads/[uploadId]/tus/[file]": {
    expected: editors(412),
    request: async ({ datasetId }, owner, caller) => ({
      path: `/dataset/${datasetId}/uploads/${(await stagedTable(owner, datasetId, caller)).upload_id}/tus/${"0".repeat(32)}`,
    }),
  },
  "DELETE /dataset/[datasetId]/uploads/[uploadId]/tus/[file]": {
    expected: editors(412),
    request: async ({ datasetId }, owner, caller) => ({
      path: `/dataset/${datasetId}/uploads/${(await stagedTable(owner, datasetId, caller)).upload_id}/tus/${"0".repeat(32)}`,
    }),
  },
  "POST /datasets/[datasetId]/custom_metadata/preview": {
    expected: editors(200),
    request: async ({ datasetId }, owner, caller) => ({
      path: `/datasets/${datasetId}/custom_metadata/preview`,
      body: await stagedTable(owner, datasetId, caller),
    }),
  },
  "POST /datasets/[datasetId]/custom_metadata/import": {
    expected: editors(202),
    request: async ({ datasetId }, owner, caller) => ({
      path: `/datasets/${datasetId}/custom_metadata/import`,
      body: {
        ...(await stagedTable(owner, datasetId, caller)),
        key: "file_name",
        key_column: "file",
        fields: [{ column: "a", field_name: "a", field_type: "float" }],
      },
    }),
  },
  "POST /datasets/[datasetId]/custom_metadata/tasks": {
    expected: editors(200),
    request: ({ datasetId }) => ({
      path: `/datasets/${datasetId}/custom_metadata/tasks`,
      body: { field_name: "a", field_type: "float" },
    }),
  },
  "POST /datasets/[datasetId]/custom_metadata/tasks/[taskId]": {
    expected: editors(202),
    request: async ({ datasetId }, owner) => ({
      path: `/datasets/${datasetId}/custom_metadata/tasks/${await waitingTask(owner, datasetId)}`,
      body: [],
    }),
  },
  "GET /datasets/[datasetId]/custom_metadata/tasks/[taskId]/status": {
    expected: viewers(),
    request: async ({ datasetId }, owner) => ({
      path: `/datasets/${datasetId}/custom_metadata/tasks/${await waitingTask(owner, datasetId)}/status`,
    }),
  },
  "GET /dataset/[datasetId]/snapshot": { expected: viewers() },
  "POST /dataset/[datasetId]/snapshot": {
    expected: editors(200),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/snapshot`, body: { name: "Third" } }),
  },
  "GET /dataset/[datasetId]/snapshot/[snapshotId]": { expected: viewers() },
  "PATCH /dataset/[datasetId]/snapshot/[snapshotId]": {
    expected: editors(200),
    request: ({ datasetId, snapshotId }) => ({
      path: `/dataset/${datasetId}/snapshot/${snapshotId}`,
      body: { name: "Renamed" },
    }),
  },
  "DELETE /dataset/[datasetId]/snapshot/[snapshotId]": { expected: editors(200) },
  "GET /dataset/[datasetId]/snapshot/[snapshotId]/size": { expected: viewers() },
  "POST /dataset/[datasetId]/snapshot/[snapshotId]/undelete": { expected: editors(200) },
  "GET /dataset/[datasetId]/retention": { expected: viewers() },
  "PUT /dataset/[datasetId]/retention": {
    expected: owners(),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/retention`, body: RETENTION }),
  },
  "POST /dataset/[datasetId]/retention/preview": {
    expected: owners(),
    request: ({ datasetId }) => ({ path: `/dataset/${datasetId}/retention/preview`, body: RETENTION }),
  },
  "POST /dataset/[datasetId]/retention/apply": { expected: owners() },
  "POST /dataset/[datasetId]/snapshot/[snapshotId]/restore": { expected: editors(202) },
  "POST /dataset/[datasetId]/snapshot/[snapshotId]/clone": { expected: editors(202) },
  "GET /dataset/[datasetId]/snapshot/[snapshotId]/compare/[otherId]": {
    expected: viewers(),
    request: ({ datasetId, snapshotId }) => ({ path: `/dataset/${datasetId}/snapshot/${snapshotId}/compare/head` }),
  },
  "GET /dataset/[datasetId]/snapshot/[snapshotId]/compare/[otherId]/export": {
    expected: viewers(),
    request: ({ datasetId, snapshotId }) => ({
      path: `/dataset/${datasetId}/snapshot/${snapshotId}/compare/head/export?format=csv`,
    }),
  },
  "GET /dataset/[datasetId]/snapshot/[snapshotId]/compare/[otherId]/items": {
    expected: viewers(),
    request: ({ datasetId, snapshotId }) => ({
      path: `/dataset/${datasetId}/snapshot/${snapshotId}/compare/head/items`,
    }),
  },
  "GET /dataset/[datasetId]/snapshot/[snapshotId]/items": { expected: viewers() },
  "GET /tasks": { expected: anyone(200) },
  "GET /tasks/filters": { expected: anyone(200) },
  "GET /tasks/[taskId]": {
    expected: viewers(),
    request: async ({ datasetId }, owner) => ({ path: `/tasks/${await abortedTask(owner, datasetId)}` }),
  },
  "POST /tasks/[taskId]/abort": {
    expected: editors(200),
    request: async ({ datasetId }, owner) => ({
      path: `/tasks/${(await startReindex(owner, datasetId)).task_id}/abort`,
    }),
  },
  "POST /tasks/[taskId]/retry": {
    expected: editors(202),
    request: async ({ datasetId }, owner) => ({ path: `/tasks/${await abortedTask(owner, datasetId)}/retry` }),
  },
  "POST /tasks/[taskId]/undo": {
    expected: editors(200),
    request: async ({ datasetId, snapshotId }, owner) => ({
      path: `/tasks/${await restoreHere(owner, datasetId, snapshotId)}/undo`,
    }),
  },
  "PUT /manage/[datasetId]/invite": {
    expected: owners(),
    request: ({ datasetId }) => ({
      path: `/manage/${datasetId}/invite`,
      body: { grant_to_user_email: people.stranger.email, role: "VIEWER" },
    }),
  },
  "GET /manage/[datasetId]/share": { expected: notGuests() },
  "PATCH /manage/[datasetId]/share": {
    expected: owners(),
    request: ({ datasetId }) => ({
      path: `/manage/${datasetId}/share`,
      body: { grant_to_user_email: people.viewer.email, role: "EDITOR" },
    }),
  },
  // The editor's own: who leaves needs nobody's leave.
  "DELETE /manage/[datasetId]/share": {
    expected: editors(200),
    request: ({ datasetId }) => ({
      path: `/manage/${datasetId}/share`,
      body: { grant_to_user_email: people.editor.email },
    }),
  },
  "GET /groups": { expected: anyone(200) },
  "POST /groups": {
    expected: anyone(200),
    request: () => ({ path: "/groups", body: { name: `By the matrix ${randomUUID()}` } }),
  },
  // Its name and size are everybody's to see; the viewer is in it, and the owner manages it.
  "GET /groups/[groupId]": { expected: anyone(200), request: async () => ({ path: `/groups/${await newGroup()}` }) },
  "PATCH /groups/[groupId]": {
    expected: managers,
    request: async () => ({ path: `/groups/${await newGroup()}`, body: { name: `Renamed ${randomUUID()}` } }),
  },
  "DELETE /groups/[groupId]": { expected: managers, request: async () => ({ path: `/groups/${await newGroup()}` }) },
  "PUT /groups/[groupId]/members": {
    expected: managers,
    request: async () => ({ path: `/groups/${await newGroup()}/members`, body: { email: people.editor.email } }),
  },
  // The viewer's own: who leaves needs nobody's leave.
  "DELETE /groups/[groupId]/members": {
    expected: { ...managers, viewer: 200 },
    request: async () => ({ path: `/groups/${await newGroup()}/members`, body: { email: people.viewer.email } }),
  },
  "GET /api-keys": { expected: anyone(200) },
  "POST /api-keys": {
    expected: anyone(200),
    request: () => ({ path: "/api-keys", body: { name: "Made by the matrix" } }),
  },
  // One's own key; another's is 404, tested below.
  "GET /sessions": { expected: anyone(200) },
  "DELETE /sessions": { expected: anyone(200) },
  "DELETE /sessions/[sessionId]": {
    expected: anyone(200),
    request: async (_world, owner, caller) => ({
      path: `/sessions/${await openSession((caller ?? owner).id, "a browser")}`,
    }),
  },
  // Whose password it is not, cannot change it.
  "POST /password": {
    expected: anyone(422),
    request: () => ({ path: "/password", body: { password: "a guess", new_password: "a long new one" } }),
  },
  "DELETE /api-keys/[key]": {
    expected: anyone(200),
    request: async (_world, owner, caller) => ({
      path: `/api-keys/${(await createApiKey(caller ?? owner, "to revoke")).api_key}`,
    }),
  },
  "GET /events": { expected: anyone(200) },
  "GET /dataset/[datasetId]/events": { expected: viewers() },
  "GET /manage/[datasetId]/public_link": { expected: owners() },
  "PUT /manage/[datasetId]/public_link": { expected: owners() },
  "DELETE /manage/[datasetId]/public_link": { expected: owners() },
};

/** Routes that anyone may call, and why. */
const PUBLIC: Record<string, string> = {
  "GET /openapi.json": "says what everybody may know",
  "POST /setup": "makes the first account for whoever holds the set-up token",
  "GET /media/[sha256]/[variant]": "the signature in the link is the permission",
  "GET /dataset/[datasetId]/export/[exportId]": "the signature in the link is the permission",
};

const PROTOCOL = ["HEAD", "OPTIONS"];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const declared = (
  await Promise.all(
    routePaths().map(async (path) =>
      Object.keys(await loadRoute(path))
        .filter((name) => METHODS.includes(name))
        .map((method) => `${method} ${path}`),
    ),
  )
).flat();

beforeAll(async () => {
  const [owner, editor, viewer, stranger] = await Promise.all(["owner", "editor", "viewer", "stranger"].map(newUser));
  people = { owner: owner!, editor: editor!, viewer: viewer!, stranger: stranger! };
  base = await newDataset(people.owner, 3);
});

it("has a rule for every route, and a route for every rule", () => {
  expect(declared.sort()).toEqual([...Object.keys(RULES), ...Object.keys(PUBLIC)].sort());
});

it("has every route in the document, made with what declares it there", async () => {
  const routes = await Promise.all(
    routePaths().map(async (path) =>
      Object.entries(await loadRoute(path))
        .filter(([name]) => [...METHODS, ...PROTOCOL].includes(name))
        .map(([method, { operation }]) => ({ name: `${method} ${path}`, operation })),
    ),
  );
  const made = routes.flat();
  expect(made.filter(({ name, operation }) => name !== `${operation?.method} ${operation?.path}`)).toEqual([]);
  const documented = Object.entries(apiDocument().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(made.map(({ operation }) => `${operation!.method} ${documentedPath(operation!.path)}`).sort()).toEqual(
    documented.sort(),
  );
});

describe.each(declared.filter((name) => name in RULES))("%s", (name) => {
  const rule = RULES[name]!;
  const [method, pattern] = name.split(" ") as [string, string];
  it.each(ROLES)("%s", async (role) => {
    const world = await newWorld();
    const caller = role === "anonymous" || role === "guest" ? null : people[role];
    const headers = role === "guest" ? await guestHeaders(people.owner, world.datasetId) : {};
    const request = (await rule.request?.(world, people.owner, caller)) ?? {
      path: pattern
        .replace("[datasetId]", world.datasetId)
        .replace("[snapshotId]", world.snapshotId)
        .replace("[mediaId]", world.mediaId),
    };
    const response = await call(request.path, { method, user: caller, headers, body: request.body, raw: request.raw });
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    const text =
      response.headers.get("content-type") === "text/event-stream"
        ? (await response.body?.cancel(), "")
        : await response.text();
    expect(`${response.status} ${response.status >= 400 ? text : ""}`.trim()).toMatch(
      new RegExp(`^${role === "guest" ? guestOf(rule, pattern) : rule.expected[role]}\\b`),
    );
    // Refusals of the resumable protocol itself are plain text.
    if (response.status >= 400 && (isJson || response.status !== 412))
      expect(JSON.parse(text)).toHaveProperty("detail");
  });
});

describe("public routes", () => {
  it("set-up needs its token, and works only once", async () => {
    const body = { token: "wrong", email: "a@b.example", name: "A", password: "long enough pw" };
    expect((await call("/setup", { method: "POST", body })).status).toBe(403);
    expect(
      (await call("/setup", { method: "POST", body: { ...body, token: process.env.STILLFRAME_SETUP_TOKEN } })).status,
    ).toBe(409);
  });
  it("media needs a signed link", async () => {
    const [item] = await allItems(people.owner, base);
    const ok = await call(item!.url.replace("/api/v1", ""));
    expect(ok.status).toBe(200);
    await ok.body?.cancel();
    expect((await call(`/media/${item!.sha256}/original`)).status).toBe(403);
    expect((await call(item!.url.replace("/api/v1", "").replace(/.$/, "!"))).status).toBe(403);
    expect((await call(item!.url.replace("/api/v1", "").replace(/expires=\d+/, "expires=1"))).status).toBe(403);
    // A link to the thumbnail does not open the original.
    expect((await call(item!.thumbnail_url!.replace("/api/v1", "").replace("/small", "/original"))).status).toBe(403);
  });
});

it("another's API key cannot be revoked", async () => {
  const { api_key } = await createApiKey(people.owner, "mine");
  expect((await call(`/api-keys/${api_key}`, { method: "DELETE", user: people.editor })).status).toBe(404);
});

it("a viewer cannot start what an editor can, whatever the dataset's status", async () => {
  const { datasetId, snapshotId } = await newWorld();
  await restoreSnapshot(people.owner, datasetId, snapshotId);
  const response = await call(`/dataset/${datasetId}/snapshot`, { method: "POST", user: people.viewer, body: {} });
  expect(response.status).toBe(403);
});
