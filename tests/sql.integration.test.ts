/** What lib/sql.ts promises of types, and what statements written by hand promise of their rows, asked of the database. */
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import {
  findCard,
  findDataset,
  findWithTrash,
  listDatasetPage,
  listDatasets,
  listTrash,
  type DatasetView,
} from "@/lib/access/repository";
import { DATASET_SORTS } from "@/lib/access/sorts";
import { findHeadEvent, findHeadEvents, findRestoreEvent } from "@/lib/commits/repository";
import { listMembers } from "@/lib/sharing/repository";
import { db } from "@/lib/db";
import { editWords } from "@/lib/edits/edit-words";
import { findPackedVectors } from "@/lib/indexing/repository";
import { findItems } from "@/lib/items/repository";
import { findFileOrder } from "@/lib/lists/repository";
import { findRevisionBlock, insertRevisions } from "@/lib/revisions/repository";
import {
  findDimensions,
  findFilesShared,
  findFolders,
  findObjectGroups,
  findReadings,
  findSharedFiles,
  findTexts,
  findValues,
  HASH_PORTIONS,
  type RevisionColumns,
} from "@/lib/search/repository";
import { all, from, hex, iso, text, uuids, type Tables } from "@/lib/sql";
import { findUnread } from "@/lib/statistics/repository";
import { findBoxBlock, findFilesOfItem, findObjects, findState, reserveNumbers } from "@/lib/states/repository";
import { DESCRIPTOR_SIZE } from "@/lib/media/pixels";
import { INDEX_MODEL } from "@/lib/media/reading";
import { asAdmin, currentSnapshot, newDataset, newUser, restoreHere } from "./world";

it("columns are spelled as the database spells them, and typed as Prisma's connection presents them", async () => {
  await newDataset(await newUser(), 2);
  const media = await all(
    from
      .selectFrom("media as m")
      .select((m) => ["m.sha256", hex(m.ref("m.sha256")).as("hex"), "m.kind", "m.size", "m.width", "m.stats"])
      .select((m) => ["m.created_at", iso(m.ref("m.created_at")).as("iso"), text(m.ref("m.size")).as("text")]),
  );
  expectTypeOf(media).toEqualTypeOf<
    {
      sha256: Uint8Array<ArrayBuffer>;
      hex: string;
      kind: "image" | "video";
      size: bigint;
      width: number | null;
      stats: Tables["media"]["stats"];
      created_at: Date;
      iso: string;
      text: string;
    }[]
  >();
  expect(media[0]).toEqual({
    sha256: expect.any(Uint8Array),
    hex: expect.stringMatching(/^[0-9a-f]{64}$/),
    kind: "image",
    size: expect.any(BigInt),
    width: expect.any(Number),
    stats: expect.any(Object),
    created_at: expect.any(Date),
    iso: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    text: expect.stringMatching(/^\d+$/),
  });
});

it("every column's name in schema.prisma is its field's in snake_case, which is how lib/sql.ts derives it", async () => {
  const schema = await readFile("prisma/schema.prisma", "utf8");
  const wrong = [...schema.matchAll(/^ {2}(\w+) .*?[^@]@map\("(\w+)"\)/gm)].filter(
    ([, field, column]) => field!.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) !== column,
  );
  expect(wrong.map(([line]) => line)).toEqual([]);
  const unmapped = [
    ...schema.matchAll(/^ {2}(\w*[A-Z]\w*) +(?:String|Int|BigInt|Boolean|DateTime|Json|Bytes)\b(.*)$/gm),
  ];
  expect(unmapped.filter(([, , rest]) => !rest!.includes("@map(")).map(([line]) => line)).toEqual([]);
});

it("lib/sql.ts knows every table, under its model's types", async () => {
  const schema = await readFile("prisma/schema.prisma", "utf8");
  const declared = [...schema.matchAll(/^model (\w+) \{[\s\S]*?^ {2}@@map\("(\w+)"\)/gm)].map(
    ([, model, table]) => `${table}: Table<Prisma.$${model}Payload>`,
  );
  const known = [...(await readFile("lib/sql.ts", "utf8")).matchAll(/readonly (\w+: Table<Prisma\.\$\w+Payload>)/g)];
  expect(known.map(([, table]) => table).sort()).toEqual(declared.sort());
  const tables = await asAdmin<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'",
  );
  expect(tables.map((table) => table.name).sort()).toEqual(declared.map((table) => table.split(":")[0]).sort());
});

it("a statement is prepared once for every list, however long", async () => {
  const find = (ids: string[]) => from.selectFrom("dataset").select("id").where("id", "=", uuids(ids));
  const ids = (await all(from.selectFrom("dataset").select("id").limit(1))).map((row) => row.id);
  expect(await all(find(ids))).toEqual([{ id: ids[0] }]);
  expect(await all(find([]))).toEqual([]);
  // One after the other they take the connection that was free last.
  const prepared =
    await db.$queryRaw`SELECT name FROM pg_prepared_statements WHERE statement = ${find([]).compile().sql}`;
  expect(prepared).toEqual([{ name: expect.stringMatching(/^sf_/) }]);
});

// What is written by hand ---------------------------------------------------------

/** The kind of each value, by key: what a row's type says, asked of the row. */
const kindsOf = (row: object) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, kindOf(value)]));
const kindOf = (value: unknown): string =>
  value === null ? "null" : value instanceof Object ? value.constructor.name : typeof value;

describe("rows of statements written by hand are what their types say:", () => {
  let owner: Awaited<ReturnType<typeof newUser>>;
  let dataset: DatasetView;
  let revisions: { file: number[]; caption: number[]; metadata: number[] };
  const DATASET = {
    id: "string",
    lineage_id: "string",
    display_name: "string",
    description: "string",
    notes: "string",
    source_type: "string",
    source_dataset_id: "null",
    status: "string",
    status_before: "null",
    head_state_id: "string",
    current_snapshot_id: "string",
    active_task_id: "null",
    snapshots_enabled: "boolean",
    published: "boolean",
    fatal_error_msg: "null",
    metadata: "Object",
    default_filter: "null",
    created_by: "string",
    created_at: "string",
    version: "string",
    role: "string",
    active_task_type: "null",
    active_snapshot_id: "null",
    current_state_id: "string",
    progress: "number",
    status_message: "string",
    n_images: "number",
    n_videos: "number",
    n_unindexed: "number",
    n_objects: "number",
    chosen_cover: "null",
    link_epoch: "number",
    cover_sha256: "string",
  };
  const CARD = {
    ...DATASET,
    last_snapshot_id: "string",
    last_snapshot_name: "string",
    last_snapshot_at: "string",
    people: "number",
    starred: "boolean",
  };

  beforeAll(async () => {
    owner = await newUser();
    const id = await newDataset(owner, 3);
    dataset = (await findDataset(id, owner.id))!;
    const firstRevision = (await reserveNumbers(dataset.lineage_id, 0, 6)).firstRevision;
    const written = (facet: "caption" | "metadata", first: number, payload: object) =>
      insertRevisions(
        dataset.lineage_id,
        facet,
        [0, 1, 2].map((n) => ({
          itemNo: n,
          revisionNo: first + n,
          payload,
        })),
      );
    const captions = await written("caption", firstRevision, { text: "A street" });
    const fields = await written("metadata", firstRevision + 3, { score: [1, 2.5], note: ["a", "b"] });
    const files = from
      .selectFrom("revision")
      .select("revision_no")
      .where("lineage_id", "=", dataset.lineage_id)
      .where("facet", "=", "file");
    revisions = {
      file: (await all(files)).map((row) => row.revision_no),
      caption: [...captions.values()],
      metadata: [...fields.values()],
    };
  });

  it("datasets", async () => {
    expect(kindsOf(dataset)).toEqual(DATASET);
    expect((await listDatasets(owner.id)).map(kindsOf)).toEqual([CARD]);
    for (const sort of DATASET_SORTS)
      expect((await listDatasetPage(owner.id, { sort, limit: 5 })).map(kindsOf)).toEqual([CARD]);
    expect(kindsOf((await findCard(dataset.id, owner.id))!)).toEqual(CARD);
    expect((await listMembers(dataset.id)).map(kindsOf)).toEqual([
      { user_id: "string", email: "string", role: "string", granted: "string", through: "Array" },
    ]);
    expect(kindsOf((await findWithTrash(dataset.id, owner.id))!)).toEqual({
      ...DATASET,
      deleted_at: "null",
      purge_at: "null",
    });
    await asAdmin("UPDATE dataset SET deleted_at = now() WHERE id = $1", [dataset.id]);
    const trashed = { ...DATASET, deleted_at: "string", purge_at: "string" };
    expect((await listTrash(owner.id)).map(kindsOf)).toEqual([trashed]);
    expect(kindsOf((await findWithTrash(dataset.id, owner.id))!)).toEqual(trashed);
    await asAdmin("UPDATE dataset SET deleted_at = NULL WHERE id = $1", [dataset.id]);
  });

  it("states and their objects", async () => {
    expect(kindsOf(await reserveNumbers(dataset.lineage_id, 0, 1))).toEqual({
      firstItem: "number",
      firstRevision: "number",
    });
    const { digest } = (await findState(dataset.head_state_id))!;
    const [object] = await asAdmin<{ hex: string }>("SELECT encode(sha256, 'hex') AS hex FROM version_object LIMIT 1");
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect([...(await findObjects(dataset.lineage_id, [object!.hex]))].map(([, bytes]) => kindOf(bytes))).toEqual([
      "Uint8Array",
    ]);
  });

  it("a page of items", async () => {
    const { items, revisions: found } = await findItems(dataset.lineage_id, [0]);
    expect(items.map(kindsOf)).toEqual([{ item_no: "number", media_id: "string", created_at: "string" }]);
    expect(kindsOf(found.find((row) => row.facet === "file")!)).toEqual({
      item_no: "number",
      revision_no: "number",
      facet: "string",
      payload: "Object",
      sha256: "string",
      kind: "string",
      mime: "string",
      size: "number",
      width: "number",
      height: "number",
      duration_ms: "null",
      taken_at: expect.stringMatching(/^(null|string)$/),
      placeholder: "string",
      stats: "Object",
    });
    expect(kindsOf(found.find((row) => row.facet === "caption")!)).toMatchObject({ sha256: "null", stats: "null" });
    expect((await findFilesOfItem(dataset.lineage_id, 0)).map(kindsOf)).toEqual([
      { revision_no: "number", sha256: "string" },
    ]);
    expect(await findBoxBlock(dataset.lineage_id, 0, 100)).toEqual(new Uint32Array());
  });

  it("packed orders, numbers and folders, as long as there are items", async () => {
    for (const sort of ["added", "name", "size", "date_taken"] as const) {
      const order = await findFileOrder(dataset.lineage_id, sort);
      expect([...order.items].sort()).toEqual([0, 1, 2]);
      expect([...order.revisions].sort()).toEqual([...revisions.file].sort());
      expect(kindOf(order.valued)).toBe("number");
    }
    const lengthsOf = ({ revisions, items, columns }: RevisionColumns) =>
      [revisions, items, ...columns].map(({ length }) => length);
    for (const portion of [{ numbers: revisions.file }, { from: 0, to: 1_000_000 }]) {
      expect(lengthsOf(await findValues(dataset.lineage_id, { of: "file", field: "size" }, portion))).toEqual([
        3, 3, 3,
      ]);
      for (const find of [findDimensions, findReadings]) {
        const read = await find(dataset.lineage_id, portion);
        expect(lengthsOf(read)).toEqual([3, 3, 3, 3]);
        expect(read.columns.every((column) => column.every((value) => value > 0))).toBe(true);
      }
      expect(await findObjectGroups(dataset.lineage_id, portion)).toEqual([]);
      const files = await findFilesShared(dataset.lineage_id, portion);
      expect(files.flatMap((file) => [...file.revisions]).sort()).toEqual([...revisions.file].sort());
      expect(files.map(({ items }) => items.length)).toEqual([1, 1, 1]);
    }
    const unread = await findUnread(dataset.lineage_id);
    expect([unread.revisions.length, unread.items.length, unread.older.length]).toEqual([0, 0, 0]);
    for (let portion = 0; portion < HASH_PORTIONS; portion += 1)
      expect(await findSharedFiles(dataset.lineage_id, portion)).toEqual([]);
    const scores = { of: "metadata", field: "score", type: "float" } as const;
    const { columns } = await findValues(dataset.lineage_id, scores, { numbers: revisions.metadata });
    expect([...columns[0]!].sort()).toEqual([1, 1, 1, 2.5, 2.5, 2.5]);
    const folders = await findFolders(dataset.lineage_id);
    expect(kindsOf(folders[0]!)).toEqual({ folder: "string", items: "Uint32Array", revisions: "Uint32Array" });
    expect(folders.reduce((sum, folder) => sum + folder.items.length, 0)).toBe(3);
    const vectors = await findPackedVectors(dataset.lineage_id, INDEX_MODEL, revisions.file);
    expect([...vectors.items].sort()).toEqual([0, 1, 2]);
    expect([...vectors.revisions].sort()).toEqual([...revisions.file].sort());
    expect(vectors.vectors).toBeInstanceOf(Int8Array);
    expect(vectors.vectors.length).toBe(3 * DESCRIPTOR_SIZE);
    expect((await findPackedVectors(dataset.lineage_id, "none", revisions.file)).vectors.length).toBe(0);
    // One of them is the list of classes, which is of no item.
    const block = await findRevisionBlock(dataset.lineage_id, 0, 1_000_000);
    expect(block.revisions.length).toBe(10);
    expect(block.items.length).toBe(10);
  });

  it("texts of names, captions and fields", async () => {
    const row = { item_no: "number", revision_no: "number", text: "string" };
    for (const [source, of] of [
      [{ facet: "file" }, revisions.file],
      [{ facet: "caption" }, revisions.caption],
      [{ facet: "metadata", field: "note" }, revisions.metadata],
    ] as const)
      expect((await findTexts(dataset.lineage_id, source, of)).map(kindsOf)).toEqual([row, row, row]);
  });

  it("events of the head", async () => {
    const event = {
      id: "string",
      kind: "string",
      actor: "string",
      detail: "Object",
      from_state: "string",
      to_state: "string",
      created_at: "string",
    };
    const before = await currentSnapshot(owner, dataset.id);
    await editWords(owner, dataset.id, "tag", "add", { q: "" }, ["seen"]);
    const events = await findHeadEvents(dataset.id, null, null, 1);
    expect(events.map(kindsOf)).toEqual([event]);
    expect(kindsOf((await findHeadEvent(dataset.id, events[0]!.id))!)).toEqual(event);
    const restored = await findRestoreEvent(await restoreHere(owner, dataset.id, before.snapshot_id));
    expect(kindsOf(restored!)).toEqual({
      id: "string",
      kind: "string",
      actor: "string",
      created_at: "string",
      from_state: "string",
      to_state: "string",
      detail: "Object",
      is_latest: "boolean",
    });
  });
});
