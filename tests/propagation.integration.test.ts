/** Passing labels on: the preview says what the operation does, the source is kept, and everything can be taken back. */
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { editWords } from "@/lib/edits/edit-words";
import type { ItemDto } from "@/lib/items/schema";
import type { PropagationPreview } from "@/lib/propagation/schema";
import { listAllSnapshots } from "@/lib/snapshots/service";
import { abortTask, getTask } from "@/lib/tasks/service";
import { runTaskHere } from "@/prisma/factories";
import { allItems, call, cloneOf, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;
let id: string;
let items: ItemDto[];

beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 30, "Propagation", 8);
});

/** A clone in which only the first `labelled` items keep their label. */
const fresh = async (labelled = 15) => {
  id = await cloneOf(owner, base);
  const all = await allItems(owner, id);
  const labels = [...new Set(all.flatMap((item) => item.labels))];
  await editWords(owner, id, "label", "remove", { item_ids: all.slice(labelled).map((item) => item.media_id) }, labels);
  items = await allItems(owner, id);
};
const send = async <T>(
  path: string,
  body: unknown,
  method = "POST",
): Promise<{ status: number; body: T; location: string | null }> => {
  const response = await call(`/dataset/${id}${path}`, { method, body, user: owner });
  const text = await response.text();
  return {
    status: response.status,
    body: (text ? JSON.parse(text) : null) as T,
    location: response.headers.get("location"),
  };
};
const preview = async (input: unknown) => (await send<PropagationPreview>("/label_propagation/preview", input)).body;
const start = async (input: unknown) => (await send("/label_propagation", input)).location!.split("/").at(-1)!;
const propagate = async (input: unknown) => {
  const taskId = await start(input);
  await runTaskHere(owner, taskId);
  return getTask(owner, taskId);
};

describe("label propagation", () => {
  it("does what its preview says", async () => {
    await fresh();
    const input = { k: 3, min_confidence: 0.5 };
    const expected = await preview(input);
    expect(expected).toMatchObject({ labelled: 15, targets: 15, estimated: false });
    expect(expected.changed).toBeGreaterThan(0);
    for (const { confidence, label, from, item } of expected.samples) {
      expect(confidence).toBeGreaterThanOrEqual(0.5);
      expect(from.labels).toContain(label);
      expect(item.labels).toEqual([]);
    }
    expect(await allItems(owner, id)).toEqual(items);
    const task = await propagate(input);
    expect(task.result).toEqual({
      changed: expected.changed,
      labels: Object.fromEntries(expected.labels.map(({ label, count }) => [label, count])),
      reason: null,
      best_confidence: expected.best_confidence,
    });
    const after = await allItems(owner, id);
    expect(after.slice(0, 15)).toEqual(items.slice(0, 15));
    expect(after.filter((item) => item.propagated_labels.length > 0)).toHaveLength(expected.changed);
    for (const item of after.slice(15)) expect(item.labels).toEqual(item.propagated_labels);
  });

  it("asks for more certainty as told, down to nobody", async () => {
    await fresh();
    const counts = [];
    for (const min_confidence of [0, 0.5, 0.7, 0.9, 1]) counts.push((await preview({ k: 5, min_confidence })).changed);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts[0]).toBe(15);
    expect(counts.at(-1)).toBe(0);
    const nothing = await preview({ k: 5, min_confidence: 1 });
    expect(nothing.reason).toBe("too_uncertain");
    const best = nothing.best_confidence!;
    expect(best).toBeGreaterThan(0.3);
    expect(best).toBeLessThan(1);
    // The highest confidence at which anything is found: just that finds something, and a little more does not.
    expect(await preview({ k: 5, min_confidence: best })).toMatchObject({ reason: null, best_confidence: best });
    expect((await preview({ k: 5, min_confidence: best })).changed).toBeGreaterThan(0);
    expect((await preview({ k: 5, min_confidence: best + 0.002 })).changed).toBe(0);
    expect(await propagate({ k: 5, min_confidence: 1 })).toMatchObject({
      status_message: `No item had neighbours certain enough: the highest confidence is ${Math.floor(best * 100)} %`,
      result: { changed: 0, reason: "too_uncertain", best_confidence: best },
    });
  });

  it("says so when every item has a label already", async () => {
    await fresh(30);
    const input = { k: 3, min_confidence: 0.5 };
    expect(await preview(input)).toMatchObject({
      labelled: 30,
      targets: 0,
      changed: 0,
      reason: "no_unlabelled",
      best_confidence: null,
    });
    expect(await propagate(input)).toMatchObject({
      status_message: "Every item has a label already",
      result: { changed: 0, labels: {}, reason: "no_unlabelled", best_confidence: null },
    });
  });

  it("passes on only the labels that are asked for", async () => {
    await fresh();
    const [label] = items[0]!.labels;
    const found = await preview({ k: 1, min_confidence: 0, labels: [label] });
    expect(found.labels.map((entry) => entry.label)).toEqual([label]);
    expect(found.targets).toBe(30 - items.filter((item) => item.labels.includes(label!)).length);
  });

  it("forgets that a label was propagated once somebody sets it or takes it away", async () => {
    await fresh();
    await propagate({ k: 3, min_confidence: 0.3 });
    const [first, second] = (await allItems(owner, id)).filter((item) => item.propagated_labels.length === 1) as [
      ItemDto,
      ItemDto,
    ];
    expect(await editWords(owner, id, "label", "add", { item_ids: [first.media_id] }, first.labels)).toMatchObject({
      changed: 1,
    });
    await editWords(owner, id, "label", "remove", { item_ids: [second.media_id] }, second.labels);
    const after = new Map((await allItems(owner, id)).map((item) => [item.media_id, item]));
    expect(after.get(first.media_id)).toMatchObject({ labels: first.labels, propagated_labels: [] });
    expect(after.get(second.media_id)).toMatchObject({ labels: [], propagated_labels: [] });
  });

  it("saves a revision first, which takes everything back; an abort leaves everything as it was", async () => {
    await fresh();
    const aborted = await start({ k: 3, min_confidence: 0.3 });
    expect((await send<{ detail: string }>("/reindex", undefined)).body.detail).toBe(
      "Operation 'reindex' is blocked while LABEL_PROPAGATION task is running",
    );
    await abortTask(owner, aborted);
    expect(await allItems(owner, id)).toEqual(items);
    await propagate({ k: 3, min_confidence: 0.3 });
    expect(await allItems(owner, id)).not.toEqual(items);
    const saved = (await listAllSnapshots(owner, id)).find(
      (snapshot) => snapshot.snapshot_name === "Before label propagation",
    )!;
    await restoreHere(owner, id, saved.snapshot_id);
    expect(await allItems(owner, id)).toEqual(items);
  });

  it.each([
    [{ k: 0, min_confidence: 0.5 }, 422],
    [{ k: 51, min_confidence: 0.5 }, 422],
    [{ k: 1.5, min_confidence: 0.5 }, 422],
    [{ k: 3, min_confidence: 1.1 }, 422],
    [{ k: 3, min_confidence: -1 }, 422],
    [{ k: 3 }, 422],
    [{ k: 3, min_confidence: 0.5, labels: [] }, 422],
    [{ k: 3, min_confidence: 0.5, labels: ["no such label"] }, 400],
    [{ k: 3, min_confidence: 0.5, more: 1 }, 422],
  ])("refuses %j", async (input, status) => {
    await fresh();
    expect((await send("/label_propagation", input)).status).toBe(status);
    expect((await send("/label_propagation/preview", input)).status).toBe(status);
  });

  it("says so when there is nothing to pass on", async () => {
    await fresh(0);
    expect(await send("/label_propagation", { k: 3, min_confidence: 0.5 })).toMatchObject({
      status: 400,
      body: { detail: "No item has a label to pass on. Label some items first." },
    });
  });
});
