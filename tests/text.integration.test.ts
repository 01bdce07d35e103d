/** Texts that the database does not take: refused where people send them, mended where files bring them. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { checkPassword, type CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import { createMetadataTask, getMetadataTask, sendMetadataValues } from "@/lib/metadata-import/service";
import type { ImportResult } from "@/lib/pipeline/schema";
import { startImport } from "@/lib/pipeline/service";
import { getTask } from "@/lib/tasks/service";
import { runTaskHere } from "@/prisma/factories";
import { assertDocumented } from "./documented";
import { allItems, call, keyOf, loadRoute, newDataset, newUser, routePaths, signToken, tokenOf } from "./world";

const NUL = "a\0b";
const HALF = "a\ud83db";

let owner: CurrentUser;
let id: string;
let mediaId: string;
beforeAll(async () => {
  owner = await newUser("owner");
  id = await newDataset(owner, 2, "Texts", 17);
  mediaId = (await allItems(owner, id))[0]!.media_id;
});

describe("over REST", () => {
  const box = { col_x: 1, row_y: 1, width: 5, height: 5 };
  const bodies: [string, string, (text: string) => object][] = [
    ["PATCH", "/dataset/ID/items/ITEM", (caption) => ({ caption })],
    ["PATCH", "/dataset/ID/items/ITEM", (note) => ({ metadata: { note } })],
    ["PATCH", "/dataset/ID/items/ITEM", (name) => ({ metadata: { [name]: 1 } })],
    ["PATCH", "/dataset/ID/items/ITEM", (label) => ({ objects: [{ label, ...box }] })],
    ["POST", "/dataset/ID/items/tag", (tag) => ({ item_ids: [mediaId], tags: [tag] })],
    ["POST", "/dataset/ID/items/label", (label) => ({ q: "", labels: [label] })],
    ["POST", "/dataset/ID/items/tag", (q) => ({ q, tags: ["x"] })],
    ["POST", "/dataset/ID/snapshot", (name) => ({ name })],
    ["POST", "/dataset/ID/snapshot", (training_model_name) => ({ training_model_name })],
    ["POST", "/dataset/ID/views", (name) => ({ name, view: {} })],
    ["POST", "/dataset", (name) => ({ name })],
    ["PATCH", "/dataset/ID", (metadata) => ({ metadata: { deep: [{ metadata }] } })],
    ["PUT", "/manage/ID/invite", (grant_to_user_email) => ({ grant_to_user_email, role: "VIEWER" })],
    ["POST", "/api-keys", (name) => ({ name })],
    ["POST", "/dataset/ID/enrich_dataset", (model) => ({ enrichment_models: { [model]: "x" } })],
    ["POST", "/dataset/ID/reindex", (embedding_model) => ({ embedding_model })],
  ];
  it.each(bodies.flatMap((row) => [NUL, HALF].map((text) => [...row, text] as const)))(
    "%s %s is refused with a reason: %s %j",
    async (method, where, body, text) => {
      const response = await call(where.replace("ID", id).replace("ITEM", mediaId), {
        method,
        user: owner,
        body: body(text),
      });
      const { detail } = (await response.json()) as { detail: { loc: string[]; msg: string }[] };
      expect([response.status, detail[0]!.loc[0], detail[0]!.msg]).toEqual([
        422,
        "body",
        "A text cannot hold the character U+0000, or half of a character",
      ]);
    },
  );

  it.each(["/tasks?dataset_name=a%00b", "/dataset/ID/items?q=a%00b", "/dataset/ID/facets/folders?below=%00"])(
    "GET %s is refused",
    async (where) => expect((await call(where.replace("ID", id), { user: owner })).status).toBe(422),
  );

  it("no route fails on a path, a query or a body with it", async () => {
    const answers: Record<string, number> = {};
    const headers = { authorization: `Bearer ${await tokenOf(owner)}`, "content-type": "application/json" };
    for (const route of routePaths().filter((one) => one !== "/events")) {
      const names = [...route.matchAll(/\[(\w+)\]/g)].map(([, name]) => name!);
      const params = Object.fromEntries(names.map((name) => [name, name === "datasetId" ? id : NUL]));
      for (const [method, handler] of Object.entries(await loadRoute(route))) {
        const body = /^(GET|HEAD)$/.test(method) ? null : JSON.stringify({ [NUL]: NUL, name: HALF });
        const request = new Request("http://localhost/api/v1/x?q=%00&path=%00&%00=1", { method, headers, body });
        const response = await handler(request, { params: Promise.resolve(params) });
        await assertDocumented(method, route, response);
        if (response.status >= 500) answers[`${method} ${route}`] = response.status;
      }
    }
    expect(answers).toEqual({});
  });

  it("a key and an address that hold it belong to nobody", async () => {
    const token = await signToken(await keyOf(owner), { kid: NUL });
    expect((await call("/datasets", { token })).status).toBe(401);
    expect(await checkPassword(`${NUL}@test.example`, "password")).toBeNull();
  });

  it("a form with it is refused", async () => {
    const send = async (name: string, value: string | Blob, fileName?: string) => {
      const form = new FormData();
      if (typeof value === "string") form.append(name, value);
      else form.append(name, value, fileName);
      const { dataset_id } = await createDataset(owner, { name: "Form" });
      return call(`/dataset/${dataset_id}/add_media`, { method: "POST", user: owner, raw: form });
    };
    expect((await send("s3_uri", "s3://bucket/a\0b")).status).toBe(422);
    expect((await send("on_duplicate", NUL)).status).toBe(422);
    // The parser of forms takes it in no name.
    expect((await send(NUL, "x")).status).toBe(400);
    expect((await send("files", new Blob(["x"]), "a\0b.jpg")).status).toBe(400);
  });
});

describe("in files", () => {
  it("captions, classes, file names and reasons lose the character, and the import completes", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-text-"));
    const picture = (shade: number) =>
      sharp({ create: { width: 40, height: 30, channels: 3, background: { r: shade, g: 0, b: 0 } } })
        .jpeg()
        .toBuffer();
    await writeFile(path.join(folder, "a.jpg"), await picture(10));
    await writeFile(path.join(folder, "b.jpg"), await picture(200));
    const coco = {
      images: [
        { id: 1, file_name: "a.jpg" },
        { id: 2, file_name: "gone\0\ud83d.jpg" },
      ],
      annotations: [
        { id: 1, image_id: 1, caption: "one\0two" },
        { id: 2, image_id: 1, category_id: 1, bbox: [1, 1, 10, 10] },
        { id: 3, image_id: 2, category_id: 1, bbox: [1, 1, 10, 10] },
      ],
      categories: [{ id: 1, name: "cat\ud83d" }],
    };
    await writeFile(path.join(folder, "annotations.json"), JSON.stringify(coco));
    await writeFile(path.join(folder, "image_annotations.csv"), "filename,label,caption\nb.jpg,do\0g,th\0ree\n");
    const { dataset_id } = await createDataset(owner, { name: "Files" });
    const { task_id } = await startImport(
      owner,
      dataset_id,
      { folder },
      { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" },
    );
    await runTaskHere(owner, task_id);
    const items = Object.fromEntries((await allItems(owner, dataset_id)).map((item) => [item.file_name, item]));
    expect(items["a.jpg"]).toMatchObject({ caption: "onetwo", objects: [{ label: "cat\ufffd" }] });
    expect(items["b.jpg"]).toMatchObject({ caption: "three", labels: ["dog"] });
    const result = (await getTask(owner, task_id)).result as ImportResult;
    expect(JSON.stringify(result.annotations)).toContain("gone\ufffd.jpg");
  });

  it("values of metadata lose it, and a reason that quotes it is kept", async () => {
    const { task_id } = await createMetadataTask(owner, id, {
      field_name: "note",
      field_type: "string",
      is_multi: false,
    });
    const rows = [
      { media_id: mediaId, value: "one\0two" },
      { media_id: NUL, value: "x" },
      { media_id: mediaId, value: "\0" },
    ];
    await sendMetadataValues(owner, id, task_id, "values.json", Readable.from([JSON.stringify(rows)]));
    await runTaskHere(owner, task_id);
    expect(await getMetadataTask(owner, id, task_id)).toMatchObject({
      status: "COMPLETED",
      inserted_rows: 1,
      sample_errors: [{ reason: "“ab” is not a media_id" }, { reason: "There is no value" }],
    });
    const item = (await allItems(owner, id)).find(({ media_id }) => media_id === mediaId);
    expect(item!.metadata).toMatchObject({ note: "onetwo" });
  });
});
