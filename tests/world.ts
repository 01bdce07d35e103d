/** What integration tests stand on: users with every role, datasets through the real services, requests to real routes. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SignJWT } from "jose";
import pg from "pg";
import { createApiKey, type CurrentUser } from "@/lib/auth/service";
import { GUEST_COOKIE, withGuest } from "@/lib/auth/guests";
import { insertUser } from "@/lib/auth/repository";
import { createDataset, getDataset } from "@/lib/datasets/service";
import { makePublicLink, openPublicLink } from "@/lib/sharing/public-link";
import { share } from "@/lib/sharing/service";
import { getFacets } from "@/lib/items/facets";
import { listItems } from "@/lib/items/service";
import { listItemsQuery, type FacetsDto, type ItemDto } from "@/lib/items/schema";
import { type ItemSelection } from "@/lib/search/schema";
import { cloneSnapshot, listAllSnapshots, restoreSnapshot } from "@/lib/snapshots/service";
import { drawInto, importFolder, runTaskHere } from "@/prisma/factories";
import { planScenes } from "@/prisma/scenes";
import type { ApiOperation } from "@/lib/api-operation";
import { assertDocumented } from "./documented";

/** A user whose password nobody knows; tests act as them or sign with an API key. */
export const newUser = (name = "user"): Promise<CurrentUser> =>
  insertUser({
    id: randomUUID(),
    email: `${name}-${randomUUID().slice(0, 8)}@test.example`,
    name,
    passwordHash: "scrypt$none",
  });

/** A READY dataset of some drawn images in class folders, labelled by them. */
export async function newDataset(
  owner: CurrentUser,
  count = 6,
  name = "Test data",
  seed = 1,
  snapshots_enabled = true,
): Promise<string> {
  const { dataset_id } = await createDataset(owner, { name, snapshots_enabled });
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-world-"));
  try {
    await drawInto(folder, planScenes(count, seed), { byPlace: true });
    await importFolder(owner, dataset_id, folder, { labels_from_folders: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return dataset_id;
}

/** A fresh dataset in milliseconds: a clone of another's Current Version. */
export async function cloneOf(owner: CurrentUser, datasetId: string): Promise<string> {
  const { task_id, dataset_id } = await cloneSnapshot(owner, datasetId, "current");
  await runTaskHere(owner, task_id);
  return dataset_id;
}

export async function restoreHere(user: CurrentUser, datasetId: string, snapshotId: string): Promise<string> {
  const { task_id } = await restoreSnapshot(user, datasetId, snapshotId);
  await runTaskHere(user, task_id);
  return task_id;
}

const SORTS = ["added", "-added", "name", "-name", "size", "-size", "date_taken", "uniqueness", "random"];

export interface Listing {
  readonly pages: Record<string, ItemDto[]>;
  readonly facets: FacetsDto;
}

/** A link is signed for its dataset; what it leads to is the same in a clone. */
const unsigned = (item: ItemDto): ItemDto => ({
  ...item,
  url: item.url.split("?")[0]!,
  thumbnail_url: item.thumbnail_url?.split("?")[0] ?? null,
  preview_url: item.preview_url?.split("?")[0] ?? null,
});

/** Everything that a listing shows: every field of every page in every order, and all facets. */
export async function listEverything(user: CurrentUser, datasetId: string, snapshotId?: string): Promise<Listing> {
  const pages: Record<string, ItemDto[]> = {};
  for (const sort of SORTS) {
    const items: ItemDto[] = [];
    let cursor: string | undefined;
    do {
      const page = await listItems(user, datasetId, {
        q: "",
        sort: { by: sort.replace("-", "") as "added", descending: sort.startsWith("-") },
        seed: 7,
        limit: 4,
        cursor,
        snapshot_id: snapshotId,
      });
      items.push(...page.items.map(unsigned));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    pages[sort] = items;
  }
  return { pages, facets: await getFacets(user, datasetId, { q: "", snapshot_id: snapshotId }) };
}

export const allItems = async (user: CurrentUser, datasetId: string, snapshotId?: string): Promise<ItemDto[]> =>
  (
    await listItems(user, datasetId, {
      q: "",
      sort: { by: "added", descending: false },
      seed: 0,
      limit: 500,
      snapshot_id: snapshotId,
    })
  ).items;

/** Names of the files that a search finds, in the order of adding. */
export const namesOf = async (user: CurrentUser, datasetId: string, q: string): Promise<string[]> =>
  (await listItems(user, datasetId, listItemsQuery.parse({ q, limit: 500 }))).items.map((item) => item.file_name);

/** A selection of the items at these places, by number. */
export async function numbersOf(user: CurrentUser, datasetId: string, ...places: number[]): Promise<ItemSelection> {
  const items = await allItems(user, datasetId);
  return { item_numbers: places.map((place) => [items[place]!.item_no, items[place]!.item_no]) };
}

export const headOf = async (user: CurrentUser, datasetId: string): Promise<string> =>
  (await getDataset(user, datasetId)).state_id;

export const currentSnapshot = async (user: CurrentUser, datasetId: string) =>
  (await listAllSnapshots(user, datasetId)).find((snapshot) => snapshot.is_current)!;

/** What a browser sends that opened the dataset's public link, a new one. */
export async function guestHeaders(owner: CurrentUser, datasetId: string): Promise<{ cookie: string }> {
  const { token } = await makePublicLink(owner, datasetId);
  const { guest_id } = (await openPublicLink(token))!;
  return { cookie: `${GUEST_COOKIE}=${await withGuest({ headers: {}, cookies: {} }, datasetId, guest_id)}` };
}

export const giveRole = (
  owner: CurrentUser,
  datasetId: string,
  user: CurrentUser,
  role: "VIEWER" | "EDITOR" | "OWNER",
) => share(owner, datasetId, { grant_to_user_email: user.email, role });

// Requests ---------------------------------------------------------------------

const keys = new Map<string, Promise<{ api_key: string; api_secret: string }>>();

export async function signToken(
  key: { api_key: string; api_secret: string },
  change: { kid?: string; sub?: string; issued?: number; expires?: number | null; secret?: string } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const token = new SignJWT({})
    .setProtectedHeader({ alg: "HS256", kid: change.kid ?? key.api_key })
    .setSubject(change.sub ?? key.api_key)
    .setIssuedAt(change.issued ?? now - 10);
  if (change.expires !== null) token.setExpirationTime(change.expires ?? now + 600);
  return token.sign(new TextEncoder().encode(change.secret ?? key.api_secret));
}

export async function tokenOf(user: CurrentUser): Promise<string> {
  let key = keys.get(user.id);
  if (!key) keys.set(user.id, (key = createApiKey(user, "test")));
  return signToken(await key);
}

export const keyOf = (user: CurrentUser) => createApiKey(user, "test");

type Handler = {
  (request: Request, context: { params: Promise<Record<string, string>> }): Promise<Response>;
  readonly operation?: ApiOperation;
};
const modules: Record<string, () => Promise<Record<string, Handler>>> = import.meta.glob(
  "../app/api/v1/**/route.ts",
) as never;

/** Paths of all route files, as `/dataset/[datasetId]/items`. */
export const routePaths = (): string[] =>
  Object.keys(modules).map((file) => file.replace("../app/api/v1", "").replace("/route.ts", ""));
export const loadRoute = (routePath: string) => modules[`../app/api/v1${routePath}/route.ts`]!();

export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly raw?: BodyInit;
  readonly headers?: Record<string, string>;
  readonly user?: CurrentUser | null;
  readonly token?: string;
}

/** Calls a route handler with a real request, as the framework would; its answer has to be as documented. `path` is a concrete path, such as `/tasks?page=1`. */
export async function call(
  requestPath: string,
  { method = "GET", body, raw, headers = {}, user, token }: Call = {},
): Promise<Response> {
  const url = new URL(`http://localhost/api/v1${requestPath}`);
  const segments = url.pathname.replace("/api/v1", "").split("/");
  const match = routePaths()
    .map((route) => ({ route, parts: route.split("/") }))
    .filter(
      ({ parts }) =>
        parts.length === segments.length &&
        parts.every((part, index) => part.startsWith("[") || part === segments[index]),
    )
    // A literal segment wins over a parameter.
    .sort(
      (a, b) =>
        a.parts.filter((part) => part.startsWith("[")).length - b.parts.filter((part) => part.startsWith("[")).length,
    )[0];
  if (!match) throw new Error(`No route answers ${requestPath}`);
  const params = Object.fromEntries(
    match.parts.flatMap((part, index) => (part.startsWith("[") ? [[part.slice(1, -1), segments[index]!]] : [])),
  );
  const bearer = token ?? (user ? await tokenOf(user) : null);
  const request = new Request(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...headers,
    },
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    ...(raw === undefined ? {} : { duplex: "half" }),
  } as RequestInit);
  const handler = (await loadRoute(match.route))[method];
  if (!handler) throw new Error(`${match.route} has no ${method}`);
  const response = await handler(request, { params: Promise.resolve(params) });
  await assertDocumented(method, match.route, response);
  return response;
}

/** Runs SQL as the database's owner, for what no application role may do. */
export async function asAdmin<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: process.env.TEST_ADMIN_URL });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
