/**
 * Every server action × every role, called as anyone could: by a POST of one's own. The actions are enumerated from the
 * sources and from the build, so one without a rule here fails.
 */
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { APIRequestContext, PlaywrightWorkerArgs } from "@playwright/test";
import { emailOf, expect, PASSWORD, test, type Api, type RoleName } from "../fixtures";

const ROLES = ["anonymous", "stranger", "viewer", "editor", "owner"] as const;
type Caller = (typeof ROLES)[number];
/** How it ended: done, led on to another page, sent back, or the code of the refusal. */
type Outcome = "done" | "redirect" | "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict";
type Expected = Record<Caller, Outcome>;

const everyone = (outcome: Outcome): Expected => ({
  anonymous: outcome,
  stranger: outcome,
  viewer: outcome,
  editor: outcome,
  owner: outcome,
});
const signedIn: Expected = { ...everyone("done"), anonymous: "unauthenticated" };
const editors: Expected = { ...signedIn, stranger: "not_found", viewer: "forbidden" };
const owners: Expected = { ...editors, editor: "forbidden" };

/** Of a group that the owner manages; who else is in it may look. */
const managers: Expected = { ...everyone("forbidden"), anonymous: "unauthenticated", owner: "done" };

interface World {
  readonly dataset_id: string;
  /** Not the current one. */
  readonly snapshot_id: string;
}
interface Rule {
  readonly expected: Expected;
  /** What it is called with. */
  readonly fields: (world: World, owner: Api) => Record<string, string> | Promise<Record<string, string>>;
  /** It has no rule that a form without fields would break. */
  readonly takesNothing?: true;
  /** It would end the sessions of the people that stories share: e2e/stories/invitation.spec.ts does it as one of their own. */
  readonly signsOutOthers?: true;
  /** What it takes to call it leaves nothing for the next one, whoever calls. */
  readonly spendsTheWorld?: true;
}

const ofSnapshot = ({ dataset_id, snapshot_id }: World) => ({ dataset_id, snapshot_id });

const BY_A_POST = "By a POST";
const newName = () => `${BY_A_POST} ${randomUUID()}`;
async function newGroup(owner: Api): Promise<string> {
  const { group_id } = await owner.json<{ group_id: string }>("post", "/groups", { name: newName() });
  await owner.json("put", `/groups/${group_id}/members`, { email: emailOf("editor") });
  return group_id;
}

const RULES: Record<string, Rule> = {
  createDatasetAction: { expected: signedIn, fields: () => ({ name: "By a POST" }) },
  deleteDatasetAction: { expected: owners, fields: ({ dataset_id }) => ({ dataset_id }) },
  shareAction: {
    expected: owners,
    fields: ({ dataset_id }) => ({ dataset_id, grant_to: emailOf("viewer"), role: "VIEWER" }),
  },
  changeRoleAction: {
    expected: owners,
    fields: ({ dataset_id }) => ({ dataset_id, grant_to: emailOf("viewer"), role: "EDITOR" }),
  },
  transferOwnershipAction: {
    expected: owners,
    fields: ({ dataset_id }) => ({ dataset_id, to_user_email: emailOf("editor") }),
    spendsTheWorld: true,
  },
  acceptInvitationAction: {
    expected: everyone("not_found"),
    fields: () => ({ token: "no invitation", name: "Nobody", password: "a long password" }),
  },
  // Anyone may leave.
  revokeShareAction: {
    expected: { ...owners, editor: "done" },
    fields: ({ dataset_id }) => ({ dataset_id, grant_to: emailOf("editor") }),
  },
  makePublicLinkAction: { expected: owners, fields: ({ dataset_id }) => ({ dataset_id }) },
  endPublicLinkAction: { expected: owners, fields: ({ dataset_id }) => ({ dataset_id }) },
  undeleteDatasetAction: {
    expected: owners,
    fields: async ({ dataset_id }, owner) => {
      await owner.json("delete", `/dataset/${dataset_id}`);
      return { dataset_id };
    },
    spendsTheWorld: true,
  },
  purgeDatasetAction: {
    expected: owners,
    fields: async ({ dataset_id }, owner) => {
      await owner.json("delete", `/dataset/${dataset_id}`);
      return { dataset_id };
    },
    spendsTheWorld: true,
  },
  renameDatasetAction: { expected: owners, fields: ({ dataset_id }) => ({ dataset_id, display_name: "Renamed" }) },
  describeDatasetAction: { expected: editors, fields: ({ dataset_id }) => ({ dataset_id, description: "Boats" }) },
  changeNotesAction: { expected: editors, fields: ({ dataset_id }) => ({ dataset_id, notes: "Seen from the pier" }) },
  createSnapshotAction: { expected: editors, fields: ({ dataset_id }) => ({ dataset_id, name: "By a POST" }) },
  updateSnapshotAction: { expected: editors, fields: (world) => ({ ...ofSnapshot(world), name: "Renamed" }) },
  cloneSnapshotAction: { expected: editors, fields: ofSnapshot },
  cloneDatasetAction: { expected: editors, fields: ({ dataset_id }) => ({ dataset_id, version: "now" }) },
  restoreSnapshotAction: { expected: editors, fields: ofSnapshot },
  removeSnapshotAction: { expected: editors, fields: ofSnapshot },
  createApiKeyAction: { expected: signedIn, fields: () => ({ name: "By a POST", scope: "read", days: "7" }) },
  // The demo's accounts keep their passwords; others' are changed in tests/accounts.integration.test.ts.
  changePasswordAction: {
    expected: { ...everyone("forbidden"), anonymous: "unauthenticated" },
    fields: () => ({ password: PASSWORD, new_password: "another password" }),
  },
  endSessionAction: {
    expected: { ...everyone("not_found"), anonymous: "unauthenticated" },
    fields: () => ({ session_id: randomUUID() }),
  },
  endOtherSessionsAction: { expected: signedIn, fields: () => ({}), takesNothing: true, signsOutOthers: true },
  // A key is its maker's alone.
  revokeApiKeyAction: {
    expected: { ...everyone("not_found"), anonymous: "unauthenticated", owner: "done" },
    fields: async (_world, owner) => ({
      api_key: (await owner.json<{ api_key: string }>("post", "/api-keys", { name: "To revoke" })).api_key,
    }),
  },
  createGroupAction: { expected: signedIn, fields: () => ({ name: newName() }) },
  renameGroupAction: {
    expected: managers,
    fields: async (_world, owner) => ({ group_id: await newGroup(owner), name: newName() }),
  },
  deleteGroupAction: {
    expected: managers,
    fields: async (_world, owner) => ({ group_id: await newGroup(owner) }),
  },
  setMemberAction: {
    expected: managers,
    fields: async (_world, owner) => ({ group_id: await newGroup(owner), email: emailOf("editor"), manager: "true" }),
  },
  // The editor is in it, and may leave.
  removeMemberAction: {
    expected: { ...managers, editor: "done" },
    fields: async (_world, owner) => ({ group_id: await newGroup(owner), email: emailOf("editor") }),
  },
  signInAction: {
    expected: everyone("redirect"),
    fields: () => ({ email: emailOf("viewer"), password: PASSWORD, from: "/tasks" }),
  },
  demoSignInAction: { expected: everyone("redirect"), fields: () => ({ email: emailOf("viewer"), from: "/tasks" }) },
  signOutAction: { expected: everyone("redirect"), fields: () => ({}), takesNothing: true },
  createFirstAccountAction: {
    expected: everyone("forbidden"),
    fields: () => ({
      token: "guessed",
      name: "Mallory",
      email: "mallory@example.com",
      password: "long-enough-password",
    }),
  },
};

interface Action {
  readonly id: string;
  readonly exportedName: string;
  /** A page that has it. */
  readonly page: string;
}

const ROOT = path.resolve(import.meta.dirname, "../..");

async function builtActions(): Promise<Action[]> {
  const file = path.join(ROOT, process.env.STILLFRAME_DIST_DIR || ".next", "server/server-reference-manifest.json");
  const { node } = JSON.parse(await readFile(file, "utf8")) as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
  };
  return Object.entries(node).map(([id, { exportedName, workers }]) => ({
    id,
    exportedName,
    page: Object.keys(workers)[0]!,
  }));
}

async function writtenActions(): Promise<string[]> {
  const files = (await readdir(path.join(ROOT, "app"), { recursive: true })).filter((file) =>
    /(^|[/\\])actions\.ts$/.test(file),
  );
  const names = files.map(async (file) =>
    [
      ...(await readFile(path.join(ROOT, "app", file), "utf8")).matchAll(/^export (?:const|async function) (\w+)/gm),
    ].map(([, name]) => name!),
  );
  return (await Promise.all(names)).flat();
}

/** Where a page of the build is, for any dataset. */
const addressOf = ({ page }: Action, { dataset_id }: World): string =>
  `/${page
    .replace(/^app\//, "")
    .replace(/\/page$/, "")
    .replaceAll(/\([^)]*\)\//g, "")
    .replace("[datasetId]", dataset_id)}`;

/** Calls an action as the framework's own client does: its state before, and the form. */
async function call(
  request: APIRequestContext,
  action: Action,
  world: World,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(`_1_${name}`, value);
  form.append("0", '[null,"$K1"]');
  return request.post(addressOf(action, world), {
    multipart: form,
    headers: { "next-action": action.id, accept: "text/x-component", ...headers },
    maxRedirects: 0,
  });
}

async function outcomeOf(response: Awaited<ReturnType<typeof call>>): Promise<string> {
  if (response.headers()["x-action-redirect"]) return "redirect";
  const text = await response.text();
  const line = /^\w+:(\{"status":.*)$/m.exec(text)?.[1];
  if (!line) return `${response.status()} ${text.slice(0, 200)}`;
  const answer = JSON.parse(line) as { status: string; refusal?: { code: string } };
  return answer.status === "refused" ? answer.refusal!.code : answer.status;
}

async function sessionFor(
  playwright: PlaywrightWorkerArgs["playwright"],
  baseURL: string,
  caller: Caller,
): Promise<APIRequestContext> {
  const request = await playwright.request.newContext({ baseURL });
  if (caller === "anonymous") return request;
  // A stranger is the viewer, of a dataset that is not shared.
  const email = emailOf(caller === "stranger" ? "viewer" : caller);
  const { csrfToken } = (await (await request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  await request.post("/api/auth/callback/credentials", {
    form: { csrfToken, email, password: PASSWORD, json: "true" },
  });
  return request;
}

async function newWorld(api: Api, originalId: string, caller: Caller): Promise<World> {
  const dataset_id = await api.run(`/dataset/${originalId}/snapshot/current/clone`);
  const { snapshot_id } = await api.createSnapshot(dataset_id, "First");
  await api.createSnapshot(dataset_id, "Second");
  for (const role of ["editor", "viewer"] as const satisfies RoleName[])
    if (caller !== "stranger")
      await api.json("put", `/manage/${dataset_id}/invite`, {
        grant_to_user_email: emailOf(role),
        role: role.toUpperCase(),
      });
  return { dataset_id, snapshot_id };
}

/** One's own: what was handed over is another's to delete. */
const datasetIds = async (api: Api): Promise<string[]> =>
  (await api.json<{ id: string; role: string }[]>("get", "/datasets"))
    .filter(({ role }) => role === "OWNER")
    .map(({ id }) => id);

test("every action that is written is built, and has a rule here", async () => {
  const names = Object.keys(RULES).sort();
  expect((await writtenActions()).sort()).toEqual(names);
  expect((await builtActions()).map(({ exportedName }) => exportedName).sort()).toEqual(names);
});

for (const caller of ROLES)
  test(`what ${caller} may do by a POST of their own`, async ({ api, original, playwright, baseURL }) => {
    const before = new Set(await datasetIds(api));
    let world = await newWorld(api, original.id, caller);
    for (const action of await builtActions()) {
      const { expected, fields, takesNothing, spendsTheWorld, signsOutOthers } = RULES[action.exportedName]!;
      const request = await sessionFor(playwright, baseURL!, caller);
      const post = async (given: Record<string, string>) => outcomeOf(await call(request, action, world, given));
      const given = await fields(world, api);
      if (!takesNothing) expect(await post({}), `${action.exportedName} without fields`).toBe("invalid");
      expect(await post({ ...given, surprise: "1" }), `${action.exportedName} with an unknown field`).toBe("invalid");
      if (!signsOutOthers || caller === "anonymous")
        expect(await post(given), action.exportedName).toBe(expected[caller]);
      await request.dispose();
      // What was done to it must not decide about the next one.
      if (expected[caller] === "done" || spendsTheWorld) world = await newWorld(api, original.id, caller);
    }
    for (const { group_id, name, you } of await api.json<{ group_id: string; name: string; you: string }[]>(
      "get",
      "/groups",
    ))
      if (you === "manager" && name.startsWith(BY_A_POST)) await api.json("delete", `/groups/${group_id}`);
    for (const id of await datasetIds(api))
      if (!before.has(id)) {
        await api.settle(id);
        await api.json("delete", `/dataset/${id}`);
      }
  });

test("an action that another site's page posts does nothing", async ({ api, original, playwright, baseURL }) => {
  const action = (await builtActions()).find(({ exportedName }) => exportedName === "deleteDatasetAction")!;
  const world = await newWorld(api, original.id, "owner");
  const request = await sessionFor(playwright, baseURL!, "owner");
  const { dataset_id } = world;
  const response = await call(request, action, world, { dataset_id }, { origin: "https://elsewhere.example" });
  expect(response.status()).toBeGreaterThanOrEqual(400);
  await api.json("get", `/dataset/${dataset_id}`);
  await api.json("delete", `/dataset/${dataset_id}`);
  await request.dispose();
});
