/** What people say about a dataset beside its data: metadata, default filter, cover, and switching snapshots on. */
import { createServer, type Server } from "node:http";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { coverFromFile, coverFromItem } from "@/lib/covers/service";
import { createDataset, getDataset } from "@/lib/datasets/service";
import type { DatasetDto } from "@/lib/datasets/schema";
import { collect } from "@/lib/housekeeping/collect";
import { blobPath, exists } from "@/lib/media/blob-store";
import { listAllSnapshots } from "@/lib/snapshots/service";
import { importFolder } from "@/prisma/factories";
import { allItems, call, giveRole, newDataset, newUser } from "./world";

let owner: CurrentUser;
let editor: CurrentUser;
let viewer: CurrentUser;
let id: string;
let picture: Buffer;
let server: Server;
let address: string;
beforeAll(async () => {
  [owner, editor, viewer] = [await newUser("owner"), await newUser("editor"), await newUser("viewer")];
  id = await newDataset(owner, 2, "Described", 51);
  await giveRole(owner, id, editor, "EDITOR");
  await giveRole(owner, id, viewer, "VIEWER");
  picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  server = createServer((request, response) =>
    request.url === "/cover.png" ? response.end(picture) : response.writeHead(404).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function patch(
  body: unknown,
  user = editor,
  of = id,
): Promise<{ status: number; body: DatasetDto & { detail: unknown } }> {
  const response = await call(`/dataset/${of}`, { method: "PATCH", user, body });
  return { status: response.status, body: (await response.json()) as DatasetDto & { detail: unknown } };
}

describe("metadata", () => {
  it("is merged unless told, overwritten when told, and every change is one event", async () => {
    expect((await patch({ metadata: { team: "a", runs: [{ id: 1, f1: 0.5 }] } })).body.metadata).toEqual({
      team: "a",
      runs: [{ id: 1, f1: 0.5 }],
    });
    const merged = await patch({ action: "merge", metadata: { team: "b", runs: [{ id: 1, f1: 0.7 }, { id: 2 }] } });
    expect(merged.body.metadata).toEqual({ team: "b", runs: [{ id: 1, f1: 0.7 }, { id: 2 }] });
    expect((await patch({ action: "overwrite", metadata: { only: [1] } })).body.metadata).toEqual({ only: [1] });
  });

  it.each<[string, object]>([
    ["an unknown field", { colour: "red" }],
    ["an unknown action", { action: "append", metadata: {} }],
    ["an action without metadata", { action: "merge" }],
    ["metadata that is a list", { metadata: [1] }],
    ["removing and adding at once", { action: "remove", metadata: { a: 1 } }],
    ["a search with a mistake", { default_filter: "tag:(" }],
    ["a cover address that is none", { cover_image_url: "not an address" }],
    ["snapshots switched off", { snapshots_enabled: false }],
  ])("is refused with 422: %s", async (_name, body) => {
    const before = await getDataset(owner, id);
    expect((await patch(body)).status).toBe(422);
    expect(await getDataset(owner, id)).toEqual(before);
  });
});

describe("a default filter", () => {
  it("is a search, with an order or without, and goes again", async () => {
    expect((await patch({ default_filter: "-has:split" })).body.default_filter).toBe("-has:split");
    const filter = { q: "kind:image", sort: "-size" };
    expect((await patch({ default_filter: filter })).body.default_filter).toEqual(filter);
    expect((await patch({ default_filter: null })).body.default_filter).toBeNull();
  });
});

describe("a cover", () => {
  it("is an item or a file, is kept as long as it is chosen, and gives way to the first of the data again", async () => {
    const usual = (await getDataset(owner, id)).cover_image_url;
    const [, second] = await allItems(owner, id);
    const ofItem = await coverFromItem(editor, id, second!.media_id);
    expect([ofItem.cover_chosen, ofItem.cover_image_url === usual]).toEqual([true, false]);

    const form = new FormData();
    form.append("file", new File([Uint8Array.from(picture)], "cover.png", { type: "image/png" }));
    const sent = await call(`/dataset/${id}/cover`, { method: "PUT", user: editor, raw: form });
    expect(sent.status).toBe(200);
    const { cover_image_url: url } = (await sent.json()) as DatasetDto;
    const sha256 = /media\/([0-9a-f]{64})/.exec(url!)![1]!;
    await collect(process.env.DATABASE_URL!, {
      youngest: -1,
      supersededHeads: -1,
      removedSnapshots: -1,
      trash: 30 * 24,
    });
    expect(await readFile(blobPath(sha256))).toEqual(picture);

    const removed = await patch({ action: "remove" });
    expect([removed.body.cover_chosen, removed.body.cover_image_url]).toEqual([false, usual]);
    await collect(process.env.DATABASE_URL!, {
      youngest: -1,
      supersededHeads: -1,
      removedSnapshots: -1,
      trash: 30 * 24,
    });
    expect(await exists(blobPath(sha256))).toBe(false);
  });

  it("is fetched from an address, and nothing changes where it cannot be", async () => {
    const refused = await patch({ cover_image_url: `${address}/nothing.png`, notes: "not yet" });
    expect([refused.status, JSON.stringify(refused.body.detail)]).toEqual([
      422,
      expect.stringContaining("The cover cannot be used: the server answered 404"),
    ]);
    expect((await getDataset(owner, id)).notes).toBe("");
    const fetched = await patch({ cover_image_url: `${address}/cover.png`, notes: "With a cover" });
    expect(fetched.body).toMatchObject({ cover_chosen: true, notes: "With a cover" });
    expect((await patch({ cover_image_url: null })).body.cover_chosen).toBe(false);
  });

  it("has to be a picture of this dataset, or one at all", async () => {
    const other = await newDataset(owner, 1, "Other", 52);
    const [foreign] = await allItems(owner, other);
    await expect(coverFromItem(editor, id, foreign!.media_id)).rejects.toThrow("Item not found");
    await expect(coverFromFile(editor, id, Readable.from([Buffer.from("no picture")]))).rejects.toMatchObject({
      issues: [{ loc: ["body", "file"] }],
    });
    const endless = new PassThrough();
    endless.write(Buffer.alloc(51 * 1024 * 1024));
    endless.end();
    await expect(coverFromFile(editor, id, endless)).rejects.toThrow("A cover image has at most 50 MB");
    await expect(coverFromFile(viewer, id, Readable.from([picture]))).rejects.toThrow(/Editor or Owner role/);
  });
});

describe("a cover that is a video", () => {
  it("is refused, whether its file is kept already or not", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-cover-"));
    try {
      const file = path.join(folder, "clip.mp4");
      const made = await promisify(execFile)("ffmpeg", [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "color=red:s=64x48:d=1",
        file,
      ]).catch(() => null);
      // Without ffmpeg a video is what its first bytes say.
      if (!made) await writeFile(file, Buffer.from("000000186674797069736f6d0000020069736f6d69736f32", "hex"));
      const video = await readFile(file);
      const offer = () => coverFromFile(editor, id, Readable.from([video]));
      const refusal = { issues: [{ loc: ["body", "file"], msg: "The cover cannot be used: it is no picture" }] };
      await expect(offer()).rejects.toMatchObject(refusal);
      const { dataset_id: videos } = await createDataset(owner, { name: "Videos" });
      await importFolder(owner, videos, folder, {});
      expect((await getDataset(owner, videos)).n_videos).toBe(1);
      await expect(offer()).rejects.toMatchObject(refusal);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("snapshots", () => {
  it("are switched on by an Owner, beginning with one of what is there, and stay on", async () => {
    const { dataset_id: draft } = await createDataset(owner, { name: "Plain", snapshots_enabled: false });
    expect((await patch({ snapshots_enabled: true }, owner, draft)).body.snapshots_enabled).toBe(true);
    expect(await listAllSnapshots(owner, draft)).toEqual([]);

    const plain = await newDataset(owner, 1, "Plain too", 53, false);
    await giveRole(owner, plain, editor, "EDITOR");
    expect((await patch({ snapshots_enabled: true }, editor, plain)).status).toBe(403);
    const before = await getDataset(owner, plain);
    expect(
      (await patch({ snapshots_enabled: true, description: "Now with history" }, owner, plain)).body,
    ).toMatchObject({
      snapshots_enabled: true,
      description: "Now with history",
      state_id: before.state_id,
    });
    expect(await listAllSnapshots(owner, plain)).toMatchObject([{ created_by: owner.email }]);
    expect((await patch({ snapshots_enabled: true }, owner, plain)).status).toBe(200);
    expect(await listAllSnapshots(owner, plain)).toHaveLength(1);
  });
});
