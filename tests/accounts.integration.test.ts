/** Accounts: what keys may do of what their person may, where one is signed in, and changing the password. */
import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { insertUser } from "@/lib/auth/repository";
import { hashPassword } from "@/lib/auth/passwords";
import { checkPassword, createApiKey, listSessions, openSession, type CurrentUser } from "@/lib/auth/service";
import { scopesUpTo, type Scope } from "@/lib/auth/limits";
import { asAdmin, call, cloneOf, giveRole, newDataset, newUser, signToken } from "./world";

let owner: CurrentUser;
let here: string;
let there: string;
beforeAll(async () => {
  owner = await newUser("owner");
  here = await newDataset(owner, 2, "Here", 71);
  there = await cloneOf(owner, here);
});

async function tokenWith(scope: Scope, dataset_ids: string[] = [], expires_at: string | null = null, user = owner) {
  return signToken(await createApiKey(user, "limited", { scopes: scopesUpTo(scope), dataset_ids, expires_at }));
}
const status = async (token: string, method: string, path: string, body?: unknown): Promise<number> =>
  (await call(path, { method, token, ...(body === undefined ? {} : { body }) })).status;

describe("a key", () => {
  it("looks, changes or shares as far as its scope goes, whatever its person may", async () => {
    const answers = async (scope: Scope) => {
      const token = await tokenWith(scope);
      return [
        await status(token, "GET", `/dataset/${here}`),
        await status(token, "POST", `/dataset/${here}/items/tag`, { q: "", tags: [scope] }),
        await status(token, "PUT", `/manage/${here}/invite`, { grant_to_user_email: owner.email, role: "OWNER" }),
        await status(token, "POST", "/dataset", { name: `By ${scope}` }),
        await status(token, "GET", "/api-keys"),
        await status(token, "GET", "/sessions"),
      ];
    };
    expect(await answers("read")).toEqual([200, 403, 403, 403, 403, 403]);
    expect(await answers("write")).toEqual([200, 200, 403, 200, 403, 403]);
    expect(await answers("admin")).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it("says that it is the key which is in the way", async () => {
    const response = await call(`/dataset/${here}/items/tag`, {
      method: "POST",
      token: await tokenWith("read"),
      body: { q: "", tags: ["x"] },
    });
    expect(await response.json()).toEqual({ detail: "This API key has the scope read; this needs write" });
  });

  it("gives nobody more than they have", async () => {
    const viewer = await newUser("viewer");
    await giveRole(owner, here, viewer, "VIEWER");
    const token = await tokenWith("write", [], null, viewer);
    expect(await status(token, "POST", `/dataset/${here}/items/tag`, { q: "", tags: ["x"] })).toBe(403);
  });

  it("that is for some datasets sees no others: not one of them, not in lists, not their tasks", async () => {
    const token = await tokenWith("admin", [here]);
    expect(await status(token, "GET", `/dataset/${here}`)).toBe(200);
    expect(await status(token, "GET", `/dataset/${there}`)).toBe(404);
    expect(await status(token, "POST", `/dataset/${there}/items/tag`, { q: "", tags: ["x"] })).toBe(404);
    const datasets = (await (await call("/datasets", { token })).json()) as { id: string; role: string }[];
    expect(datasets.map(({ id, role }) => ({ id, role }))).toEqual([{ id: here, role: "OWNER" }]);
    const { tasks } = (await (await call("/tasks", { token })).json()) as { tasks: { dataset_id: string }[] };
    expect(new Set(tasks.map(({ dataset_id }) => dataset_id))).toEqual(new Set([here]));
    expect(await status(token, "POST", `/dataset/${here}/snapshot/current/clone`)).toBe(403);
    expect(await status(token, "GET", "/api-keys")).toBe(403);
  });

  it("shows what may be done through it, not what its person may", async () => {
    const dataset = (await (await call(`/dataset/${here}`, { token: await tokenWith("read") })).json()) as {
      role: string;
      can: Record<string, string | null>;
    };
    expect(dataset.role).toBe("VIEWER");
    expect(dataset.can.items_edit).not.toBeNull();
  });

  it("ends when its time is over", async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    const token = await tokenWith("read", [], until);
    expect(await status(token, "GET", "/datasets")).toBe(200);
    await asAdmin("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE expires_at = $1", [until]);
    expect(await status(token, "GET", "/datasets")).toBe(401);
  });

  it.each([
    ["no scope", { scopes: [] }],
    ["another scope", { scopes: ["everything"] }],
    ["a time that is over", { expires_at: "2020-01-01T00:00:00Z" }],
    ["no time", { expires_at: "soon" }],
    ["no dataset's id", { dataset_ids: ["all"] }],
  ])("is not made with %s", async (_what, body) => {
    const response = await call("/api-keys", { method: "POST", user: owner, body: { name: "Wrong", ...body } });
    expect(response.status).toBe(422);
  });
});

const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/142.0";
const PASSWORD = "the first password";
let person: CurrentUser;
beforeEach(async () => {
  person = await insertUser({
    id: randomUUID(),
    email: `person-${randomUUID().slice(0, 8)}@test.example`,
    name: "Person",
    passwordHash: await hashPassword(PASSWORD),
  });
});

describe("sessions", () => {
  it("are listed with the browser they were opened in, and ended one by one", async () => {
    const [one, two] = [await openSession(person.id, USER_AGENT), await openSession(person.id, null)];
    const asked = { ...person, sessionId: one };
    expect(
      (await listSessions(asked)).map(({ session_id, user_agent, current }) => ({ session_id, user_agent, current })),
    ).toEqual(
      expect.arrayContaining([
        { session_id: one, user_agent: USER_AGENT, current: true },
        { session_id: two, user_agent: "", current: false },
      ]),
    );
    expect((await call(`/sessions/${two}`, { method: "DELETE", user: person })).status).toBe(200);
    expect((await call(`/sessions/${two}`, { method: "DELETE", user: person })).status).toBe(404);
    expect((await listSessions(asked)).map(({ session_id }) => session_id)).toEqual([one]);
  });

  it("of somebody else are nobody's business", async () => {
    const theirs = await openSession(owner.id, USER_AGENT);
    expect((await call(`/sessions/${theirs}`, { method: "DELETE", user: person })).status).toBe(404);
    const listed = (await (await call("/sessions", { user: person })).json()) as { session_id: string }[];
    expect(listed.map(({ session_id }) => session_id)).not.toContain(theirs);
  });
});

describe("changing the password", () => {
  const change = (password: string, new_password: string) =>
    call("/password", { method: "POST", user: person, body: { password, new_password } });

  it("takes the old one, and signs out every browser", async () => {
    await openSession(person.id, USER_AGENT);
    expect((await change(PASSWORD, "the second password")).status).toBe(200);
    expect(await checkPassword(person.email, PASSWORD)).toBeNull();
    expect(await checkPassword(person.email, "the second password")).toMatchObject({ id: person.id });
    expect(await listSessions(person)).toEqual([]);
  });

  it("is refused with a wrong one, at its field, and with a short one", async () => {
    const wrong = await change("not the password", "the second password");
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('"loc":["body","password"]');
    expect((await change(PASSWORD, "short")).status).toBe(422);
    expect(await checkPassword(person.email, PASSWORD)).not.toBeNull();
  });

  it("is not guessed through it", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      for (let guess = 0; guess < 5; guess += 1) await change(`guess number ${guess}`, "the second password");
      expect((await change(PASSWORD, "the second password")).status).toBe(429);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is not for the demo's accounts, which others sign in with", async () => {
    await asAdmin("UPDATE app_user SET is_demo = true WHERE id = $1", [person.id]);
    expect((await change(PASSWORD, "the second password")).status).toBe(403);
  });
});
