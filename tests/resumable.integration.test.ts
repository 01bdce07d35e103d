/** Resumable uploads: halves stay, senders go on, finished files are imported like any other. */
import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { createDataset } from "@/lib/datasets/service";
import { stagingPath } from "@/lib/media/blob-store";
import type { StagedUpload } from "@/lib/uploads/schema";
import { startImport } from "@/lib/pipeline/service";
import { openUpload } from "@/lib/uploads/service";
import { runTaskHere } from "@/prisma/factories";
import { drawScene, planScenes } from "@/prisma/scenes";
import { allItems, call, giveRole, newUser } from "./world";

let owner: CurrentUser;
let image: Buffer;
let id: string;
let uploadId: string;

beforeAll(async () => {
  owner = await newUser("owner");
  image = await drawScene(planScenes(1, 3)[0]!);
});
beforeEach(async () => {
  ({ dataset_id: id } = await createDataset(owner, { name: "Resumable" }));
  ({ upload_id: uploadId } = await openUpload(owner, id));
});

const base = () => `/dataset/${id}/uploads/${uploadId}/tus`;
const tus = (
  path: string,
  method: string,
  headers: Record<string, string> = {},
  raw?: Uint8Array,
  user: CurrentUser = owner,
) =>
  call(path, {
    method,
    user,
    raw: raw && new Uint8Array(raw),
    headers: {
      "tus-resumable": "1.0.0",
      ...(raw ? { "content-type": "application/offset+octet-stream" } : {}),
      ...headers,
    },
  });
const create = async (path: string, size: number): Promise<string> => {
  const response = await tus(base(), "POST", {
    "upload-length": String(size),
    "upload-metadata": `path ${Buffer.from(path).toString("base64")}`,
  });
  expect(response.status, await response.clone().text()).toBe(201);
  return response.headers.get("location")!.replace("/api/v1", "");
};
const staged = async (): Promise<StagedUpload> =>
  (await (await call(`/dataset/${id}/uploads/${uploadId}`, { user: owner })).json()) as StagedUpload;

describe("a resumable upload", () => {
  it("goes on where it broke off, and the file becomes an item", async () => {
    const file = await create("places/view.jpg", image.length);
    const half = Math.floor(image.length / 2);
    expect((await tus(file, "PATCH", { "upload-offset": "0" }, image.subarray(0, half))).status).toBe(204);
    expect(await staged()).toEqual({
      upload_id: uploadId,
      files: [],
      partial: [{ path: "places/view.jpg", size: image.length, received: half, id: file.split("/").at(-1) }],
    });
    expect((await tus(file, "HEAD")).headers.get("upload-offset")).toBe(String(half));
    expect((await tus(file, "PATCH", { "upload-offset": String(half) }, image.subarray(half))).status).toBe(204);
    expect(await staged()).toEqual({
      upload_id: uploadId,
      files: [{ path: "places/view.jpg", size: image.length }],
      partial: [],
    });
    const { task_id } = await startImport(
      owner,
      id,
      { upload_id: uploadId },
      { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" },
    );
    await runTaskHere(owner, task_id);
    expect((await allItems(owner, id)).map((item) => item.file_path)).toEqual(["places/view.jpg"]);
  });

  it("refuses a part that does not begin where the last one ended", async () => {
    const file = await create("a.jpg", 10);
    await tus(file, "PATCH", { "upload-offset": "0" }, image.subarray(0, 4));
    expect((await tus(file, "PATCH", { "upload-offset": "2" }, image.subarray(2, 6))).status).toBe(409);
    expect((await staged()).partial[0]!.received).toBe(4);
  });

  it("can be given up, which leaves nothing", async () => {
    const file = await create("a.jpg", 10);
    await tus(file, "PATCH", { "upload-offset": "0" }, image.subarray(0, 4));
    expect((await tus(file, "DELETE")).status).toBe(204);
    expect((await staged()).partial).toEqual([]);
    expect(await readdir(`${stagingPath(uploadId)}/tus`)).toEqual([]);
  });

  it("begins anew when the same path is created again", async () => {
    const first = await create("a.jpg", 10);
    await tus(first, "PATCH", { "upload-offset": "0" }, image.subarray(0, 4));
    const second = await create("a.jpg", 6);
    expect(second).toBe(first);
    expect((await staged()).partial).toMatchObject([{ size: 6, received: 0 }]);
  });

  const send = async (path: string, bytes: Uint8Array) => {
    const response = await tus(await create(path, bytes.length), "PATCH", { "upload-offset": "0" }, bytes);
    expect(response.status, await response.text()).toBe(204);
  };

  it("keeps two files whose names are or become one, and the same file sent twice once", async () => {
    const other = await drawScene(planScenes(1, 4)[0]!);
    const third = await drawScene(planScenes(1, 5)[0]!);
    await send("in/a.jpg", image);
    await send("in/a.jpg", other);
    await send("in/./a.jpg", third);
    await send("in/a.jpg", image);
    await send("../in/a.jpg", third);
    expect((await staged()).files.map((file) => file.path).sort()).toEqual([
      "in/a (2).jpg",
      "in/a (3).jpg",
      "in/a.jpg",
    ]);
    const { task_id } = await startImport(
      owner,
      id,
      { upload_id: uploadId },
      { labels_from_folders: false, auto_reindex: false, on_duplicate: "keep" },
    );
    await runTaskHere(owner, task_id);
    const hashes = new Set((await allItems(owner, id)).map((item) => item.sha256));
    expect(hashes.size).toBe(3);
  });

  it("keeps them when both are on their way at once", async () => {
    const other = await drawScene(planScenes(1, 4)[0]!);
    const [one, two] = [await create("a.jpg", image.length), await create("./a.jpg", other.length)];
    const answers = await Promise.all([
      tus(one, "PATCH", { "upload-offset": "0" }, image),
      tus(two, "PATCH", { "upload-offset": "0" }, other),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect((await staged()).files.map((file) => file.path).sort()).toEqual(["a (2).jpg", "a.jpg"]);
  });

  it.each([
    ["no path", { "upload-length": "10" }, 422],
    [
      "an empty path",
      { "upload-length": "10", "upload-metadata": `path ${Buffer.from("../..").toString("base64")}` },
      422,
    ],
    [
      "more than is allowed",
      { "upload-length": String(2 ** 50), "upload-metadata": `path ${Buffer.from("a.jpg").toString("base64")}` },
      413,
    ],
    ["no length", { "upload-metadata": `path ${Buffer.from("a.jpg").toString("base64")}` }, 400],
  ])("refuses %s", async (_name, headers, status) => {
    const response = await tus(base(), "POST", headers);
    expect(response.status, await response.text()).toBe(status);
  });

  it("is its sender's own, and of one dataset", async () => {
    const [editor, viewer] = [await newUser("editor"), await newUser("viewer")];
    await giveRole(owner, id, editor, "EDITOR");
    await giveRole(owner, id, viewer, "VIEWER");
    const file = await create("a.jpg", 10);
    expect((await tus(file, "HEAD", {}, undefined, editor)).status).toBe(404);
    expect((await tus(file, "HEAD", {}, undefined, viewer)).status).toBe(403);
    expect((await tus(file, "HEAD", {}, undefined, await newUser("stranger"))).status).toBe(404);
    expect((await tus(`/dataset/${id}/uploads/${randomUUID()}/tus`, "POST", { "upload-length": "1" })).status).toBe(
      404,
    );
    expect((await tus(`${base()}/..%2F..%2Fx`, "HEAD")).status).toBe(404);
  });
});
