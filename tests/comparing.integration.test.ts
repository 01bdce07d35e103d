/** Comparing versions: against counting by hand, between a dataset and its clones, as lists and as files. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import Papa from "papaparse";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { compareItems } from "@/lib/comparing/items";
import { compareItemsQuery, type ComparedPage, type ComparedRow, type CompareItemsQuery } from "@/lib/comparing/schema";
import { compareSnapshots } from "@/lib/comparing/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { NotFoundError } from "@/lib/errors";
import type { ItemDto } from "@/lib/items/schema";
import { createSnapshot, listAllSnapshots } from "@/lib/snapshots/service";
import type { FacetChange } from "@/lib/snapshots/schema";
import { drawInto, importFolder } from "@/prisma/factories";
import { planScenes } from "@/prisma/scenes";
import { allItems, call, cloneOf, giveRole, newDataset, newUser } from "./world";

let owner: CurrentUser;
let stranger: CurrentUser;
let base: string;
beforeAll(async () => {
  [owner, stranger] = await Promise.all([newUser("owner"), newUser("stranger")]);
  base = await newDataset(owner, 8, "Comparing");
});

const box = { col_x: 1, row_y: 1, width: 10, height: 10 };
type Edit =
  | { does: "tag" | "untag" | "label" | "unlabel"; word: string; at: number[] }
  | { does: "objects"; labels: string[]; at: number }
  | { does: "caption" | "split"; word: string; at: number }
  | { does: "delete"; at: number }
  | { does: "save" };
const place = fc.nat(7);
const words = fc.constantFrom("night", "constructor", "a:b");
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom("tag" as const, "untag" as const, "label" as const, "unlabel" as const),
      word: words,
      at: fc.array(place, { minLength: 1, maxLength: 4 }),
    }),
  },
  fc.record({
    does: fc.constant("objects" as const),
    labels: fc.array(fc.constantFrom("car", "van"), { maxLength: 3 }),
    at: place,
  }),
  fc.record({
    does: fc.constantFrom("caption" as const, "split" as const),
    word: fc.constantFrom("train", "val"),
    at: place,
  }),
  fc.record({ does: fc.constant("delete" as const), at: place }),
  { weight: 2, arbitrary: fc.constant({ does: "save" as const }) },
);

async function apply(id: string, items: readonly ItemDto[], step: Edit): Promise<void> {
  const live = new Set((await allItems(owner, id)).map(({ media_id }) => media_id));
  const idAt = (at: number) => items[at]!.media_id;
  if (step.does === "save") {
    await createSnapshot(owner, id, {});
  } else if (step.does === "delete") {
    if (live.has(idAt(step.at))) await deleteItems(owner, id, { item_ids: [idAt(step.at)] });
  } else if ("word" in step && Array.isArray(step.at)) {
    const item_ids = [...new Set(step.at.map(idAt))].filter((one) => live.has(one));
    const kind = step.does.endsWith("tag") ? "tag" : "label";
    if (item_ids.length > 0)
      await editWords(owner, id, kind, step.does.startsWith("un") ? "remove" : "add", { item_ids }, [step.word]);
  } else if (live.has(idAt(step.at as number))) {
    const changes =
      step.does === "objects"
        ? { objects: step.labels.map((label) => ({ label, ...box })) }
        : step.does === "caption"
          ? { caption: step.word }
          : { split: (step as { word: string }).word };
    await patchItem(owner, id, idAt(step.at as number), changes as Parameters<typeof patchItem>[3], null);
  }
}

/** Each value of a facet that an item has. */
const valuesOf = (item: ItemDto): string[] => [
  ...item.tags.map((tag) => `tag:${tag}`),
  ...item.labels.map((label) => `label:${label}`),
  ...item.issues.map((issue) => `issue:${issue}`),
  ...(item.split === null ? [] : [`split:${item.split}`]),
  ...(item.cluster_id === null ? [] : [`cluster:${item.cluster_id}`]),
  ...new Set(item.objects.map(({ label }) => `object:${label}`)),
];
const TOLD = ["tag", "label", "issue", "split", "cluster", "object"];

function naive(before: readonly ItemDto[], after: readonly ItemDto[]) {
  const [was, is] = [before, after].map((items) => new Map(items.map((item) => [item.media_id, item])));
  const both = [...was!.values()].filter(({ media_id }) => is!.has(media_id));
  const differs = (of: (item: ItemDto) => unknown) =>
    both.filter((item) => JSON.stringify(of(item)) !== JSON.stringify(of(is!.get(item.media_id)!))).length;
  const counted = (items: readonly ItemDto[]) => {
    const counts = new Map<string, number>();
    for (const item of items) for (const value of valuesOf(item)) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };
  const [had, has] = [counted(before), counted(after)];
  return {
    added: after.filter(({ media_id }) => !was!.has(media_id)).length,
    removed: before.filter(({ media_id }) => !is!.has(media_id)).length,
    tags: differs(({ tags }) => tags),
    labels: differs(({ labels }) => labels),
    splits: differs(({ split }) => split),
    facets: [...new Set([...had.keys(), ...has.keys()])]
      .map((value) => [value, had.get(value) ?? 0, has.get(value) ?? 0] as const)
      .filter(([, before, after]) => before !== after)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
const toldOf = (facets: readonly FacetChange[]) =>
  facets
    .filter(({ facet }) => TOLD.includes(facet))
    .map(({ facet, value, before, after }) => [`${facet}:${value}`, before, after] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

const listed = async (
  id: string,
  a: string,
  b: string,
  query: Partial<CompareItemsQuery> = {},
): Promise<ComparedPage> => compareItems(owner, id, a, b, { change: "all", limit: 200, ...query });
const sort = (text: string) => compareItemsQuery.parse({ sort: text }).sort;

describe("a comparison", () => {
  it("counts and lists what counting by hand does, between any two versions, in both directions", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 4, maxLength: 14 }), async (steps) => {
        const id = await cloneOf(owner, base);
        const items = await allItems(owner, id);
        for (const step of steps) await apply(id, items, step);
        const versions = [
          ...(await listAllSnapshots(owner, id)).map(({ snapshot_id }) => snapshot_id).slice(-3),
          "head",
        ];
        for (const a of versions)
          for (const b of versions) {
            const [before, after] = await Promise.all(
              [a, b].map((version) => allItems(owner, id, version === "head" ? undefined : version)),
            );
            const expected = naive(before!, after!);
            const { added, removed, by_kind, facets } = await compareSnapshots(owner, id, a, b);
            expect({
              added,
              removed,
              tags: by_kind.tags,
              labels: by_kind.labels,
              splits: by_kind.splits,
              facets: toldOf(facets),
            }).toEqual(expected);
            const page = await listed(id, a, b);
            expect(page.items.filter(({ change }) => change === "added")).toHaveLength(added);
            expect(page.items.filter(({ kinds }) => kinds.includes("labels"))).toHaveLength(by_kind.labels);
            // Each value leads to the items that have it on one side only.
            for (const { facet, value } of facets.slice(0, 3)) {
              const holds = (item: ItemDto | null) => item !== null && valuesOf(item).includes(`${facet}:${value}`);
              if (!TOLD.includes(facet)) continue;
              const found = await listed(id, a, b, { facet: `${facet}:${value}` });
              expect(found.items.every((one) => holds(one.before) !== holds(one.after))).toBe(true);
              expect(found.total).toBe(page.items.filter((one) => holds(one.before) !== holds(one.after)).length);
            }
          }
      }),
      { numRuns: 8 },
    );
  });

  it("searches the second side, and what is gone on the first; sorts both; pages stay on what they began with", async () => {
    const id = await cloneOf(owner, base);
    const items = await allItems(owner, id);
    const ids = (...at: number[]) => ({ item_ids: at.map((index) => items[index]!.media_id) });
    await editWords(owner, id, "tag", "add", ids(0, 1, 2, 6), ["kept"]);
    const { snapshot_id } = await createSnapshot(owner, id, {});
    await editWords(owner, id, "tag", "remove", ids(1), ["kept"]);
    await editWords(owner, id, "label", "add", ids(0, 3), ["new"]);
    await deleteItems(owner, id, ids(6, 7));
    const names = (page: ComparedPage) => page.items.map(({ before, after }) => (after ?? before)!.file_name);
    const at = (...places: number[]) => places.map((index) => items[index]!.file_name);
    expect(names(await listed(id, snapshot_id, "head"))).toEqual(at(0, 1, 3, 6, 7));
    expect(names(await listed(id, snapshot_id, "head", { q: "tag:kept" }))).toEqual(at(0, 6));
    expect(names(await listed(id, snapshot_id, "head", { q: "-tag:kept" }))).toEqual(at(1, 3, 7));
    expect(names(await listed(id, snapshot_id, "head", { change: "tags" }))).toEqual(at(1));
    for (const by of ["name", "size", "random"]) {
      const [up, down] = await Promise.all(
        [by, `-${by}`].map(async (text) => names(await listed(id, snapshot_id, "head", { sort: sort(text), seed: 3 }))),
      );
      expect(up).toHaveLength(5);
      expect(down).toEqual([...up!].reverse());
    }
    // The other way around the second side never had what was added since, and it is sorted all the same.
    expect(names(await listed(id, "head", snapshot_id, { sort: sort("name") }))).toEqual([...at(0, 1, 3, 6, 7)].sort());

    const first = await listed(id, snapshot_id, "head", { limit: 2 });
    await editWords(owner, id, "label", "add", ids(2), ["later"]);
    const rest = await listed(id, snapshot_id, "head", { limit: 10, cursor: first.next_cursor! });
    expect([...names(first), ...names(rest)]).toEqual(at(0, 1, 3, 6, 7));
    const pinned = { from_state_id: first.from_state_id, to_state_id: first.to_state_id };
    expect((await listed(id, snapshot_id, "head", pinned)).total).toBe(5);
    expect((await listed(id, snapshot_id, "head")).total).toBe(6);
    expect((await listed(id, snapshot_id, "head", { locate: items[3]!.media_id, limit: 1 })).located).toBe(3);
    await expect(listed(id, snapshot_id, "head", { q: "size>big" })).rejects.toThrow();
  });

  it("sorts what only the first side has among what both have", async () => {
    const id = await newDataset(owner, 3, "Grows");
    const { snapshot_id } = await createSnapshot(owner, id, {});
    const kept = await allItems(owner, id);
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-comparing-"));
    await drawInto(folder, planScenes(3, 9), {});
    await importFolder(owner, id, folder);
    await rm(folder, { recursive: true });
    await editWords(owner, id, "tag", "add", { item_ids: [kept[1]!.media_id] }, ["x"]);
    const items = (await listed(id, "head", snapshot_id)).items.map(({ before }) => before!);
    expect(items).toHaveLength(4);
    const ordered = async (by: string) =>
      (await listed(id, "head", snapshot_id, { sort: sort(by) })).items.map(({ before }) => before!.item_no);
    const bySize = [...items]
      .sort((a, b) => a.file_size - b.file_size || a.item_no - b.item_no)
      .map(({ item_no }) => item_no);
    expect(await ordered("size")).toEqual(bySize);
    for (const by of ["name", "uniqueness", "date_taken", "random"])
      expect(
        (await ordered(by)).sort((a, b) => a - b),
        by,
      ).toEqual(items.map(({ item_no }) => item_no));
  });

  it("is of two datasets where both may be seen and share a lineage", async () => {
    const [id, unrelated] = [await cloneOf(owner, base), await newDataset(owner, 1, "Unrelated")];
    const clone = await cloneOf(owner, id);
    const items = await allItems(owner, clone);
    await editWords(owner, clone, "tag", "add", { item_ids: [items[0]!.media_id] }, ["mine"]);
    const { snapshot_id } = await createSnapshot(owner, clone, {});
    await deleteItems(owner, clone, { item_ids: [items[1]!.media_id] });
    expect(await compareSnapshots(owner, id, "head", "head", { dataset_id: clone })).toMatchObject({
      removed: 1,
      changed: 1,
    });
    expect(await compareSnapshots(owner, id, "current", snapshot_id)).toMatchObject({ removed: 0, changed: 1 });
    const viewer = await newUser("viewer");
    const compare = (user: CurrentUser, b: string, query = "") =>
      call(`/dataset/${id}/snapshot/current/compare/${b}${query}`, { user });
    await giveRole(owner, id, viewer, "VIEWER");
    for (const [b, query] of [
      ["head", `?dataset_id=${clone}`],
      [snapshot_id, ""],
    ] as const) {
      expect((await compare(viewer, b, query)).status).toBe(404);
      expect((await compare(stranger, b, query)).status).toBe(404);
    }
    await giveRole(owner, clone, viewer, "VIEWER");
    for (const [b, query] of [
      ["head", `?dataset_id=${clone}`],
      [snapshot_id, ""],
    ] as const)
      expect((await compare(viewer, b, query)).status).toBe(200);
    expect((await compare(owner, "head", `?dataset_id=${unrelated}`)).status).toBe(422);
    // A key that is for one of them does not reach the other.
    const byKey = { ...owner, limits: { scope: "read" as const, datasetIds: new Set([id]) } };
    await expect(compareSnapshots(byKey, id, "head", "head", { dataset_id: clone })).rejects.toThrow(NotFoundError);
    await expect(compareSnapshots(byKey, id, "head", snapshot_id)).rejects.toThrow(NotFoundError);
    expect(await compareSnapshots(byKey, id, "current", "head")).toMatchObject({ changed: 0 });
  });

  it("is taken out as a row for each item and kind, as CSV and as JSON", async () => {
    const id = await cloneOf(owner, base);
    const items = await allItems(owner, id);
    const { snapshot_id } = await createSnapshot(owner, id, {});
    await patchItem(owner, id, items[0]!.media_id, { caption: "=1+1" }, null);
    await editWords(owner, id, "tag", "add", { item_ids: [items[0]!.media_id] }, ["x"]);
    await deleteItems(owner, id, { item_ids: [items[1]!.media_id] });
    const file = async (format: string, more = "") => {
      const response = await call(
        `/dataset/${id}/snapshot/${snapshot_id}/compare/head/export?format=${format}${more}`,
        {
          user: owner,
        },
      );
      expect(response.status).toBe(200);
      return response.text();
    };
    const rows = JSON.parse(await file("json")) as ComparedRow[];
    expect(rows.map(({ file_name, change, kind, before, after }) => [file_name, change, kind, before, after])).toEqual([
      [items[0]!.file_name, "changed", "tags", items[0]!.tags, [...items[0]!.tags, "x"]],
      [items[0]!.file_name, "changed", "captions", items[0]!.captions, ["=1+1", ...items[0]!.captions.slice(1)]],
      [items[1]!.file_name, "removed", "item", "here", null],
    ]);
    const table = Papa.parse<Record<string, string>>((await file("csv")).trim(), { header: true }).data;
    expect(table.map(({ kind }) => kind)).toEqual(["tags", "captions", "item"]);
    expect(JSON.parse(table[1]!.after!)).toEqual(["=1+1", ...items[0]!.captions.slice(1)]);
    expect(JSON.parse(await file("json", "&change=removed"))).toHaveLength(1);
  });

  it("lists at most so many values of a facet, the largest first, and says how many more there are", async () => {
    const id = await cloneOf(owner, base);
    const items = await allItems(owner, id);
    const many = Array.from({ length: 103 }, (_, index) => `t${index}`);
    await editWords(owner, id, "tag", "add", { item_ids: [items[0]!.media_id] }, many.slice(0, 60));
    await editWords(owner, id, "tag", "add", { item_ids: [items[1]!.media_id] }, many.slice(59));
    const { facets, more_facets } = await compareSnapshots(owner, id, "current", "head");
    expect(facets).toHaveLength(100);
    expect(facets[0]).toEqual({ facet: "tag", value: "t59", before: 0, after: 2 });
    expect(more_facets).toEqual({ tag: 3 });
    expect((await compareSnapshots(owner, id, "current", "head", { facets: "none" })).facets).toEqual([]);
  });
});
