/** Custom metadata: over REST as documented, from files, and as part of every version. */
import { randomUUID } from "node:crypto";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, it } from "vitest";
import type { CurrentUser } from "@/lib/auth/service";
import { abortTask, getTask } from "@/lib/tasks/service";
import { abortForgottenTasks } from "@/lib/tasks/repository";
import { createSnapshot, listAllSnapshots } from "@/lib/snapshots/service";
import type { ItemDto } from "@/lib/items/schema";
import type { MetadataPreview, MetadataTaskStatus } from "@/lib/metadata-import/schema";
import { runTaskHere } from "@/prisma/factories";
import { allItems, asAdmin, call, cloneOf, newDataset, newUser, restoreHere } from "./world";

let owner: CurrentUser;
let base: string;
let id: string;
let items: ItemDto[];

beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 6, "Metadata", 2);
});
const fresh = async () => {
  id = await cloneOf(owner, base);
  items = await allItems(owner, id);
};

const api = async <T>(
  path: string,
  method = "GET",
  body?: unknown,
  raw?: BodyInit,
): Promise<{ status: number; body: T; location: string | null }> => {
  const response = await call(path, { method, body, raw, user: owner });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === "" ? null : JSON.parse(text)) as T,
    location: response.headers.get("location"),
  };
};
const tasks = () => `/datasets/${id}/custom_metadata/tasks`;

async function importValues(field: Record<string, unknown>, values: unknown): Promise<MetadataTaskStatus> {
  const { body } = await api<{ task_id: string }>(tasks(), "POST", field);
  expect((await api(`${tasks()}/${body.task_id}`, "POST", values)).status).toBe(202);
  await runTaskHere(owner, body.task_id);
  return (await api<MetadataTaskStatus>(`${tasks()}/${body.task_id}/status`)).body;
}

async function stage(name: string, bytes: BodyInit): Promise<{ upload_id: string; path: string }> {
  const { body } = await api<{ upload_id: string }>(`/dataset/${id}/uploads`, "POST", { purpose: "custom_metadata" });
  expect((await api(`/dataset/${id}/uploads/${body.upload_id}?path=${name}`, "PUT", undefined, bytes)).status).toBe(
    200,
  );
  return { upload_id: body.upload_id, path: name };
}

async function importFile(name: string, bytes: BodyInit, mapping: Record<string, unknown>) {
  const staged = await stage(name, bytes);
  const { status, location, body } = await api<{ detail: unknown }>(`/datasets/${id}/custom_metadata/import`, "POST", {
    ...staged,
    ...mapping,
  });
  if (status !== 202) return { status, body };
  const taskId = location!.split("/").at(-1)!;
  await runTaskHere(owner, taskId);
  return {
    status,
    result: (await getTask(owner, taskId)).result as {
      inserted_rows: number;
      error_count: number;
      sample_errors: { reason: string; row_index: number }[];
    },
  };
}

describe("over REST", () => {
  it("imports good rows and reports bad ones one by one", async () => {
    await fresh();
    const status = await importValues({ field_name: "weather", field_type: "enum", enum_options: ["rain", "sun"] }, [
      { media_id: items[0]!.media_id, value: "rain" },
      { media_id: items[1]!.media_id.toUpperCase(), value: "sun" },
      { media_id: items[2]!.media_id, value: "fog" },
      { media_id: "6f9619ff-8b86-d011-b42d-00c04fc964ff", value: "rain" },
      { media_id: "nonsense", value: "rain" },
      { value: "rain" },
      "not even an object",
      { media_id: items[3]!.media_id, value: null },
      { media_id: items[4]!.media_id, value: "rain" },
    ]);
    expect(status).toMatchObject({ status: "COMPLETED", progress: 100, inserted_rows: 3, error_count: 6 });
    expect(status.sample_errors.map((error) => error.row_index)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(status.sample_errors[0]!.reason).toBe("“fog” is not one of the options rain, sun");
    const { body } = await api<{ facets: Record<string, unknown> }>(`/dataset/${id}/facets?q=`);
    expect(body.facets.weather).toEqual([
      { value: "rain", count: 2 },
      { value: "sun", count: 1 },
    ]);
    const found = (
      await api<{ items: ItemDto[] }>(`/dataset/${id}/items?q=${encodeURIComponent('meta:"weather=rain"')}`)
    ).body.items;
    expect(found.map((item) => item.media_id)).toEqual([items[0]!.media_id, items[4]!.media_id]);
    expect(found[0]!.metadata).toEqual({ weather: "rain" });
  });

  it("takes the values as a file in a form, and completes with none at all", async () => {
    await fresh();
    const { body } = await api<{ task_id: string }>(tasks(), "POST", { field_name: "score", field_type: "float" });
    const form = new FormData();
    form.append(
      "file",
      new Blob([`media_id,value\n${items[0]!.media_id},1.25\n${items[1]!.media_id},much\n`]),
      "scores.csv",
    );
    expect((await api(`${tasks()}/${body.task_id}`, "POST", undefined, form)).status).toBe(202);
    await runTaskHere(owner, body.task_id);
    expect((await api<MetadataTaskStatus>(`${tasks()}/${body.task_id}/status`)).body).toMatchObject({
      inserted_rows: 1,
      error_count: 1,
    });
    expect((await allItems(owner, id))[0]!.metadata).toEqual({ score: 1.25 });
    expect(await importValues({ field_name: "score", field_type: "float" }, [])).toMatchObject({
      status: "COMPLETED",
      inserted_rows: 0,
      error_count: 0,
    });
  });

  it.each([
    [{ field_name: "", field_type: "float" }, 422],
    [{ field_name: "a=b", field_type: "float" }, 422],
    [{ field_name: "tag", field_type: "float" }, 422],
    [{ field_name: "a", field_type: "number" }, 422],
    [{ field_name: "a", field_type: "float", enum_options: ["x"] }, 422],
    [{ field_name: "a", field_type: "enum", enum_options: [] }, 422],
    [{ field_name: "a", field_type: "enum" }, 422],
    [{ field_name: "a", field_type: "float", extra: 1 }, 422],
    [{ field_type: "float" }, 422],
  ])("refuses the field %j", async (field, status) => {
    await fresh();
    expect((await api(tasks(), "POST", field)).status).toBe(status);
  });

  it("refuses values that are no list, twice the values, and a field of another type", async () => {
    await fresh();
    const { body } = await api<{ task_id: string }>(tasks(), "POST", { field_name: "a", field_type: "float" });
    const send = (raw: string) => call(`${tasks()}/${body.task_id}`, { method: "POST", raw, user: owner });
    expect((await send("{")).status).toBe(400);
    expect((await send('{"media_id": 1}')).status).toBe(400);
    const values = JSON.stringify([{ media_id: items[0]!.media_id, value: 1 }]);
    expect((await send(values)).status).toBe(202);
    expect((await send(values)).status).toBe(409);
    await runTaskHere(owner, body.task_id);
    expect((await send(values)).status).toBe(409);
    const other = await api<{ detail: string }>(tasks(), "POST", { field_name: "a", field_type: "string" });
    expect([other.status, other.body.detail]).toEqual([
      400,
      "The field “a” is there already as float; choose that type, or another name",
    ]);
    expect((await api(`${tasks()}/${randomUUID()}/status`)).status).toBe(404);
  });

  it("holds the dataset only while values are read, saves a revision first, and an abort leaves everything as it was", async () => {
    await fresh();
    const { body } = await api<{ task_id: string }>(tasks(), "POST", { field_name: "a", field_type: "float" });
    expect((await api<{ status_new: string }>(`/dataset/${id}`)).body.status_new).toBe("READY");
    const before = (await listAllSnapshots(owner, id)).length;
    await api(`${tasks()}/${body.task_id}`, "POST", [{ media_id: items[0]!.media_id, value: 1 }]);
    expect((await api<{ status_new: string }>(`/dataset/${id}`)).body.status_new).toBe("READ ONLY");
    const blocked = await api<{ detail: string }>(`/dataset/${id}/reindex`, "POST");
    expect([blocked.status, blocked.body.detail]).toEqual([
      409,
      "Operation 'reindex' is blocked while CUSTOM_METADATA task is running",
    ]);
    expect(await listAllSnapshots(owner, id)).toHaveLength(before + 1);
    await abortTask(owner, body.task_id);
    expect(await allItems(owner, id)).toEqual(items);
    expect((await api<{ status_new: string }>(`/dataset/${id}`)).body.status_new).toBe("READY");
  });

  it("ends tasks that nobody sends values for", async () => {
    await fresh();
    const { body } = await api<{ task_id: string }>(tasks(), "POST", { field_name: "a", field_type: "float" });
    await abortForgottenTasks();
    expect((await getTask(owner, body.task_id)).status).toBe("INITIALIZING");
    await asAdmin("UPDATE task SET start_time = start_time - interval '25 hours' WHERE id = $1", [body.task_id]);
    await abortForgottenTasks();
    expect((await getTask(owner, body.task_id)).status).toBe("ABORTED");
    expect((await api(`${tasks()}/${body.task_id}`, "POST", [])).status).toBe(409);
  });
});

describe("from files", () => {
  const fields = [
    { column: "temp", field_name: "temperature", field_type: "float" },
    { column: "when", field_name: "taken", field_type: "datetime" },
    { column: "who", field_name: "annotators", field_type: "enum", is_multi: true },
  ];
  const mapping = (key_column: string) => ({ key: "file_name", key_column, fields });
  const expected = { temperature: -2.5, taken: "2026-01-05T00:00:00.000Z", annotators: ["ann", "bob"] };

  it("previews columns with their types and finds the one that names items", async () => {
    await fresh();
    const csv = `\uFEFFfile,temp,when,who\n${items.map((item, index) => `${item.file_name},${index},2026-01-0${index + 1},${index % 2 ? "ann" : "bob"}`).join("\n")}\n`;
    const { status, body } = await api<MetadataPreview>(
      `/datasets/${id}/custom_metadata/preview`,
      "POST",
      await stage("a.csv", csv),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows_read: 6, more: false });
    expect(body.columns.map(({ name, detected_type, key }) => [name, detected_type, key])).toEqual([
      ["file", "string", "file_name"],
      ["temp", "float", null],
      ["when", "datetime", null],
      ["who", "enum", null],
    ]);
    expect(body.rows[0]).toEqual({ file: items[0]!.file_name, temp: "0", when: "2026-01-01", who: "bob" });
  });

  it("suggests the type that nearly all values have, and tells those that do not", async () => {
    await fresh();
    const bad = [`cold${"!".repeat(70)}`, "n/a"];
    const row = (at: number) =>
      `image-${at}.jpg,${at === 7 ? bad[0] : at === 30 ? bad[1] : at / 2},0012${at},${at === 3 ? "" : `2026-03-0${(at % 3) + 1}`}`;
    const csv = `file,temp,code,day\n${Array.from({ length: 40 }, (_, at) => row(at)).join("\n")}\n`;
    const { body } = await api<MetadataPreview>(
      `/datasets/${id}/custom_metadata/preview`,
      "POST",
      await stage("misfits.csv", csv),
    );
    expect(body.columns.map(({ name, detected_type, misfits }) => [name, detected_type, misfits])).toEqual([
      ["file", "string", { count: 0, samples: [] }],
      [
        "temp",
        "float",
        {
          count: 2,
          samples: [
            { row: 8, value: `cold${"!".repeat(56)}…` },
            { row: 31, value: "n/a" },
          ],
        },
      ],
      ["code", "string", { count: 0, samples: [] }],
      ["day", "datetime", { count: 0, samples: [] }],
    ]);
  });

  it.each<[string, () => BodyInit]>([
    [
      "csv",
      () =>
        `file,temp,when,who\n${items[0]!.file_path},-2.5,2026-01-05,ann;bob\n${items[1]!.file_name},,,\nmissing.jpg,1,2026-01-01,ann\n${items[2]!.file_name},cold,2026-01-05,ann\n`,
    ],
    [
      "json",
      () =>
        JSON.stringify([
          { file: items[0]!.file_path, temp: -2.5, when: "2026-01-05", who: ["ann", "bob"] },
          { file: items[1]!.file_name },
          { file: "missing.jpg" },
          { file: items[2]!.file_name, temp: "cold" },
        ]),
    ],
    [
      "parquet",
      () =>
        parquetWriteBuffer({
          columnData: [
            {
              name: "file",
              data: [items[0]!.file_path, items[1]!.file_name, "missing.jpg", items[2]!.file_name],
              type: "STRING",
            },
            { name: "temp", data: ["-2.5", null, null, "cold"], type: "STRING" },
            { name: "when", data: ["2026-01-05", null, null, null], type: "STRING" },
            { name: "who", data: ["ann;bob", null, null, null], type: "STRING" },
          ],
        }),
    ],
  ])("imports several fields from %s by file name or path, leaving empty cells out", async (format, bytes) => {
    await fresh();
    const { result } = (await importFile(`table.${format}`, bytes(), mapping("file"))) as {
      result: { inserted_rows: number; error_count: number; sample_errors: { reason: string; row_index: number }[] };
    };
    expect(result).toMatchObject({
      inserted_rows: 1,
      error_count: 2,
      sample_errors: [
        { row_index: 2, reason: "The dataset has no file “missing.jpg”" },
        { row_index: 3, reason: "temp: “cold” is not a number" },
      ],
    });
    const after = await allItems(owner, id);
    expect(after[0]!.metadata).toEqual(expected);
    expect(after[1]!.metadata).toEqual({});
  });

  it.each([
    ["broken.json", "{"],
    ["broken.parquet", "PAR1 no"],
    ["list.json", '{"a": 1}'],
    ["empty.csv", "file,temp\n"],
  ])("says what is wrong with %s", async (name, bytes) => {
    await fresh();
    const { status, body } = await api<{ detail: string }>(
      `/datasets/${id}/custom_metadata/preview`,
      "POST",
      await stage(name, bytes),
    );
    expect(status).toBe(400);
    expect(body.detail).toMatch(/cannot be read|can be read|list of objects|no rows/);
  });

  it("refuses a kind of file it does not know, and files of others", async () => {
    await fresh();
    expect((await api(`/datasets/${id}/custom_metadata/preview`, "POST", await stage("a.xlsx", "x"))).status).toBe(400);
    expect(
      (await api(`/datasets/${id}/custom_metadata/preview`, "POST", { upload_id: id, path: "a.csv" })).status,
    ).toBe(404);
    expect(
      (await importFile("a.csv", "file,temp\n", { ...mapping("file"), fields: [fields[0], fields[0]] })).status,
    ).toBe(400);
  });

  it("keeps the old values of other fields, replaces its own, and finds names that two items share", async () => {
    await fresh();
    await importFile("a.csv", `file,temp\n${items[0]!.file_name},1\n${items[1]!.file_name},2\n`, {
      key: "file_name",
      key_column: "file",
      fields: [fields[0]],
    });
    await importFile("b.csv", `file,who\n${items[0]!.file_name},ann\n`, {
      key: "file_name",
      key_column: "file",
      fields: [{ column: "who", field_name: "who", field_type: "enum" }],
    });
    await importFile("c.csv", `file,who\n${items[0]!.file_name},bob\n`, {
      key: "file_name",
      key_column: "file",
      fields: [{ column: "who", field_name: "who", field_type: "enum" }],
    });
    expect((await allItems(owner, id)).slice(0, 2).map((item) => item.metadata)).toEqual([
      { temperature: 1, who: "bob" },
      { temperature: 2 },
    ]);
    const { body } = await api<{ facets: Record<string, unknown> }>(`/dataset/${id}/facets?q=`);
    expect(body.facets.who).toEqual([{ value: "bob", count: 1 }]);
  });
});

describe("as part of a version", () => {
  it("comes back with a restore, facets and fields included, and is compared", async () => {
    await fresh();
    const empty = await createSnapshot(owner, id, { name: "empty" });
    await importValues(
      { field_name: "weather", field_type: "enum", enum_options: ["rain", "sun"] },
      items.map((item, index) => ({ media_id: item.media_id, value: index % 2 ? "rain" : "sun" })),
    );
    const full = await createSnapshot(owner, id, { name: "full" });
    const { body } = await api<{ changed: number; by_kind: { metadata: number } }>(
      `/dataset/${id}/snapshot/${empty.snapshot_id}/compare/${full.snapshot_id}`,
    );
    expect(body).toMatchObject({ changed: 6, by_kind: { metadata: 6 } });
    await restoreHere(owner, id, empty.snapshot_id);
    expect(
      (await api<{ facets: Record<string, unknown> }>(`/dataset/${id}/facets?q=`)).body.facets.weather,
    ).toBeUndefined();
    // The restored version does not have the field, so it can be made anew with another type.
    expect((await api(tasks(), "POST", { field_name: "weather", field_type: "string" })).status).toBe(200);
    await restoreHere(owner, id, full.snapshot_id);
    expect(
      (await api<{ facets: Record<string, { count: number }[]> }>(`/dataset/${id}/facets?q=`)).body.facets.weather!.map(
        ({ count }) => count,
      ),
    ).toEqual([3, 3]);
  });

  it("keeps facets right when one item is edited, and refuses values that do not fit the field", async () => {
    await fresh();
    await importValues({ field_name: "weather", field_type: "enum", enum_options: ["rain", "sun"] }, [
      { media_id: items[0]!.media_id, value: "rain" },
      { media_id: items[1]!.media_id, value: "rain" },
    ]);
    await importValues({ field_name: "score", field_type: "float" }, [{ media_id: items[0]!.media_id, value: 2 }]);
    const patch = (metadata: unknown) =>
      api<{ detail: { loc: string[]; msg: string }[]; metadata: unknown }>(
        `/dataset/${id}/items/${items[0]!.media_id}`,
        "PATCH",
        { metadata },
      );
    const weather = async () =>
      (await api<{ facets: Record<string, unknown> }>(`/dataset/${id}/facets?q=`)).body.facets.weather;
    expect((await patch({ weather: "sun", score: 3, free: "text" })).status).toBe(200);
    expect(await weather()).toEqual([
      { value: "rain", count: 1 },
      { value: "sun", count: 1 },
    ]);
    for (const [metadata, message] of [
      [{ score: "high" }, "not a number"],
      [{ score: "3" }, "Write it as 3"],
      [{ weather: ["sun"] }, "takes one value"],
    ] as const) {
      const refused = await patch(metadata);
      expect(refused.status).toBe(422);
      expect(refused.body.detail[0]!.msg).toContain(message);
    }
    expect((await patch(null)).status).toBe(200);
    expect(await weather()).toEqual([{ value: "rain", count: 1 }]);
  });
});
