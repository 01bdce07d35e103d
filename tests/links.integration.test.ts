/** Signed links: what each leads to, for how long, and how all of them end. */
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { deleteDataset, getDataset, listTrashedDatasets, undeleteDataset } from "@/lib/datasets/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { exportStatus, startExport } from "@/lib/exports/service";
import type { LinksDto } from "@/lib/links/schema";
import { createSnapshot } from "@/lib/snapshots/service";
import { exportOptions } from "@/lib/operations/export";
import { runTaskHere } from "@/prisma/factories";
import { allItems, call, cloneOf, giveRole, newDataset, newUser } from "./world";

let owner: CurrentUser;
let viewer: CurrentUser;
let base: string;
beforeAll(async () => {
  [owner, viewer] = [await newUser("owner"), await newUser("viewer")];
  base = await newDataset(owner, 5, "Linked", 33);
});

const fresh = async (): Promise<string> => {
  const id = await cloneOf(owner, base);
  await giveRole(owner, id, viewer, "VIEWER");
  return id;
};
const local = (url: string) => {
  const { pathname, search } = new URL(url, "http://here");
  return `${pathname.replace("/api/v1", "")}${search}`;
};
/** What a link answers; nobody is signed in. */
const follow = (url: string) => call(local(url));
async function linksOf(id: string, body: object, user = viewer): Promise<LinksDto> {
  const response = await call(`/dataset/${id}/links`, { method: "POST", user, body });
  expect(response.status, await response.clone().text()).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return (await response.json()) as LinksDto;
}

const firstLink = async (id: string): Promise<string> => (await linksOf(id, { q: "" })).links[0]!.url!;

describe("a manifest of links", () => {
  it("leads a script to every file, whole, by whole addresses", async () => {
    const id = await fresh();
    const { links, total, next_cursor } = await linksOf(id, { q: "" });
    expect({ total, next_cursor }).toEqual({ total: 5, next_cursor: null });
    const items = await allItems(owner, id);
    expect(links.map(({ media_id }) => media_id).sort()).toEqual(items.map(({ media_id }) => media_id).sort());
    for (const { url, sha256, file_size } of links) {
      expect(url).toMatch(/^http:\/\//);
      const bytes = Buffer.from(await (await follow(url!)).arrayBuffer());
      expect(bytes.length).toBe(file_size);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    }
  });

  it("comes in pages, of what was asked for alone", async () => {
    const id = await fresh();
    const first = await linksOf(id, { q: "", limit: 2 });
    const rest = await linksOf(id, { q: "", limit: 3, cursor: first.next_cursor, state_id: first.state_id });
    expect(rest.next_cursor).toBeNull();
    expect(new Set([...first.links, ...rest.links].map(({ media_id }) => media_id)).size).toBe(5);
    const [item] = await allItems(owner, id);
    const small = await linksOf(id, { item_ids: [item!.media_id], variant: "small" });
    expect(small.links).toHaveLength(1);
    expect((await follow(small.links[0]!.url!)).headers.get("content-type")).toBe("image/webp");
  });

  it("can be of a version whose items were deleted since", async () => {
    const id = await fresh();
    const { snapshot_id } = await createSnapshot(owner, id, { name: "All five" });
    const [gone] = await allItems(owner, id);
    await deleteItems(owner, id, { item_ids: [gone!.media_id] });
    expect((await linksOf(id, { q: "" })).total).toBe(4);
    const { links } = await linksOf(id, { q: "", snapshot_id });
    const link = links.find(({ media_id }) => media_id === gone!.media_id)!;
    expect((await follow(link.url!)).status).toBe(200);
  });

  it.each([
    ["neither a search nor items", {}],
    ["a second", { q: "", expires_in_s: 1 }],
    ["longer than a week", { q: "", expires_in_s: 604_801 }],
    ["something else", { q: "", variant: "huge" }],
    ["too many at once", { q: "", limit: 10_001 }],
    ["a field that is not there", { q: "", forever: true }],
  ])("is refused for %s", async (_what, body) => {
    expect((await call(`/dataset/${base}/links`, { method: "POST", user: owner, body })).status).toBe(422);
  });

  it("names the items that are not there", async () => {
    const missing = "10000000-0000-4000-8000-000000000000";
    const body = { item_ids: [missing] };
    const response = await call(`/dataset/${base}/links`, { method: "POST", user: owner, body });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(missing);
  });
});

describe("a link", () => {
  it.each(["dataset", "version", "expires", "signature"])("is good for nothing else: another %s", async (part) => {
    const id = await fresh();
    const url = await firstLink(id);
    const other = new URL(url);
    const value = other.searchParams.get(part)!;
    other.searchParams.set(
      part,
      part === "dataset" ? base : part === "expires" ? `${Number(value) + 1}` : `${value.slice(0, -1)}_`,
    );
    expect((await follow(other.href)).status).toBe(403);
    if (part === "version") {
      other.searchParams.delete(part);
      expect((await follow(other.href)).status).toBe(403);
    }
  });

  it("is good for one variant and one file", async () => {
    const id = await fresh();
    const [one, two] = (await linksOf(id, { q: "" })).links;
    expect((await follow(one!.url!.replace("/original?", "/small?"))).status).toBe(403);
    expect((await follow(one!.url!.replace(one!.sha256, two!.sha256))).status).toBe(403);
  });

  it("ends when its time is over", async () => {
    const id = await fresh();
    const { links } = await linksOf(id, { q: "", expires_in_s: 60 });
    expect((await follow(links[0]!.url!)).status).toBe(200);
    vi.useFakeTimers({ now: Date.parse(links[0]!.expires_at) + 1, toFake: ["Date"] });
    try {
      expect((await follow(links[0]!.url!)).status).toBe(403);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("revoking", () => {
  it("ends every link of the dataset at once, and of no other", async () => {
    const [id, other] = [await fresh(), await fresh()];
    const url = await firstLink(id);
    const elsewhere = await firstLink(other);
    const shown = (await allItems(owner, id))[0]!.thumbnail_url!;
    const cover = (await getDataset(owner, id)).cover_image_url!;
    const { task_id } = await startExport(owner, id, exportOptions.parse({ export_format: "json" }));
    await runTaskHere(owner, task_id);
    const file = (await exportStatus(owner, id, task_id)).download_uri!;
    const links = [url, shown, cover, file];
    for (const link of links) expect((await follow(link)).status, link).toBe(200);

    expect((await call(`/dataset/${id}/links`, { method: "DELETE", user: owner })).status).toBe(200);
    for (const link of links) expect((await follow(link)).status, link).toBe(403);
    expect((await follow(elsewhere)).status).toBe(200);

    // What is asked for from now on is good again.
    expect((await follow((await linksOf(id, { q: "" })).links[0]!.url!)).status).toBe(200);
    expect((await follow((await allItems(viewer, id))[0]!.thumbnail_url!)).status).toBe(200);
    expect((await follow((await exportStatus(owner, id, task_id)).download_uri!)).status).toBe(200);
  });
});

it("in the trash, only the picture that stands for a dataset is shown", async () => {
  const id = await fresh();
  const url = await firstLink(id);
  await deleteDataset(owner, id);
  expect((await follow(url)).status).toBe(403);
  const cover = (await listTrashedDatasets(owner)).find((dataset) => dataset.id === id)!.cover_image_url!;
  expect((await follow(cover)).status).toBe(200);
  await undeleteDataset(owner, id);
  expect((await follow(url)).status).toBe(200);
});
