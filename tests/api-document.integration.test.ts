/** What holds for every operation of the document, whichever it is. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { apiDocument } from "@/lib/api/document";
import { OPERATIONS } from "@/lib/api/all";
import { bodySchemaOf, type ApiOperation } from "@/lib/api-operation";
import type { CurrentUser } from "@/lib/auth/service";
import { createMetadataTask } from "@/lib/metadata-import/service";
import { createSnapshot } from "@/lib/snapshots/service";
import { allItems, call, newDataset, newUser } from "./world";

let owner: CurrentUser;
let datasetId: string;
let ids: Record<string, string>;
beforeAll(async () => {
  owner = await newUser("owner");
  datasetId = await newDataset(owner, 6, "Document", 17);
  const { snapshot_id } = await createSnapshot(owner, datasetId, {});
  const field = { field_name: "waits", field_type: "float", is_multi: false } as const;
  const { task_id } = await createMetadataTask(owner, datasetId, field);
  const [item] = await allItems(owner, datasetId);
  ids = { datasetId, snapshotId: snapshot_id, mediaId: item!.media_id, taskId: task_id, edit: "1", key: "sf_none" };
});

const addressOf = ({ path }: ApiOperation): string =>
  path.replace(/\[(\w+)\]/g, (_part, name: string) => ids[name] ?? randomUUID());
const detailOf = async (response: Response) =>
  ((await response.json()) as { detail: { loc: string[]; msg: string }[] }).detail;

const operations = [...OPERATIONS].map(([name, operation]) => ({ name, operation }));

describe("a field that there is not is refused by its name", () => {
  it.each(operations.filter(({ operation }) => bodySchemaOf(operation)))(
    "in the body of $name",
    async ({ operation }) => {
      const { method } = operation;
      const response = await call(addressOf(operation), { method, user: owner, body: { no_such_field: 1 } });
      expect(response.status).toBe(422);
      expect(await detailOf(response)).toContainEqual(
        expect.objectContaining({ loc: ["body", "no_such_field"], msg: 'The field "no_such_field" is not known' }),
      );
    },
  );

  it.each(operations.filter(({ operation }) => operation.query))("in the query of $name", async ({ operation }) => {
    const { method } = operation;
    const response = await call(`${addressOf(operation)}?no_such_field=1`, { method, user: owner });
    expect(response.status).toBe(422);
    expect(await detailOf(response)).toContainEqual(expect.objectContaining({ loc: ["query", "no_such_field"] }));
  });

  it.each(operations.filter(({ operation }) => operation.sends?.["multipart/form-data"]))(
    "in the form of $name",
    async ({ operation }) => {
      const { method } = operation;
      const raw = new FormData();
      raw.append("no_such_field", "1");
      const response = await call(addressOf(operation), { method, user: owner, raw });
      expect(response.status).toBe(422);
      expect(await detailOf(response)).toContainEqual(expect.objectContaining({ loc: ["body", "no_such_field"] }));
    },
  );

  it("within what a body holds, too", async () => {
    const view = { q: "tag:seen", no_such_field: 1 };
    const response = await call(`/dataset/${datasetId}/views`, {
      method: "POST",
      user: owner,
      body: { name: "Mine", view },
    });
    expect(await detailOf(response)).toMatchObject([{ loc: ["body", "view", "no_such_field"] }]);
  });
});

describe("lists tell their next page and how many there are", () => {
  const nextOf = (response: Response): string | null =>
    /^<\/api\/v1([^>]+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1] ?? null;

  it.each([
    ["/dataset/ID/items?limit=4&q=kind:image&sort=-name", "items", 6],
    ["/dataset/ID/items?limit=4&offset=0", "items", 6],
    ["/dataset/ID/items/stacks?limit=1", "stacks", null],
    ["/dataset/ID/snapshot?limit=1", "items", 2],
    ["/dataset/ID/snapshot/SNAPSHOT/items?limit=5", "items", 6],
    ["/tasks?dataset_id=ID&page_size=5", "tasks", null],
  ])("%s", async (path, list, count) => {
    const found: unknown[] = [];
    let total: number | null = null;
    let next: string | null = path.replace("ID", datasetId).replace("SNAPSHOT", ids.snapshotId!);
    while (next !== null) {
      const response = await call(next, { user: owner });
      expect(response.status).toBe(200);
      total = Number(response.headers.get("x-total-count"));
      found.push(...((await response.json()) as Record<string, unknown[]>)[list]!);
      next = nextOf(response);
    }
    expect(found).toHaveLength(total!);
    expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(found.length);
    if (count !== null) expect(total).toBe(count);
  });

  it("also where all are on one", async () => {
    const response = await call("/datasets", { user: owner });
    expect(response.headers.get("x-total-count")).toBe(String(((await response.json()) as unknown[]).length));
    expect(response.headers.get("link")).toBeNull();
  });
});

it("the document is for everybody, and may be kept a while", async () => {
  const response = await call("/openapi.json");
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toMatch(/^public, max-age=\d+$/);
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(apiDocument())));
});
