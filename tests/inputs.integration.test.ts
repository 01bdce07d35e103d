/** Items of all datasets as one list, what looks like a selection of them, and adding them to another dataset. */
import pg from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { deleteDataset, getDataset } from "@/lib/datasets/service";
import { revokeRole } from "@/lib/sharing/service";
import { deleteItems } from "@/lib/edits/delete-items";
import { editWords } from "@/lib/edits/edit-words";
import { patchItem } from "@/lib/edits/patch-item";
import { setField } from "@/lib/edits/set-field";
import { undoEdit } from "@/lib/edits/undo";
import type { DerivedValues } from "@/lib/derived";
import { processWide } from "@/lib/process-wide";
import { getClasses } from "@/lib/items/classes";
import type { InputDto, InputPage, SimilarInputsDto } from "@/lib/inputs/schema";
import { mergeInput, type MergeInput } from "@/lib/items/schema";
import type { MergePreviewDto } from "@/lib/merging/schema";
import { startMerge } from "@/lib/merging/service";
import { listAllSnapshots } from "@/lib/snapshots/service";
import { setSplit } from "@/lib/splits/service";
import type { CurrentUser } from "@/lib/auth/service";
import { runTaskHere } from "@/prisma/factories";
import { allItems, call, cloneOf, giveRole, headOf, newDataset, newUser } from "./world";

let owner: CurrentUser;
let first: string;
let second: string;

beforeAll(async () => {
  owner = await newUser("owner");
  first = await newDataset(owner, 4, "First", 11);
  second = await newDataset(owner, 3, "Second", 12);
});

const json = async <T>(path: string, user = owner, body?: unknown): Promise<T> => {
  const response = await call(path, { user, ...(body === undefined ? {} : { method: "POST", body }) });
  const answer: unknown = await response.json();
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer as T;
};
const refusal = async (path: string, user = owner) => {
  const response = await call(path, { user });
  return `${response.status} ${await response.text()}`;
};
const list = (search = "", user = owner) => json<InputPage>(`/inputs${search}`, user);
const named = (items: readonly InputDto[]) => items.map((item) => `${item.dataset_name} ${item.file_name}`);

async function everyPage(user: CurrentUser, limit: number, between = async () => {}): Promise<InputDto[]> {
  const items: InputDto[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: InputPage = await list(`?limit=${limit}${cursor ? `&cursor=${cursor}` : ""}`, user);
    items.push(...page.items);
    cursor = page.next_cursor;
    await between();
  }
  return items;
}

describe("the list of inputs", () => {
  it("holds the items of all datasets that one may see, the newest dataset first", async () => {
    const page = await list();
    expect(page).toMatchObject({ total: 7, next_cursor: null, offset: 0 });
    const [theirs, others] = [await allItems(owner, second), await allItems(owner, first)];
    expect(page.items.map((item) => [item.dataset_id, item.dataset_name, item.media_id])).toEqual([
      ...theirs.map((item) => [second, "Second", item.media_id]),
      ...others.map((item) => [first, "First", item.media_id]),
    ]);
    // What a dataset's own list says of an item, this one says too.
    const {
      dataset_id: _id,
      dataset_name: _name,
      url: _url,
      thumbnail_url: _small,
      preview_url: _large,
      ...item
    } = page.items[0]!;
    expect(theirs[0]).toMatchObject(item);
  });

  it("is searched, and narrowed to datasets", async () => {
    const [item] = await allItems(owner, first);
    await editWords(owner, first, "tag", "add", { item_ids: [item!.media_id] }, ["inputs"]);
    expect((await list("?q=tag:inputs")).items.map(({ media_id }) => media_id)).toEqual([item!.media_id]);
    expect((await list(`?dataset_id=${second}`)).total).toBe(3);
    expect((await list(`?dataset_id=${second}&dataset_id=${first}`)).total).toBe(7);
    expect((await list(`?dataset_id=${second}&q=tag:inputs`)).total).toBe(0);
    expect(await json(`/inputs/datasets?q=tag:inputs`)).toMatchObject({
      datasets: [{ dataset_id: first, dataset_name: "First", count: 1 }],
      total: 1,
    });
    const facets = await json<{ facets: { tag: unknown }; without: { tag: number } }>("/inputs/facets");
    expect(facets).toMatchObject({ counted: true, total: 7, without: { tag: 6 } });
    expect(facets.facets.tag).toEqual([{ value: "inputs", count: 1 }]);
  });

  it("tells positions and numbers of the very list that it is given a version of", async () => {
    const { state_id, items } = await list();
    const third = items[3]!;
    expect(await list(`?state_id=${state_id}&offset=3&limit=1&locate=${first}/${third.media_id}`)).toMatchObject({
      items: [{ media_id: third.media_id, dataset_id: first }],
      located: 3,
    });
    const last = (await allItems(owner, second)).at(-1)!;
    await deleteItems(owner, second, { item_ids: [last.media_id] }).then(async ({ edit_id }) => {
      expect((await list()).total).toBe(6);
      expect((await list(`?state_id=${state_id}`)).total).toBe(7);
      const { datasets, count } = await json<{ datasets: { dataset_id: string; numbers: unknown }[]; count: number }>(
        `/inputs/numbers?state_id=${state_id}&offset=2&limit=2`,
      );
      expect(count).toBe(2);
      expect(datasets).toEqual([
        { dataset_id: second, numbers: [[last.item_no, last.item_no]] },
        { dataset_id: first, numbers: [[third.item_no, third.item_no]] },
      ]);
      await undoEdit(owner, second, edit_id!);
    });
  });

  it("goes on by cursor without losing or repeating an item while datasets come, go and change", async () => {
    const user = await newUser("pages");
    const ids: string[] = [];
    for (const seed of [21, 22, 23]) ids.push(await newDataset(user, 3, `Pages ${seed}`, seed));
    let step = 0;
    const seen = await everyPage(user, 2, async () => {
      step += 1;
      // The second page ended within the middle dataset; then it goes, and a new one comes.
      if (step === 2) await deleteDataset(user, ids[1]!);
      if (step === 2) await newDataset(user, 2, "Came", 24);
    });
    expect(new Set(seen.map(({ dataset_id, media_id }) => `${dataset_id} ${media_id}`)).size).toBe(seen.length);
    const left = [...(await allItems(user, ids[2]!)), ...(await allItems(user, ids[0]!))].map(
      ({ media_id }) => media_id,
    );
    expect(seen.map(({ media_id }) => media_id)).toEqual(expect.arrayContaining(left));
    expect(named(seen).filter((name) => name.startsWith("Came"))).toEqual([]);
    expect((await list("", user)).total).toBe(8);
  });

  it("shows nothing of datasets without a role, in the trash, or whose share ended", async () => {
    const reader = await newUser("reader");
    expect(await list("", reader)).toMatchObject({ items: [], total: 0 });
    expect(await refusal(`/inputs?dataset_id=${first}`, reader)).toMatch(/^404 .*Dataset not found/);
    await giveRole(owner, first, reader, "VIEWER");
    const { state_id, total } = await list("", reader);
    expect(total).toBe(4);
    await revokeRole(owner, first, { grant_to_user_email: reader.email });
    expect(await list("", reader)).toMatchObject({ items: [], total: 0 });
    // What was told of it before shows it no more.
    expect(await refusal(`/inputs?state_id=${state_id}`, reader)).toMatch(/^422 .*not kept any more/);
    const gone = await newDataset(owner, 1, "Gone", 30);
    await deleteDataset(owner, gone);
    expect((await list()).items.map(({ dataset_id }) => dataset_id)).not.toContain(gone);
    expect(await refusal(`/inputs?dataset_id=${gone}`)).toMatch(/^404/);
  });

  it("refuses what it cannot answer", async () => {
    expect(await refusal("/inputs?cursor=no")).toMatch(/^422 .*not a cursor/);
    expect(await refusal("/inputs?q=tag:")).toMatch(/^422/);
    expect(await refusal("/inputs?q=description:boat")).toMatch(/^422 .*within one dataset/);
    expect(await refusal("/inputs?q=changed:tags")).toMatch(/^422 .*within one dataset/);
    expect((await call("/inputs?q=changed:since%3D2020-01-01%20by:nobody@example.org", { user: owner })).status).toBe(
      200,
    );
    expect(await refusal("/inputs?sort=name")).toMatch(/^422/);
    expect(await refusal("/inputs?dataset_id=1")).toMatch(/^422/);
  });

  it("asks as much of the database for a page over many datasets as for one over few, with nothing in memory", async () => {
    const user = await newUser("many");
    const queries = async (search: string) => {
      processWide("derived", (): DerivedValues => expect.fail("nothing was derived yet")).cache.clear();
      const asked = vi.spyOn(pg.Client.prototype, "query");
      try {
        await list(`?limit=100${search}`, user);
        return asked.mock.calls.length;
      } finally {
        asked.mockRestore();
      }
    };
    for (const seed of [41, 42]) await newDataset(user, 1, "Many", seed);
    const [few, fewFound] = [await queries(""), await queries("&q=kind:image")];
    expect(few).toBeGreaterThan(4);
    for (const seed of [43, 44, 45, 46, 47, 48]) await newDataset(user, 1, "Many", seed);
    expect((await list("?limit=100", user)).items).toHaveLength(8);
    // Some have sets of a kind that the two did not have; each dataset by itself would take several.
    expect(await queries("")).toBeLessThanOrEqual(few + 3);
    expect(await queries("&q=kind:image")).toBeLessThanOrEqual(fewFound + 3);
  });
});

describe("what looks like a selection", () => {
  it("is found in other datasets too, the examples included", async () => {
    const user = await newUser("alike");
    const here = await newDataset(user, 5, "Here", 51);
    const there = await newDataset(user, 5, "There", 51);
    const [example] = await allItems(user, here);
    const twin = (await allItems(user, there)).find(({ sha256 }) => sha256 === example!.sha256)!;
    const sources = [{ source_dataset_id: here, item_ids: [example!.media_id] }];
    const found = await json<SimilarInputsDto>("/inputs/similar", user, { sources, at_least: 0.999 });
    expect(found).toMatchObject({ count: 2, examples: 1 });
    expect(found.items).toMatchObject([{ media_id: twin.media_id, dataset_id: there, similarity: 1 }]);
    expect(found.datasets).toEqual(
      expect.arrayContaining([
        { dataset_id: here, numbers: [[example!.item_no, example!.item_no]] },
        { dataset_id: there, numbers: [[twin.item_no, twin.item_no]] },
      ]),
    );
    const narrowed = await json<SimilarInputsDto>("/inputs/similar", user, {
      sources,
      at_least: 0,
      dataset_id: [here],
    });
    expect(narrowed.datasets.map(({ dataset_id }) => dataset_id)).toEqual([here]);
    expect(narrowed.count).toBeGreaterThan(1);
    const stranger = await newUser("stranger");
    const response = await call("/inputs/similar", { user: stranger, method: "POST", body: { sources } });
    expect(response.status).toBe(404);
  });
});

describe("adding chosen items of several datasets", () => {
  const merge = async (user: CurrentUser, target: string, input: Partial<MergeInput>) => {
    const { task_id } = await startMerge(user, target, mergeInput.parse(input));
    await runTaskHere(user, task_id);
    return (await json<{ result: unknown }>(`/tasks/${task_id}`, user)).result;
  };
  const preview = (user: CurrentUser, target: string, input: Partial<MergeInput>) =>
    json<MergePreviewDto>(`/dataset/${target}/merge_preview`, user, input);

  it("brings what is said of them along, skips what is there, counts that, and leaves the sources as they are", async () => {
    const [a, b] = [await cloneOf(owner, first), await cloneOf(owner, second)];
    const [one, two] = await allItems(owner, a);
    const [three] = await allItems(owner, b);
    await patchItem(
      owner,
      a,
      one!.media_id,
      {
        captions: ["First", "Second"],
        objects: [{ type: "box", label: "boat", col_x: 1, row_y: 2, width: 3, height: 4 }],
      },
      null,
    );
    await setSplit(owner, a, { item_ids: [one!.media_id] }, "train");
    await setField(owner, a, { item_ids: [one!.media_id] }, { field: "speed", value: 3, type: "float" });
    await setField(owner, b, { item_ids: [three!.media_id] }, { field: "speed", value: "fast", type: "string" });
    const target = await cloneOf(owner, second);
    await deleteItems(owner, target, { item_ids: [(await allItems(owner, target))[0]!.media_id] });
    const there = (await allItems(owner, target))[0]!;
    const again = (await allItems(owner, b)).find(({ sha256 }) => sha256 === there.sha256)!;
    const heads = [await headOf(owner, a), await headOf(owner, b)];
    const input = {
      sources: [
        { source_dataset_id: a, item_ids: [one!.media_id, two!.media_id] },
        { source_dataset_id: b, item_ids: [three!.media_id, again.media_id] },
        { source_dataset_id: first, item_numbers: [[one!.item_no, one!.item_no]] as [number, number][] },
      ],
    };
    expect(await preview(owner, target, input)).toEqual({
      items: 5,
      adding: 3,
      already_there: 1,
      repeated: 1,
      skipped_fields: ["speed"],
    });
    expect(await merge(owner, target, input)).toEqual({ added: 3, skipped: 2, skipped_fields: ["speed"] });
    expect([await headOf(owner, a), await headOf(owner, b)]).toEqual(heads);
    const copy = (await allItems(owner, target)).find(({ sha256 }) => sha256 === one!.sha256)!;
    expect(copy).toMatchObject({
      file_name: one!.file_name,
      file_size: one!.file_size,
      labels: one!.labels,
      captions: ["First", "Second"],
      split: "train",
      objects: [{ label: "boat" }],
      metadata: { speed: 3 },
    });
    expect((await allItems(owner, target)).find(({ sha256 }) => sha256 === three!.sha256)!.metadata).toEqual({});
    const { classes } = await getClasses(owner, target, {});
    expect(classes.map(({ name }) => name)).toEqual(expect.arrayContaining(["boat", ...one!.labels]));
    const [latest] = await listAllSnapshots(owner, target);
    expect(latest).toMatchObject({ reason: "auto" });
    expect(await preview(owner, target, input)).toMatchObject({ adding: 0, already_there: 5, repeated: 0 });
  });

  it("lets a Viewer of the source add from it, and nobody but Editors add to the destination", async () => {
    const helper = await newUser("helper");
    const target = await cloneOf(owner, second);
    await giveRole(owner, first, helper, "VIEWER");
    await giveRole(owner, target, helper, "EDITOR");
    expect(await preview(helper, target, { sources: [{ source_dataset_id: first }] })).toMatchObject({ adding: 4 });
    expect(await merge(helper, target, { sources: [{ source_dataset_id: first }] })).toMatchObject({ added: 4 });
    const body = { sources: [{ source_dataset_id: target }] };
    for (const path of ["merge", "merge_preview"])
      expect((await call(`/dataset/${first}/${path}`, { user: helper, method: "POST", body })).status).toBe(403);
  });

  it("refuses a source twice, a source beside sources, and a selection outside of them", async () => {
    const target = await cloneOf(owner, second);
    for (const body of [
      { sources: [{ source_dataset_id: first }, { source_dataset_id: first }] },
      { sources: [{ source_dataset_id: first }], source_dataset_id: first },
      { sources: [{ source_dataset_id: first }], q: "" },
      { sources: [{ source_dataset_id: first, q: "", item_ids: [] }] },
      { sources: [] },
      {},
    ])
      expect((await call(`/dataset/${target}/merge`, { user: owner, method: "POST", body })).status).toBe(422);
  });

  it("takes back what was removed", async () => {
    const target = await cloneOf(owner, first);
    const before = (await getDataset(owner, target)).state_id;
    const { edit_id, changed } = await deleteItems(owner, target, { q: "" });
    expect(changed).toBe(4);
    await undoEdit(owner, target, edit_id!);
    expect((await getDataset(owner, target)).state_id).toBe(before);
  });
});
