/** Shapes and refusals of the REST API: tokens, parameters, items, tasks. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createApiKey, revokeApiKey, type CurrentUser } from "@/lib/auth/service";
import { verify } from "@/lib/housekeeping/verify";
import { deleteItems } from "@/lib/edits/delete-items";
import type { FacetsDto, ItemDto, ItemPage, PatchedItemDto } from "@/lib/items/schema";
import { listAllSnapshots } from "@/lib/snapshots/service";
import { startReindex } from "@/lib/pipeline/service";
import { abortTask } from "@/lib/tasks/service";
import type { TaskDto, TaskPage } from "@/lib/tasks/schema";
import { allItems, call, cloneOf, giveRole, keyOf, newDataset, newUser, restoreHere, signToken } from "./world";

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 12, "Shapes", 11);
});
const json = async <T>(response: Response, status = 200): Promise<T> => {
  const text = await response.text();
  expect(`${response.status} ${response.status === status ? "" : text}`.trim()).toBe(String(status));
  return JSON.parse(text) as T;
};
const get = async <T>(path: string) => json<T>(await call(path, { user: owner }));

describe("tokens", () => {
  it("are accepted when signed as documented", async () =>
    expect((await call("/datasets", { token: await signToken(await keyOf(owner)) })).status).toBe(200));

  it("are accepted from a clock that is some seconds ahead", async () => {
    const token = await signToken(await keyOf(owner), { issued: Math.floor(Date.now() / 1000) + 20 });
    expect((await call("/datasets", { token })).status).toBe(200);
  });

  it.each<[string, (key: { api_key: string; api_secret: string }) => Promise<string>]>([
    ["expired", (key) => signToken(key, { expires: Math.floor(Date.now() / 1000) - 60 })],
    ["issued in the future", (key) => signToken(key, { issued: Math.floor(Date.now() / 1000) + 120 })],
    ["without exp", (key) => signToken(key, { expires: null })],
    ["signed with another secret", (key) => signToken(key, { secret: "x".repeat(43) })],
    ["with a sub that is not the kid", (key) => signToken(key, { sub: "someone-else" })],
    ["of an unknown key", (key) => signToken(key, { kid: "sf_unknown" })],
    ["that is no JWT", async () => "garbage"],
    [
      "without a signature",
      async (key) =>
        `${Buffer.from(JSON.stringify({ alg: "none", kid: key.api_key })).toString("base64url")}.${Buffer.from(JSON.stringify({ sub: key.api_key, exp: 9e9, iat: 0 })).toString("base64url")}.`,
    ],
  ])("%s are refused", async (_name, make) => {
    const response = await call("/datasets", { token: await make(await keyOf(owner)) });
    expect(response.status).toBe(401);
    expect(((await response.json()) as { detail: string }).detail).toMatch(/^The token is not valid: /);
  });

  it("of a revoked key are refused at once", async () => {
    const key = await createApiKey(owner, "short-lived");
    const token = await signToken(key);
    expect((await call("/datasets", { token })).status).toBe(200);
    await revokeApiKey(owner, key.api_key);
    expect((await call("/datasets", { token })).status).toBe(401);
  });

  it("need the Bearer scheme", async () =>
    expect((await call("/datasets", { headers: { authorization: "Basic abc" } })).status).toBe(401));
});

describe("input", () => {
  it.each<[string, string, string, unknown]>([
    ["an id that is no UUID", "GET", "/dataset/not-a-uuid", undefined],
    ["an unknown parameter", "GET", "/tasks?colour=red", undefined],
    ["a page size out of range", "GET", "/tasks?page_size=4", undefined],
    ["page zero", "GET", "/tasks?page=0", undefined],
    ["an unknown task type", "GET", "/tasks?task_type=NAP", undefined],
    ["a time that is none", "GET", "/tasks?start_time_from=yesterday", undefined],
    ["an empty name", "POST", "/dataset", { name: "  " }],
    ["a name that is too long", "POST", "/dataset", { name: "x".repeat(256) }],
    ["a wrong type", "POST", "/dataset", { name: 7 }],
    ["an unknown field", "POST", "/dataset", { name: "x", colour: "red" }],
    ["a description that is too long", "POST", "/dataset/ID/snapshot", { description: "x".repeat(5001) }],
    ["a patch with no field", "PATCH", "/dataset/ID/snapshot/SNAPSHOT", {}],
    ["tags without a selection", "POST", "/dataset/ID/items/tag", { tags: ["x"] }],
    ["two selections", "POST", "/dataset/ID/items/tag", { tags: ["x"], item_ids: [], q: "" }],
    ["no tags", "POST", "/dataset/ID/items/tag", { tags: [], q: "" }],
    ["a tag with a line break", "POST", "/dataset/ID/items/tag", { tags: ["a\nb"], q: "" }],
    ["a search that is wrong", "GET", "/dataset/ID/items?q=colour:red", undefined],
    ["a sort that is unknown", "GET", "/dataset/ID/items?sort=beauty", undefined],
    ["a cursor that is none", "GET", "/dataset/ID/items?cursor=abc", undefined],
  ])("%s is 422 and says where", async (_name, method, path, body) => {
    const [snapshot] = await listAllSnapshots(owner, base);
    const response = await call(path.replace("ID", base).replace("SNAPSHOT", snapshot!.snapshot_id), {
      method,
      user: owner,
      body,
    });
    const { detail } = await json<{ detail: { loc: unknown[]; msg: string; type: string }[] }>(response, 422);
    expect(detail[0]).toEqual({ loc: expect.any(Array), msg: expect.any(String), type: expect.any(String) });
  });

  it("that is no JSON is 400", async () =>
    expect(
      (
        await call("/dataset", {
          method: "POST",
          user: owner,
          raw: "{",
          headers: { "content-type": "application/json" },
        })
      ).status,
    ).toBe(400));

  it("of unknown ids is 404", async () => {
    for (const path of [
      `/dataset/${randomUUID()}`,
      `/tasks/${randomUUID()}`,
      `/dataset/${base}/snapshot/${randomUUID()}`,
      `/dataset/${base}/items/${randomUUID()}`,
    ]) {
      expect((await call(path, { user: owner })).status).toBe(404);
    }
  });
});

describe("snapshots", () => {
  it("come as the documented bare array, and as a page where one is asked for", async () => {
    const list = await get<Record<string, unknown>[]>(`/dataset/${base}/snapshot`);
    expect(Object.keys(list[0]!)).toEqual([
      "snapshot_id",
      "snapshot_name",
      "source_dataset_name",
      "created_at",
      "created_by",
      "n_images",
      "n_videos",
      "description",
      "reason",
      "training_model_id",
      "training_model_name",
      "is_current",
      "is_restoring",
    ]);
    expect(await get(`/dataset/${base}/snapshot?limit=5`)).toMatchObject({
      items: [expect.objectContaining({ snapshot_id: list[0]!.snapshot_id })],
      next_cursor: null,
      total: 1,
    });
  });

  it("answer to `current` wherever an id is taken", async () => {
    const id = await cloneOf(owner, base);
    const [only] = await get<{ snapshot_id: string }[]>(`/dataset/${id}/snapshot`);
    expect(await get(`/dataset/${id}/snapshot/current`)).toMatchObject(only!);
    expect(await get(`/dataset/${id}/snapshot/current/items?limit=1`)).toMatchObject({ total: 12 });
    expect(await get(`/dataset/${id}/snapshot/current/compare/head`)).toMatchObject({ changed: 0 });
    expect(
      await json(
        await call(`/dataset/${id}/snapshot/current`, { method: "PATCH", user: owner, body: { name: "Renamed" } }),
      ),
    ).toMatchObject({ snapshot_name: "Renamed" });
    expect((await call(`/dataset/${id}/snapshot/current`, { method: "DELETE", user: owner })).status).toBe(409);
    expect((await call(`/dataset/${id}/snapshot/head`, { user: owner })).status).toBe(422);
  });

  it("go through their documented life", async () => {
    const id = await cloneOf(owner, base);
    const made = await json<{ snapshot_id: string }>(
      await call(`/dataset/${id}/snapshot`, {
        method: "POST",
        user: owner,
        body: { name: "pre-enrichment-checkpoint", training_model_id: randomUUID(), training_model_name: "net" },
      }),
    );
    expect(made).toMatchObject({ training_model_name: "net", is_current: true });
    expect(
      await json(
        await call(`/dataset/${id}/snapshot/${made.snapshot_id}`, {
          method: "PATCH",
          user: owner,
          body: { description: "Baseline" },
        }),
      ),
    ).toMatchObject({ description: "Baseline", snapshot_name: "pre-enrichment-checkpoint" });
    const oldest = (await get<{ snapshot_id: string }[]>(`/dataset/${id}/snapshot`)).at(-1)!;
    const restore = await call(`/dataset/${id}/snapshot/${oldest.snapshot_id}/restore`, {
      method: "POST",
      user: owner,
    });
    expect([restore.status, await restore.text()]).toEqual([202, ""]);
    expect(await get(`/tasks?dataset_id=${id}&task_type=SNAPSHOT_RESTORE`)).toMatchObject({
      tasks: [{ status: "INITIALIZING", dataset_status: "READ_ONLY", progress_percentage: 0, end_time: null }],
      total: 1,
      page: 1,
      page_size: 20,
    });
    const current = await call(`/dataset/${id}/snapshot/${made.snapshot_id}`, { method: "DELETE", user: owner });
    expect(current.status).toBe(409);
  });
});

describe("items", () => {
  it("have the documented shape", async () => {
    const page = await get<ItemPage>(`/dataset/${base}/items?limit=1`);
    expect(page).toMatchObject({ total: 12, next_cursor: expect.any(String), state_id: expect.any(String) });
    expect(page.items[0]).toMatchObject({
      media_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      media_type: "image",
      file_name: expect.any(String),
      file_size: expect.any(Number),
      width: 960,
      height: 640,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      tags: [],
      labels: [expect.any(String)],
      issues: expect.any(Array),
      caption: null,
      objects: [],
      metadata: {},
      cluster_id: expect.toBeOneOf([null, expect.any(String)]),
      uniqueness_score: expect.any(Number),
      created_at: expect.stringMatching(/\.\d{6}Z$/),
      url: expect.any(String),
      thumbnail_url: expect.any(String),
    });
  });

  it("page by cursor in every order without gaps or repeats", async () => {
    const all = await allItems(owner, base);
    for (const sort of ["added", "-added", "name", "-name", "size", "-size", "random", "uniqueness", "-date_taken"]) {
      const seen: ItemDto[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: ItemPage = await get(
          `/dataset/${base}/items?sort=${sort}&seed=3&limit=5${cursor ? `&cursor=${cursor}` : ""}`,
        );
        seen.push(...page.items);
        cursor = page.next_cursor;
      }
      expect(new Set(seen.map((item) => item.media_id)).size).toBe(all.length);
      if (sort.endsWith("name"))
        expect(seen.map((item) => item.file_name)).toEqual(
          seen.map((item) => item.file_name).sort((a, b) => (a < b ? -1 : 1) * (sort === "name" ? 1 : -1)),
        );
      if (sort.endsWith("size"))
        expect(seen.map((item) => item.file_size)).toEqual(
          seen.map((item) => item.file_size).sort((a, b) => (a - b) * (sort === "size" ? 1 : -1)),
        );
      if (sort === "-added")
        expect(seen.map((item) => item.media_id)).toEqual(all.map((item) => item.media_id).reverse());
    }
  });

  it("keep to the state that a listing began with", async () => {
    const id = await cloneOf(owner, base);
    const first = await get<ItemPage>(`/dataset/${id}/items?limit=5`);
    const items = await allItems(owner, id);
    await deleteItems(owner, id, { item_ids: [items[6]!.media_id] });
    const second = await get<ItemPage>(`/dataset/${id}/items?limit=50&cursor=${first.next_cursor}`);
    expect(second.items).toHaveLength(7);
    expect(second.state_id).toBe(first.state_id);
  });

  it("are found by tag, label, kind, name, and combinations; facets count the same", async () => {
    const id = await cloneOf(owner, base);
    const items = await allItems(owner, id);
    const change = (edit: string, body: unknown) =>
      call(`/dataset/${id}/items/${edit}`, { method: "POST", user: owner, body }).then((response) =>
        json<{ changed: number }>(response),
      );
    expect(
      await change("tag", { item_ids: items.slice(0, 4).map((item) => item.media_id), tags: ["night", "two words"] }),
    ).toMatchObject({ changed: 4 });
    expect(
      await change("tag", { item_ids: items.slice(0, 5).map((item) => item.media_id), tags: ["night"] }),
    ).toMatchObject({ changed: 1 });
    expect(await change("untag", { q: 'tag:"two words" tag:night', tags: ["two words"] })).toMatchObject({
      changed: 4,
    });
    const label = items[0]!.labels[0]!;
    const expected = items.filter((item, index) => index < 5 && item.labels[0] !== label).length;
    const found = await get<ItemPage>(`/dataset/${id}/items?q=${encodeURIComponent(`tag:night -label:${label}`)}`);
    expect(found.total).toBe(expected);
    expect(
      (
        await get<ItemPage>(`/dataset/${id}/items?q=${encodeURIComponent(items[3]!.file_name.toUpperCase())}`)
      ).items.map((item) => item.media_id),
    ).toEqual([items[3]!.media_id]);
    expect((await get<ItemPage>(`/dataset/${id}/items?q=kind:video`)).total).toBe(0);
    const facets = await get<FacetsDto>(`/dataset/${id}/facets?q=tag:night`);
    expect(facets.total).toBe(5);
    expect(facets.facets.tag).toEqual([{ value: "night", count: 5 }]);
    expect(facets.facets.label!.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(await change("unlabel", { q: "", labels: [label] })).toMatchObject({
      changed: items.filter((item) => item.labels[0] === label).length,
    });
  });

  it("take a caption, boxes and metadata, which snapshots keep like everything else", async () => {
    const id = await cloneOf(owner, base);
    const [item] = await allItems(owner, id);
    const path = `/dataset/${id}/items/${item!.media_id}`;
    const patch = (body: unknown, etag?: string) =>
      call(path, { method: "PATCH", user: owner, body, headers: etag ? { "if-match": `"${etag}"` } : {} });
    const box = { label: "boat", col_x: 10, row_y: 20.5, width: 30, height: 40 };
    const { edit_id, ...once } = await json<PatchedItemDto>(
      await patch({ caption: "A boat at sea", objects: [box], metadata: { speed: 3, b: ["x", null], a: true } }),
    );
    expect(edit_id).toMatch(/^\d+$/);
    expect(once).toMatchObject({
      caption: "A boat at sea",
      objects: [box],
      metadata: { speed: 3, b: ["x", null], a: true },
    });
    expect(once.etag).not.toBe(item!.etag);
    expect(await get(`/dataset/${id}`)).toMatchObject({ n_objects: 1 });
    expect((await get<ItemPage>(`/dataset/${id}/items?q=caption:BOAT`)).total).toBe(1);
    const { snapshot_id } = await json<{ snapshot_id: string }>(
      await call(`/dataset/${id}/snapshot`, { method: "POST", user: owner, body: {} }),
    );

    expect((await patch({ caption: "Too late" }, item!.etag)).status).toBe(412);
    const twice = await json<ItemDto>(await patch({ caption: "A ship", objects: null }, once.etag));
    expect(twice).toMatchObject({ caption: "A ship", objects: [], metadata: { speed: 3 } });
    expect(await get(`/dataset/${id}/snapshot/${snapshot_id}/compare/head`)).toMatchObject({
      changed: 1,
      by_kind: { captions: 1, objects: 1, metadata: 0, tags: 0 },
    });
    expect(await get(`${path}?snapshot_id=${snapshot_id}`)).toEqual(once);
    await restoreHere(owner, id, snapshot_id);
    expect(await get(path)).toEqual(once);
    // An edit back is the same state again, not a third one.
    const state = async () => (await get<ItemPage>(`/dataset/${id}/items?limit=1`)).state_id;
    const there = await state();
    await patch({ caption: "Somewhere else" });
    await patch({ caption: "A boat at sea" });
    expect(await state()).toBe(there);
    expect((await verify(id)).damage).toEqual([]);
    for (const body of [{}, { caption: "" }, { caption: 7 }, { objects: [{ ...box, width: 0 }] }, { colour: "red" }])
      expect((await patch(body)).status).toBe(422);
    await deleteItems(owner, id, { item_ids: [item!.media_id] });
    expect((await patch({ caption: "Gone" })).status).toBe(404);
  });

  it("selected by q at a state are those that matched there and still live", async () => {
    const id = await cloneOf(owner, base);
    const { state_id } = await get<ItemPage>(`/dataset/${id}/items`);
    const items = await allItems(owner, id);
    await deleteItems(owner, id, { item_ids: [items[0]!.media_id] });
    const label = items[0]!.labels[0]!;
    const same = items.filter((item) => item.labels[0] === label).length - 1;
    await call(`/dataset/${id}/items/unlabel`, {
      method: "POST",
      user: owner,
      body: { q: `label:${label}`, labels: [label] },
    });
    const response = await call(`/dataset/${id}/items/tag`, {
      method: "POST",
      user: owner,
      body: { q: `label:${label}`, state_id, tags: ["was it"] },
    });
    expect(await json(response)).toMatchObject({ changed: same });
    const other = await newDataset(owner, 2, "Other lineage", 12);
    const foreign = (await get<ItemPage>(`/dataset/${other}/items`)).state_id;
    expect(
      (
        await call(`/dataset/${id}/items/tag`, {
          method: "POST",
          user: owner,
          body: { q: "", state_id: foreign, tags: ["x"] },
        })
      ).status,
    ).toBe(422);
  });
});

describe("tasks", () => {
  it("have the documented fields, filters, sorting and pages", async () => {
    const id = await cloneOf(owner, base);
    for (let n = 0; n < 6; n += 1) await abortTask(owner, (await startReindex(owner, id)).task_id);
    const page = await get<TaskPage>(`/tasks?dataset_id=${id}&page_size=5`);
    expect(page).toMatchObject({ total: 7, page: 1, page_size: 5 });
    expect(page.tasks).toHaveLength(5);
    expect(page.tasks[0]).toMatchObject({
      task_id: expect.any(String),
      dataset_id: id,
      dataset_name: "Shapes (cloned)",
      dataset_status: "READY",
      created_by: owner.email,
      task_type: "REINDEX",
      status: "ABORTED",
      status_message: "Stopped before its first step; nothing was changed",
      progress_percentage: 0,
      error_message: null,
      start_time: expect.stringMatching(/\.\d{6}Z$/),
      end_time: expect.stringMatching(/\.\d{6}Z$/),
    });
    expect((await get<TaskPage>(`/tasks?dataset_id=${id}&page_size=5&page=2`)).tasks).toHaveLength(2);
    expect(
      (await get<TaskPage>(`/tasks?dataset_id=${id}&task_status=COMPLETED`)).tasks.map((task) => task.task_type),
    ).toEqual(["SNAPSHOT_CLONE"]);
    expect((await get<TaskPage>(`/tasks?dataset_id=${id}&sort_by=start_time&sort_order=asc`)).tasks[0]!.task_type).toBe(
      "SNAPSHOT_CLONE",
    );
    expect((await get<TaskPage>(`/tasks?dataset_id=${id}&start_time_from=2099-01-01T00:00:00Z`)).total).toBe(0);
    expect((await get<TaskPage>(`/tasks?dataset_id=${id}&dataset_name=HAPES&created_by=owner`)).total).toBe(7);
    for (const sort of ["status", "task_type", "dataset_name", "dataset_id", "created_by"])
      expect((await get<TaskPage>(`/tasks?dataset_id=${id}&sort_by=${sort}`)).total).toBe(7);
    expect(await get<object>("/tasks/filters")).toMatchObject({
      task_types: expect.arrayContaining(["REINDEX"]),
      created_by: [owner.email],
    });
  });

  it("of datasets that one may not see are not shown", async () => {
    const stranger = await newUser("stranger");
    expect(await json<TaskPage>(await call("/tasks", { user: stranger }))).toMatchObject({ tasks: [], total: 0 });
    const viewer = await newUser("viewer");
    const id = await cloneOf(owner, base);
    await giveRole(owner, id, viewer, "VIEWER");
    const seen = await json<TaskPage>(await call("/tasks", { user: viewer }));
    expect(seen.total).toBe(1);
    expect((seen.tasks[0] as TaskDto).can.abort).toMatch(/Editor or Owner/);
  });

  it("that failed or were aborted can be retried", async () => {
    const id = await cloneOf(owner, base);
    const { task_id } = await startReindex(owner, id);
    await abortTask(owner, task_id);
    const retried = await call(`/tasks/${task_id}/retry`, { method: "POST", user: owner });
    expect(retried.status).toBe(202);
    const next = retried.headers.get("location")!.split("/").at(-1)!;
    expect(await get(`/tasks/${next}`)).toMatchObject({ task_type: "REINDEX", status: "INITIALIZING" });
    expect((await call(`/tasks/${next}/retry`, { method: "POST", user: owner })).status).toBe(409);
  });
});

describe("datasets", () => {
  it("have the documented fields", async () => {
    const dataset = await get<Record<string, unknown>>(`/dataset/${base}`);
    expect(dataset).toMatchObject({
      id: base,
      display_name: "Shapes",
      description: "",
      source_type: "upload",
      owned_by: owner.email,
      created_at: expect.any(String),
      status_new: "READY",
      progress: 100,
      n_images: 12,
      n_videos: 0,
      n_objects: 0,
      fatal_error_msg: null,
      source_dataset_id: null,
      notes: "",
      cover_image_url: expect.any(String),
      metadata: {},
      default_filter: null,
      snapshots_enabled: true,
    });
  });

  it("can be deleted unless a task runs, and are gone then", async () => {
    const id = await cloneOf(owner, base);
    const { task_id } = await startReindex(owner, id);
    expect((await call(`/dataset/${id}`, { method: "DELETE", user: owner })).status).toBe(409);
    await abortTask(owner, task_id);
    expect((await call(`/dataset/${id}`, { method: "DELETE", user: owner })).status).toBe(200);
    expect((await call(`/dataset/${id}`, { user: owner })).status).toBe(404);
    expect((await call(`/dataset/${id}/items`, { user: owner })).status).toBe(404);
  });

  it("keep an owner", async () => {
    const id = await cloneOf(owner, base);
    const response = await call(`/manage/${id}/invite`, {
      method: "PUT",
      user: owner,
      body: { grant_to_user_email: owner.email, role: "VIEWER" },
    });
    expect(response.status).toBe(409);
  });
});

describe("two people at once", () => {
  it("edits of many at the same time all take effect", async () => {
    const id = await cloneOf(owner, base);
    const items = await allItems(owner, id);
    const responses = await Promise.all(
      items.flatMap((item, index) =>
        [0, 1].map((word) =>
          call(`/dataset/${id}/items/tag`, {
            method: "POST",
            user: owner,
            body: { item_ids: [item.media_id], tags: [`w${index}-${word}`] },
          }),
        ),
      ),
    );
    expect(responses.map((response) => response.status)).toEqual(responses.map(() => 200));
    const after = await allItems(owner, id);
    after.forEach((item, index) => expect(item.tags).toEqual([`w${index}-0`, `w${index}-1`]));
  });

  it("of two restores at once one is refused", async () => {
    const id = await cloneOf(owner, base);
    const [snapshot] = await listAllSnapshots(owner, id);
    await call(`/dataset/${id}/items/tag`, { method: "POST", user: owner, body: { q: "", tags: ["x"] } });
    const statuses = (
      await Promise.all(
        [0, 1].map(() =>
          call(`/dataset/${id}/snapshot/${snapshot!.snapshot_id}/restore`, { method: "POST", user: owner }),
        ),
      )
    ).map((response) => response.status);
    expect(statuses.sort()).toEqual([202, 409]);
  });
});

describe("an item that was rewritten often", () => {
  it("shows each version's own caption, boxes and metadata", async () => {
    const id = await cloneOf(owner, base);
    const [item] = await allItems(owner, id);
    const versions: { snapshot: string; round: number }[] = [];
    for (let round = 0; round < 7; round += 1) {
      const body = {
        caption: `caption ${round}`,
        metadata: { round },
        objects: [{ label: `box ${round}`, col_x: 1, row_y: 1, width: 5, height: 5 }],
      };
      expect(
        (await call(`/dataset/${id}/items/${item!.media_id}`, { method: "PATCH", body, user: owner })).status,
      ).toBe(200);
      versions.push({
        round,
        snapshot: (
          (await (await call(`/dataset/${id}/snapshot`, { method: "POST", body: {}, user: owner })).json()) as {
            snapshot_id: string;
          }
        ).snapshot_id,
      });
    }
    for (const { round, snapshot } of versions) {
      const [shown] = await allItems(owner, id, snapshot);
      expect(shown).toMatchObject({
        caption: `caption ${round}`,
        metadata: { round },
        objects: [{ label: `box ${round}` }],
      });
    }
  });
});
