/** Datasets themselves: what they are called, the trash, who has which role, and what the inventory shows of them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Role } from "@/lib/auth/roles";
import type { CurrentUser } from "@/lib/auth/service";
import type { DatasetDto, TrashedDatasetDto } from "@/lib/datasets/schema";
import type { ShareDto } from "@/lib/sharing/schema";
import { createDataset, deleteDataset, getDataset, listDatasets, undeleteDataset } from "@/lib/datasets/service";
import { db } from "@/lib/db";
import { deleteItems } from "@/lib/edits/delete-items";
import { undoEdit } from "@/lib/edits/undo";
import { editWords } from "@/lib/edits/edit-words";
import { verify } from "@/lib/housekeeping/verify";
import { startReindex } from "@/lib/pipeline/service";
import { createSnapshot, listAllSnapshots, removeSnapshot } from "@/lib/snapshots/service";
import { drawInto, importFolder, runTaskHere } from "@/prisma/factories";
import { planScenes } from "@/prisma/scenes";
import { allItems, asAdmin, call, cloneOf, giveRole, listEverything, newDataset, newUser, restoreHere } from "./world";

/** Writers of one process take turns. Here nobody waits, as between processes. */
vi.mock("@/lib/process-wide", async (original) => {
  const real = await original<typeof import("@/lib/process-wide")>();
  const nobody = { get: () => undefined, set: () => undefined, delete: () => undefined };
  return {
    ...real,
    processWide: ((name: string, make: () => unknown) =>
      name === "commit-turns" ? nobody : real.processWide(name, make)) as typeof real.processWide,
  };
});
/** What happens after somebody read who has which role, and before they write. */
const afterReading = vi.hoisted(() => ({ pause: async (): Promise<void> => undefined }));
vi.mock("@/lib/sharing/repository", async (original) => {
  const real = await original<typeof import("@/lib/sharing/repository")>();
  return {
    ...real,
    listMembers: async (id: string) => {
      const members = await real.listMembers(id);
      await afterReading.pause();
      return members;
    },
  };
});

type Person = "owner" | "editor" | "viewer" | "stranger";
const PEOPLE: readonly Person[] = ["owner", "editor", "viewer", "stranger"];
let people: Record<Person, CurrentUser>;
let base: string;

beforeAll(async () => {
  const [owner, editor, viewer, stranger] = await Promise.all(PEOPLE.map(newUser));
  people = { owner: owner!, editor: editor!, viewer: viewer!, stranger: stranger! };
  base = await newDataset(people.owner, 4, "Base", 41);
});

/** A dataset on which everybody has the role that they are called by. */
async function newShared(): Promise<string> {
  const id = await cloneOf(people.owner, base);
  await giveRole(people.owner, id, people.editor, "EDITOR");
  await giveRole(people.owner, id, people.viewer, "VIEWER");
  return id;
}
const versionOf = async (id: string): Promise<bigint> =>
  (await db.dataset.findUniqueOrThrow({ where: { id }, select: { version: true } })).version;
const eventsOf = (id: string, ...kinds: string[]) =>
  db.datasetEvent.findMany({
    where: { datasetId: id, kind: { in: kinds } },
    orderBy: { id: "asc" },
    select: { kind: true, actor: true, detail: true },
  });
const detailOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { detail: unknown }).detail;

/** The statements that are sent while something is done. */
async function queriesOf(work: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    await work();
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}

describe("what a dataset is called and says", () => {
  const patch = (id: string, user: CurrentUser, body: unknown) =>
    call(`/dataset/${id}`, { method: "PATCH", user, body });

  it.each<[object, Record<Person, number>]>([
    [{ display_name: "New" }, { owner: 200, editor: 403, viewer: 403, stranger: 404 }],
    [{ description: "New" }, { owner: 200, editor: 200, viewer: 403, stranger: 404 }],
    [{ notes: "New" }, { owner: 200, editor: 200, viewer: 403, stranger: 404 }],
    [
      { notes: "New", display_name: "New" },
      { owner: 200, editor: 403, viewer: 403, stranger: 404 },
    ],
  ])("%j is changed by who may", async (body, expected) => {
    for (const person of PEOPLE) {
      const id = await newShared();
      const before = await getDataset(people.owner, id);
      const response = await patch(id, people[person], body);
      expect(response.status, person).toBe(expected[person]);
      expect(await getDataset(people.owner, id)).toEqual(response.status === 200 ? { ...before, ...body } : before);
      if (response.status === 200) expect(await response.json()).toMatchObject(body);
    }
  });

  it("is told by `can`, whatever runs", async () => {
    const id = await newShared();
    await startReindex(people.owner, id);
    const canOf = async (person: Person) => (await getDataset(people[person], id)).can;
    expect(await canOf("owner")).toMatchObject({ dataset_rename: null, dataset_describe: null, dataset_leave: null });
    expect(await canOf("editor")).toMatchObject({
      dataset_rename: expect.stringContaining("Owner role"),
      dataset_describe: null,
      dataset_leave: null,
    });
    expect(await canOf("viewer")).toMatchObject({
      dataset_describe: expect.stringContaining("Editor or Owner role"),
      dataset_leave: null,
    });
    expect((await patch(id, people.owner, { display_name: "While it runs" })).status).toBe(200);
  });

  it.each<[string, object, RegExp]>([
    ["without any field", {}, /^Give at least one field to change$/],
    ["with a field that there is not", { name: "New", notes: "New" }, /"name"/],
    ["with an empty name", { display_name: "  " }, /^A name is needed$/],
    ["with a long name", { display_name: "x".repeat(256) }, /^A name has at most 255 characters$/],
    ["with a long description", { description: "x".repeat(5_001) }, /^A description has at most 5,000 characters$/],
    ["with long notes", { notes: "x".repeat(20_001) }, /^Notes have at most 20,000 characters$/],
    ["with a name that cannot be kept", { display_name: "a\0b" }, /U\+0000/],
    ["with a description that cannot be kept", { description: "a\0b" }, /U\+0000/],
    ["with notes that cannot be kept", { notes: "\0" }, /U\+0000/],
    ["with notes that are no text", { notes: null }, /string/],
  ])("is not changed %s", async (_what, body, message) => {
    const response = await patch(base, people.owner, body);
    expect(response.status).toBe(422);
    expect(await detailOf(response)).toEqual([expect.objectContaining({ msg: expect.stringMatching(message) })]);
  });

  it("takes notes of any length that is allowed, and none", async () => {
    const id = await newShared();
    const notes = "é".repeat(20_000);
    expect(await (await patch(id, people.editor, { notes, description: "x" })).json()).toMatchObject({ notes });
    expect(await (await patch(id, people.editor, { notes: "", description: "" })).json()).toMatchObject({
      notes: "",
      description: "",
    });
  });

  it("is on record with who changed it, and leaves no trace where nothing changes", async () => {
    const id = await newShared();
    const { display_name } = await getDataset(people.owner, id);
    await patch(id, people.owner, { display_name: " New ", notes: "For you" });
    await patch(id, people.editor, { description: "Ours" });
    const version = await versionOf(id);
    await patch(id, people.owner, { display_name: "New", notes: "For you" });
    expect(await versionOf(id)).toBe(version);
    expect(await eventsOf(id, "describe")).toEqual([
      {
        kind: "describe",
        actor: people.owner.email,
        detail: { fields: ["display_name", "notes"], renamed: { from: display_name, to: "New" } },
      },
      { kind: "describe", actor: people.editor.email, detail: { fields: ["description"] } },
    ]);
    expect((await listAllSnapshots(people.owner, id))[0]!.source_dataset_name).toBe("New");
  });

  it("loses nothing when several change different things at once", async () => {
    const id = await newShared();
    const bodies = [{ display_name: "A" }, { description: "B" }, { notes: "C" }];
    const answers = await Promise.all(bodies.map((body) => patch(id, people.owner, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await getDataset(people.owner, id)).toMatchObject({ display_name: "A", description: "B", notes: "C" });
  });

  it("has no half of an emoji in the name of a clone, however long it is", async () => {
    const family = "👩‍👩‍👧‍👦";
    for (const name of ["🦊".repeat(127), `${"x".repeat(240)}${family}`, `${"x".repeat(244)}${family}`]) {
      const { dataset_id } = await createDataset(people.owner, { name });
      const folder = await mkdtemp(path.join(tmpdir(), "stillframe-names-"));
      try {
        await drawInto(folder, planScenes(1, 43));
        await importFolder(people.owner, dataset_id, folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      const clone = await getDataset(people.owner, await cloneOf(people.owner, dataset_id));
      const made = [
        clone.display_name,
        ...(await listAllSnapshots(people.owner, clone.id)).map((s) => s.snapshot_name),
      ];
      for (const text of made) {
        expect(text.length).toBeLessThanOrEqual(255);
        expect(text).not.toContain("\ufffd");
        expect(text).toMatch(/^(x+|(🦊)+)( \(cloned\))?(_snapshot_[0-9a-f]{8})?$/u);
      }
    }
  });
});

describe("the trash", () => {
  const trashOf = async (user: CurrentUser): Promise<TrashedDatasetDto[]> =>
    (await (await call("/datasets?trash=true", { user })).json()) as TrashedDatasetDto[];
  const undelete = (id: string, user: CurrentUser) => call(`/dataset/${id}/undelete`, { method: "POST", user });
  const idsIn = (list: readonly { id: string }[]) => list.map(({ id }) => id);

  it("shows its owner what can be brought back, and until when", async () => {
    const id = await newShared();
    const before = await getDataset(people.owner, id);
    await deleteDataset(people.owner, id);
    const [trashed] = await trashOf(people.owner);
    expect(trashed).toEqual({
      id,
      display_name: before.display_name,
      description: before.description,
      owned_by: before.owned_by,
      created_at: before.created_at,
      n_images: before.n_images,
      n_videos: before.n_videos,
      cover_image_url: before.cover_image_url,
      deleted_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      purge_at: expect.stringMatching(/Z$/),
    });
    expect(Date.parse(trashed!.purge_at) - Date.parse(trashed!.deleted_at)).toBe(30 * 24 * 3_600_000);
    for (const person of PEOPLE) expect(idsIn(await listDatasets(people[person]))).not.toContain(id);
    for (const person of ["editor", "viewer", "stranger"] as const)
      expect(idsIn(await trashOf(people[person]))).not.toContain(id);
  });

  it("gives a dataset back as it was, to everybody who had a role", async () => {
    const id = await newShared();
    await editWords(people.editor, id, "tag", "add", { q: "" }, ["kept"]);
    await createSnapshot(people.editor, id, { name: "Before the trash" });
    const shown = async () => ({
      dataset: await getDataset(people.viewer, id),
      snapshots: await listAllSnapshots(people.viewer, id),
      items: await listEverything(people.viewer, id),
    });
    const before = await shown();
    await deleteDataset(people.owner, id);
    expect((await call(`/dataset/${id}`, { user: people.owner })).status).toBe(404);
    expect((await call(`/dataset/${id}/items`, { user: people.owner })).status).toBe(404);
    expect((await call(`/manage/${id}/share`, { user: people.owner })).status).toBe(404);
    expect((await undelete(id, people.owner)).status).toBe(200);
    expect(await shown()).toEqual(before);
    expect(idsIn(await trashOf(people.owner))).not.toContain(id);
    expect(await eventsOf(id, "trash", "untrash")).toEqual([
      { kind: "trash", actor: people.owner.email, detail: {} },
      { kind: "untrash", actor: people.owner.email, detail: {} },
    ]);
    await editWords(people.editor, id, "tag", "remove", { q: "" }, ["kept"]);
  });

  it("does nothing for a dataset that is not in it, such as when asked twice", async () => {
    const id = await newShared();
    expect((await undelete(id, people.owner)).status).toBe(200);
    await deleteDataset(people.owner, id);
    await Promise.all([undeleteDataset(people.owner, id), undeleteDataset(people.owner, id)]);
    expect(await eventsOf(id, "untrash")).toHaveLength(1);
    for (const [person, status] of [
      ["editor", 403],
      ["viewer", 403],
      ["stranger", 404],
    ] as const)
      expect((await undelete(id, people[person])).status).toBe(status);
  });

  it("gives nothing back after 30 days", async () => {
    const id = await newShared();
    await deleteDataset(people.owner, id);
    const age = (interval: string) =>
      asAdmin("UPDATE dataset SET deleted_at = now() - $2::interval WHERE id = $1", [id, interval]);
    await age("30 days 1 second");
    expect((await undelete(id, people.owner)).status).toBe(404);
    expect(idsIn(await trashOf(people.owner))).not.toContain(id);
    await age("29 days 23 hours");
    expect(idsIn(await trashOf(people.owner))).toContain(id);
    expect((await undelete(id, people.owner)).status).toBe(200);
  });

  it("is one query, whatever is in it, and takes no parameter that it does not know", async () => {
    const collector = await newUser("collector");
    for (let count = 0; count < 3; count += 1) {
      const id = await newShared();
      await giveRole(people.owner, id, collector, "OWNER");
      await deleteDataset(collector, id);
    }
    let listed: unknown[] = [];
    const { listTrashedDatasets } = await import("@/lib/datasets/service");
    expect(await queriesOf(async () => (listed = await listTrashedDatasets(collector)))).toBe(1);
    expect(listed).toHaveLength(3);
    expect((await call("/datasets?trash=maybe", { user: collector })).status).toBe(422);
    expect((await call("/datasets?bin=true", { user: collector })).status).toBe(422);
    expect(await (await call("/datasets?trash=false", { user: collector })).json()).toEqual([]);
  });
});

describe("roles", () => {
  const change = (id: string, user: CurrentUser, email: string, role: Role) =>
    call(`/manage/${id}/share`, { method: "PATCH", user, body: { grant_to_user_email: email, role } });
  const revoke = (id: string, user: CurrentUser, email: string) =>
    call(`/manage/${id}/share`, { method: "DELETE", user, body: { grant_to_user_email: email } });
  const rolesOn = async (id: string): Promise<Record<string, Role>> => {
    const rows = await db.membership.findMany({ where: { datasetId: id }, include: { user: true } });
    return Object.fromEntries(rows.map(({ user, role }) => [user.email, role]));
  };
  const LAST_OWNER = "A dataset keeps at least one owner. Make someone else an owner first.";

  it("are changed and taken away by an owner, and hold at once", async () => {
    const id = await newShared();
    const { viewer, editor, owner } = people;
    expect((await change(id, owner, viewer.email.toUpperCase(), "EDITOR")).status).toBe(200);
    expect((await call(`/dataset/${id}/snapshot`, { method: "POST", user: viewer, body: {} })).status).toBe(200);
    expect((await revoke(id, owner, viewer.email.toUpperCase())).status).toBe(200);
    expect((await call(`/dataset/${id}`, { user: viewer })).status).toBe(404);
    const query = new URLSearchParams({ grant_to_user_email: editor.email });
    expect((await call(`/manage/${id}/share?${query}`, { method: "DELETE", user: owner })).status).toBe(200);
    expect(await (await call(`/manage/${id}/share`, { user: owner })).json()).toEqual([
      { email: owner.email, role: "OWNER", pending: false, expires_at: null, granted: "OWNER", through: [] },
    ] satisfies ShareDto[]);
    expect(await eventsOf(id, "share", "unshare")).toEqual([
      { kind: "share", actor: owner.email, detail: { email: editor.email, role: "EDITOR" } },
      { kind: "share", actor: owner.email, detail: { email: viewer.email, role: "VIEWER" } },
      { kind: "share", actor: owner.email, detail: { email: viewer.email, role: "EDITOR" } },
      { kind: "unshare", actor: owner.email, detail: { email: viewer.email } },
      { kind: "unshare", actor: owner.email, detail: { email: editor.email } },
    ]);
  });

  it("that are not there can be neither changed nor taken away", async () => {
    const id = await newShared();
    for (const email of [people.stranger.email, "nobody@test.example"]) {
      for (const response of [await change(id, people.owner, email, "EDITOR"), await revoke(id, people.owner, email)]) {
        expect(response.status).toBe(404);
        expect(await detailOf(response)).toBe(`A role of ${email} on this dataset not found`);
      }
    }
    // Who has none is not told that there is a dataset.
    const left = await revoke(id, people.stranger, people.stranger.email);
    expect([left.status, await detailOf(left)]).toEqual([404, "Dataset not found"]);
    expect((await change(id, people.owner, people.viewer.email, "ADMIN" as Role)).status).toBe(422);
    expect((await revoke(id, people.owner, "no address")).status).toBe(422);
    expect((await call(`/manage/${id}/share?all=true`, { method: "DELETE", user: people.owner })).status).toBe(422);
  });

  it("are left by anybody, and taken from others by owners alone", async () => {
    const id = await newShared();
    expect((await revoke(id, people.viewer, people.editor.email)).status).toBe(403);
    expect((await revoke(id, people.editor, people.viewer.email)).status).toBe(403);
    expect((await change(id, people.editor, people.editor.email, "OWNER")).status).toBe(403);
    for (const person of ["viewer", "editor"] as const) {
      expect((await revoke(id, people[person], people[person].email)).status).toBe(200);
      expect((await call(`/dataset/${id}`, { user: people[person] })).status).toBe(404);
    }
  });

  it("always have an owner among them", async () => {
    const id = await newShared();
    const { owner, editor } = people;
    for (const response of [
      await change(id, owner, owner.email, "EDITOR"),
      await revoke(id, owner, owner.email),
      await call(`/manage/${id}/invite`, {
        method: "PUT",
        user: owner,
        body: { grant_to_user_email: owner.email, role: "VIEWER" },
      }),
    ])
      expect([response.status, await detailOf(response)]).toEqual([409, LAST_OWNER]);
    const version = await versionOf(id);
    expect((await change(id, owner, owner.email, "OWNER")).status).toBe(200);
    expect(await versionOf(id)).toBe(version);
    expect((await change(id, owner, editor.email, "OWNER")).status).toBe(200);
    expect((await revoke(id, owner, owner.email)).status).toBe(200);
    expect((await revoke(id, editor, editor.email)).status).toBe(409);
    expect(await rolesOn(id)).toEqual({ [editor.email]: "OWNER", [people.viewer.email]: "VIEWER" });
  });

  it.each<[string, (id: string, a: CurrentUser, b: CurrentUser) => Promise<Response>]>([
    ["remove each other", (id, a, b) => revoke(id, a, b.email)],
    ["make each other less", (id, a, b) => change(id, a, b.email, "VIEWER")],
    ["leave", (id, a) => revoke(id, a, a.email)],
  ])("have an owner among them when the only two %s at once", async (_what, act) => {
    const id = await newShared();
    const [first, second] = [people.owner, people.editor];
    await giveRole(first, id, second, "OWNER");
    // Nobody writes before both have read that there are two owners.
    let readers = 0;
    let bothHaveRead = (): void => undefined;
    const both = new Promise<void>((resolve) => (bothHaveRead = resolve));
    afterReading.pause = async () => {
      readers += 1;
      if (readers === 2) bothHaveRead();
      await both;
    };
    try {
      const answers = await Promise.all([act(id, first, second), act(id, second, first)]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      // The loser is told that there is a last owner, or is none any more.
      expect(statuses.every((status) => [200, 403, 404, 409].includes(status))).toBe(true);
    } finally {
      afterReading.pause = async () => undefined;
    }
    expect(readers).toBeGreaterThanOrEqual(2);
    expect(Object.values(await rolesOn(id)).filter((role) => role === "OWNER")).toHaveLength(1);
  });
});

describe("what the inventory shows", () => {
  const cardOf = async (id: string, user = people.owner): Promise<DatasetDto> => {
    const [alone, listed] = [await getDataset(user, id), (await listDatasets(user)).find((one) => one.id === id)!];
    expect(listed).toEqual(alone);
    return alone;
  };

  it("has the newest snapshot that people know by name", async () => {
    const { owner } = people;
    const { dataset_id: draft } = await createDataset(owner, { name: "Draft" });
    expect((await cardOf(draft)).last_snapshot).toBeNull();
    const id = await cloneOf(owner, base);
    const [cloned] = await listAllSnapshots(owner, id);
    const asShown = ({ snapshot_id, snapshot_name, created_at }: typeof cloned & object) => ({
      snapshot_id,
      snapshot_name,
      created_at,
    });
    expect((await cardOf(id)).last_snapshot).toEqual(asShown(cloned!));
    await editWords(owner, id, "tag", "add", { q: "" }, ["seen"]);
    const first = await createSnapshot(owner, id, { name: "First" });
    const second = await createSnapshot(owner, id, { name: "Second" });
    await editWords(owner, id, "tag", "remove", { q: "" }, ["seen"]);
    // It saves what it replaces, and an index run saves what was before it.
    await restoreHere(owner, id, first.snapshot_id);
    await runTaskHere(owner, (await startReindex(owner, id)).task_id);
    expect((await listAllSnapshots(owner, id)).map(({ reason }) => reason)).toEqual([
      "auto",
      "restore",
      "manual",
      "manual",
      "clone",
    ]);
    expect((await cardOf(id)).last_snapshot).toEqual(asShown(second));
    await removeSnapshot(owner, id, second.snapshot_id);
    expect((await cardOf(id)).last_snapshot).toEqual(asShown(first));
  });

  it("has how many people have a role", async () => {
    const id = await newShared();
    expect((await cardOf(id, people.viewer)).people).toBe(3);
    await giveRole(people.owner, id, people.stranger, "VIEWER");
    expect((await cardOf(id)).people).toBe(4);
  });

  it("has how many items no index run covers, kept with every state that is made", async () => {
    const { owner } = people;
    const id = await cloneOf(owner, base);
    const shows = async (n_unindexed: number) =>
      expect(await cardOf(id)).toMatchObject({
        n_unindexed,
        status: n_unindexed === 0 ? "READY" : "PARTIAL_INDEX",
      });
    await shows(0);
    const folder = await mkdtemp(path.join(tmpdir(), "stillframe-unindexed-"));
    try {
      await drawInto(folder, planScenes(3, 42));
      await importFolder(owner, id, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    await shows(3);
    const items = await allItems(owner, id);
    const deleted = await deleteItems(owner, id, { item_ids: items.slice(-2).map((item) => item.media_id) });
    await shows(1);
    await deleteItems(owner, id, { item_ids: [items[0]!.media_id] });
    await shows(1);
    await undoEdit(owner, id, deleted.edit_id!);
    await shows(3);
    const clone = await getDataset(owner, await cloneOf(owner, id));
    // What is cloned is the Current Version, from before anything was added.
    expect(clone).toMatchObject({ n_unindexed: 0, status: "READY" });

    const { headStateId } = await db.dataset.findUniqueOrThrow({ where: { id } });
    const write = async (value: string) => {
      await asAdmin("ALTER TABLE state DISABLE TRIGGER ALL");
      await asAdmin(`UPDATE state SET n_unindexed = ${value} WHERE id = $1`, [headStateId]);
      await asAdmin("ALTER TABLE state ENABLE TRIGGER ALL");
    };
    await write("2");
    expect((await verify(id)).damage.map(({ what }) => what)).toEqual(["its counts are wrong"]);
    // As if it was made before this was kept.
    await write("NULL");
    await shows(3);
    expect((await verify(id)).damage).toEqual([]);
    await editWords(owner, id, "tag", "add", { q: "" }, ["after the upgrade"]);
    expect(
      await db.state.count({
        where: {
          nUnindexed: null,
          lineageId: (await db.state.findUniqueOrThrow({ where: { id: headStateId } })).lineageId,
        },
      }),
    ).toBe(1);
    await shows(3);
    await runTaskHere(owner, (await startReindex(owner, id)).task_id);
    await shows(0);
  });
});
