/**
 * Many datasets edited at once. A write used to hold a connection while it asked the pool for a second one: ten datasets were
 * enough to hold all ten, and of 24 only three came through, after a minute.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import type { ItemDto } from "@/lib/items/schema";
import { allItems, call, cloneOf, headOf, newDataset, newUser, type Call } from "./world";

const DATASETS = 24;
/** What a person waits for without losing patience, on two cores. */
const PATIENCE_MS = 2_000;

let owner: CurrentUser;
let ids: string[];
let items: ItemDto[];

beforeAll(async () => {
  owner = await newUser("owner");
  const base = await newDataset(owner, 12, "Crowd of datasets", 7);
  items = await allItems(owner, base);
  ids = [];
  // One after the other: a snapshot that is being cloned refuses another clone.
  for (let n = 0; n < DATASETS; n += 1) ids.push(await cloneOf(owner, base));
});

const edits: Record<string, (id: string) => Promise<[path: string, request: Call]>> = {
  "tag by ids": async (id) => [
    `/dataset/${id}/items/tag`,
    { method: "POST", body: { item_ids: items.slice(0, 3).map((item) => item.media_id), tags: ["by ids"] } },
  ],
  "tag by a search": async (id) => [
    `/dataset/${id}/items/tag`,
    { method: "POST", body: { q: `label:${items[0]!.labels[0]}`, tags: ["by search"] } },
  ],
  "untag by a text search": async (id) => [
    `/dataset/${id}/items/untag`,
    { method: "POST", body: { q: "landscape", state_id: await headOf(owner, id), tags: ["by ids"] } },
  ],
  delete: async (id) => [
    `/dataset/${id}/items`,
    { method: "DELETE", body: { item_ids: [(await allItems(owner, id)).at(-1)!.media_id] } },
  ],
  snapshot: async (id) => [`/dataset/${id}/snapshot`, { method: "POST", body: { name: "beside the others" } }],
  patch: async (id) => [
    `/dataset/${id}/items/${items[1]!.media_id}`,
    { method: "PATCH", body: { caption: "a crowd was here" } },
  ],
  undo: async (id) => {
    const tagged = await call(`/dataset/${id}/items/tag`, {
      method: "POST",
      body: { q: "", tags: ["to be undone"] },
      user: owner,
    });
    const { edit_id } = (await tagged.json()) as { edit_id: string };
    return [`/dataset/${id}/edits/${edit_id}/undo`, { method: "POST" }];
  },
};

/** The status of each answer, and how long the slowest took. */
async function allAtOnce(requests: readonly [string, Call][]): Promise<{ statuses: number[]; slowest_ms: number }> {
  const started = performance.now();
  const answers = await Promise.all(
    requests.map(async ([path, request]) => {
      const { status } = await call(path, { ...request, user: owner });
      return { status, ms: performance.now() - started };
    }),
  );
  return { statuses: answers.map(({ status }) => status), slowest_ms: Math.max(...answers.map(({ ms }) => ms)) };
}

describe(`${DATASETS} datasets at once`, () => {
  it.each(Object.keys(edits))("%s", async (name) => {
    const requests = await Promise.all(ids.map((id) => edits[name]!(id)));
    const { statuses, slowest_ms } = await allAtOnce(requests);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(slowest_ms).toBeLessThan(PATIENCE_MS);
  });

  it("did what they answered", async () => {
    for (const id of ids.slice(0, 4)) {
      const after = await allItems(owner, id);
      expect(after).toHaveLength(11);
      expect(after.filter((item) => item.tags.includes("by search")).length).toBeGreaterThan(0);
      expect(after.some((item) => item.tags.includes("by ids"))).toBe(false);
      expect(after.some((item) => item.tags.includes("to be undone"))).toBe(false);
      expect(after[1]!.caption).toBe("a crowd was here");
    }
  });

  it("a different thing on each, with a snapshot beside every one", async () => {
    const kinds = Object.keys(edits).filter((name) => name !== "snapshot");
    const requests = await Promise.all(ids.map((id, index) => edits[kinds[index % kinds.length]!]!(id)));
    const snapshots = await Promise.all(ids.map((id) => edits.snapshot!(id)));
    const { statuses, slowest_ms } = await allAtOnce([...requests, ...snapshots]);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(slowest_ms).toBeLessThan(PATIENCE_MS);
  });
});
