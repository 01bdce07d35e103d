/** The inventory as it is asked for: searched, sorted, narrowed, in pages, with stars; and clones of a dataset as it is. */
import pg from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { DATASET_SORTS } from "@/lib/access/sorts";
import type { DatasetDto, DatasetPage } from "@/lib/datasets/schema";
import {
  createDataset,
  deleteDataset,
  getDataset,
  listDatasetFilters,
  listDatasetPage,
  starDataset,
} from "@/lib/datasets/service";
import { editWords } from "@/lib/edits/edit-words";
import { cloneDataset, createSnapshot, listAllSnapshots } from "@/lib/snapshots/service";
import { startReindex } from "@/lib/pipeline/service";
import { runTaskHere } from "@/prisma/factories";
import { allItems, call, cloneOf, giveRole, newDataset, newUser } from "./world";

let ann: CurrentUser;
let ben: CurrentUser;
let ids: Record<"alps" | "ärmel" | "harbour" | "zoo", string>;

/** What Ann sees: three of her own, of which one has media, and one of Ben's. */
beforeAll(async () => {
  [ann, ben] = await Promise.all([newUser("ann"), newUser("ben")]);
  const draft = async (user: CurrentUser, name: string) => (await createDataset(user, { name })).dataset_id;
  const zoo = await draft(ben, "Zoo 100%");
  await giveRole(ben, zoo, ann, "VIEWER");
  ids = {
    zoo,
    harbour: await newDataset(ann, 3, "Harbour"),
    alps: await draft(ann, "alps"),
    ärmel: await draft(ann, "Ärmel"),
  };
});

async function ask(query: string, user = ann): Promise<DatasetPage> {
  const response = await call(`/datasets?${query}`, { user });
  expect(response.status, query).toBe(200);
  return (await response.json()) as DatasetPage;
}
const namesOf = ({ datasets }: DatasetPage) => datasets.map((dataset) => dataset.display_name);

/** All pages, one after the other. */
async function walk(query: string, user = ann): Promise<DatasetDto[]> {
  const found: DatasetDto[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: DatasetPage = await ask(`${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`, user);
    found.push(...page.datasets);
    cursor = page.next_cursor;
  }
  return found;
}

describe("the list", () => {
  it("is plain and whole where nothing is asked", async () => {
    const listed = (await (await call("/datasets", { user: ann })).json()) as DatasetDto[];
    expect(listed.map(({ id }) => id)).toEqual([ids.ärmel, ids.alps, ids.harbour, ids.zoo]);
    expect(listed.map(({ starred }) => starred)).toEqual([false, false, false, false]);
  });

  it.each<[string, string[]]>([
    ["search=a", ["alps", "Harbour"]],
    ["search=100%25", ["Zoo 100%"]],
    ["search=%20ZOO%20", ["Zoo 100%"]],
    ["status=READY", ["Harbour"]],
    ["role=VIEWER", ["Zoo 100%"]],
    ["role=OWNER&status=DRAFT", ["Ärmel", "alps"]],
    ["sort=created", ["Zoo 100%", "Harbour", "alps", "Ärmel"]],
    ["sort=name", ["alps", "Ärmel", "Harbour", "Zoo 100%"]],
    ["sort=-name", ["Zoo 100%", "Harbour", "Ärmel", "alps"]],
    ["sort=-size&limit=1", ["Harbour"]],
    ["search=nothing", []],
  ])("answers %s", async (query, names) => {
    expect([...namesOf(await ask(query))].sort()).toEqual([...names].sort());
    if (query.includes("sort")) expect(namesOf(await ask(query))).toEqual(names);
  });

  it("is narrowed by whose datasets they are, and says whose there are", async () => {
    expect(namesOf(await ask(`owner=${ben.email}`))).toEqual(["Zoo 100%"]);
    expect(await (await call("/datasets/filters", { user: ann })).json()).toEqual({
      owners: [ann.email, ben.email].sort(),
    });
  });

  it.each(DATASET_SORTS)("has every dataset once, whatever the pages: %s", async (sort) => {
    const whole = await ask(`sort=${sort}`);
    expect(whole).toMatchObject({ next_cursor: null, total: 4 });
    for (const limit of [1, 2, 3])
      expect((await walk(`sort=${sort}&limit=${limit}`)).map(({ id }) => id)).toEqual(
        whole.datasets.map(({ id }) => id),
      );
  });

  it("goes on where a page ended, though its last dataset is gone by then", async () => {
    const one = await newUser("one");
    for (const name of ["a", "b", "c"]) await createDataset(one, { name });
    const first = await ask("sort=name&limit=2", one);
    for (const { id } of first.datasets) await deleteDataset(one, id);
    expect(namesOf(await ask(`sort=name&limit=2&cursor=${first.next_cursor}`, one))).toEqual(["c"]);
  });

  it.each([
    "cursor=nonsense",
    `cursor=${Buffer.from('["2026-01-01T00:00:00Z","x"]').toString("base64url")}`,
    `sort=size&cursor=${Buffer.from('["-1","00000000-0000-4000-8000-000000000000"]').toString("base64url")}`,
    "sort=colour",
    "status=ready",
    "limit=0",
    "trash=true&search=a",
    "surprise=1",
  ])("refuses %s", async (query) => {
    expect((await call(`/datasets?${query}`, { user: ann })).status).toBe(422);
  });
});

describe("stars", () => {
  const star = (method: "PUT" | "DELETE", id: string, user = ann) => call(`/dataset/${id}/star`, { method, user });

  it("are a person's own, put first where that is asked, and set or taken twice without harm", async () => {
    for (let times = 0; times < 2; times += 1) expect((await star("PUT", ids.zoo)).status).toBe(200);
    expect(await getDataset(ann, ids.zoo)).toMatchObject({ starred: true });
    expect(await getDataset(ben, ids.zoo)).toMatchObject({ starred: false });
    expect(namesOf(await ask("sort=-starred"))).toEqual(["Zoo 100%", "Ärmel", "alps", "Harbour"]);
    expect(await ask("starred=true")).toMatchObject({ total: 1, datasets: [{ id: ids.zoo }] });
    for (let times = 0; times < 2; times += 1) expect((await star("DELETE", ids.zoo)).status).toBe(200);
    expect(await ask("starred=true")).toMatchObject({ total: 0, datasets: [] });
  });

  it("tell nothing of what one may not see", async () => {
    expect((await star("PUT", ids.alps, ben)).status).toBe(404);
  });
});

it("shows a key what it is for, and lets one that reads star nothing", async () => {
  const key = { ...ann, limits: { scope: "read", datasetIds: new Set([ids.harbour]) } } as const;
  const { datasets, total } = await listDatasetPage(key, {});
  expect(datasets).toEqual([expect.objectContaining({ id: ids.harbour, role: "VIEWER" })]);
  expect(total).toBe(1);
  expect(await listDatasetFilters(key)).toEqual({ owners: [ann.email] });
  await expect(starDataset(key, ids.harbour, true)).rejects.toThrow(/scope read/);
  await expect(starDataset(key, ids.zoo, true)).rejects.toThrow(/not found/);
});

it("takes as many statements for 25 datasets as for 2", async () => {
  const guest = await newUser("guest");
  const more = async (count: number) => {
    for (let at = 0; at < count; at += 1) {
      const id = await cloneOf(ann, ids.harbour);
      await giveRole(ann, id, guest, "VIEWER");
      await editWords(ann, id, "tag", "add", { q: "" }, [id]);
    }
  };
  const asked = async () => {
    const query = vi.spyOn(pg.Client.prototype, "query");
    const { total } = await listDatasetPage(guest, { search: "har", sort: "name", limit: 20 });
    const count = query.mock.calls.length;
    query.mockRestore();
    return { total, count };
  };
  await more(2);
  expect(await asked()).toEqual({ total: 2, count: 2 });
  await more(23);
  expect(await asked()).toEqual({ total: 25, count: 2 });
});

describe("a clone of a dataset", () => {
  const tagsOf = async (id: string) => (await allItems(ann, id)).flatMap(({ tags }) => tags);
  const cloned = async (id: string, version: "current" | "now") => {
    const { task_id, dataset_id } = await cloneDataset(ann, id, version);
    await runTaskHere(ann, task_id);
    return dataset_id;
  };

  it("is of the Current Version, or of now, which is saved first only where it differs", async () => {
    const id = await cloneOf(ann, ids.harbour);
    const { snapshot_id } = await createSnapshot(ann, id, { name: "Kept" });
    expect(await tagsOf(await cloned(id, "now"))).toEqual([]);
    expect(await listAllSnapshots(ann, id)).toHaveLength(2);
    await editWords(ann, id, "tag", "add", { q: "" }, ["since"]);
    expect(await tagsOf(await cloned(id, "current"))).toEqual([]);
    expect(await tagsOf(await cloned(id, "now"))).toEqual(["since", "since", "since"]);
    const [saved, kept] = await listAllSnapshots(ann, id);
    expect(saved).toMatchObject({ snapshot_name: "Before cloning", reason: "auto", is_current: false });
    expect(kept).toMatchObject({ snapshot_id, is_current: true });
  });

  it("is refused while a task holds the dataset, and leaves no snapshot behind", async () => {
    const id = await cloneOf(ann, ids.harbour);
    await editWords(ann, id, "tag", "add", { q: "" }, ["since"]);
    await startReindex(ann, id);
    const before = await listAllSnapshots(ann, id);
    await expect(cloneDataset(ann, id, "now")).rejects.toThrow(/blocked while REINDEX/);
    expect(await listAllSnapshots(ann, id)).toEqual(before);
  });
});
