/** A link that anyone may look with: what it opens and what it does not, who one is with it, and how it ends. What each route answers a guest is in routes.integration.test.ts. */
import { createHash } from "node:crypto";
import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { GUEST_COOKIE, hadGuest, withGuest } from "@/lib/auth/guests";
import { createAccount, findUserByEmail, openSession, SESSION_COOKIE, type CurrentUser } from "@/lib/auth/service";
import { createDataset, deleteDataset, getDataset, undeleteDataset } from "@/lib/datasets/service";
import type { DatasetDto } from "@/lib/datasets/schema";
import { authSecret } from "@/lib/env";
import type { ItemPage } from "@/lib/items/schema";
import { endPublicLink, getPublicLink, makePublicLink, openPublicLink } from "@/lib/sharing/public-link";
import { listShares } from "@/lib/sharing/service";
import { asAdmin, call, cloneOf, guestHeaders, newDataset, newUser } from "./world";

let owner: CurrentUser;
let base: string;
beforeAll(async () => {
  owner = await newUser("owner");
  base = await newDataset(owner, 2, "Public", 51);
});

const status = async (path: string, headers: Record<string, string>, method = "GET"): Promise<number> => {
  const response = await call(path, { method, headers });
  await response.body?.cancel();
  return response.status;
};
const sessionOf = async (user: CurrentUser): Promise<string> => {
  const token = { sub: user.id, sid: await openSession(user.id, "a browser") };
  return `${SESSION_COOKIE}=${await encode({ token, secret: authSecret() })}`;
};
const local = (url: string): string => url.replace("/api/v1", "");

describe("a public link", () => {
  it("is off until an owner makes it, is told once, and of it a hash is kept", async () => {
    const id = await cloneOf(owner, base);
    const path = `/manage/${id}/public_link`;
    expect(await getPublicLink(owner, id)).toEqual({ is_public: false, created_at: null, created_by: null });
    const made = (await (await call(path, { method: "PUT", user: owner })).json()) as {
      url: string;
      created_at: string;
    };
    const token = new URL(made.url).pathname.replace("/public/", "");
    // 192 bits.
    expect(Buffer.from(token, "base64url")).toHaveLength(24);
    expect(await (await call(path, { user: owner })).json()).toEqual({
      is_public: true,
      created_at: made.created_at,
      created_by: owner.email,
    });
    const rows = await asAdmin<{ hash: string; row: string }>(
      "SELECT encode(l.token_hash, 'hex') AS hash, l::text || u::text AS row FROM public_link l JOIN app_user u ON u.id = l.guest_id WHERE u.guest_of = $1",
      [id],
    );
    expect(rows.map(({ hash }) => hash)).toEqual([createHash("sha256").update(token).digest("hex")]);
    expect(rows[0]!.row).not.toContain(token);
    const events = await asAdmin(
      "SELECT kind, actor, detail FROM dataset_event WHERE dataset_id = $1 AND kind LIKE '%link%'",
      [id],
    );
    expect(events).toEqual([{ kind: "public_link", actor: owner.email, detail: {} }]);
  });

  it("opens its dataset and nothing else", async () => {
    const [id, other] = [await cloneOf(owner, base), await cloneOf(owner, base)];
    const guest = await guestHeaders(owner, id);
    const seen = (await (await call(`/dataset/${id}`, { headers: guest })).json()) as DatasetDto;
    expect(seen.role).toBe("VIEWER");
    expect(Object.values(seen.can).every((refusal) => refusal?.includes("public link"))).toBe(true);
    for (const path of [
      `/dataset/${other}`,
      `/dataset/${other}/items`,
      "/datasets",
      "/inputs",
      "/tasks",
      "/api-keys",
      "/events",
    ])
      expect(await status(path, guest), path).toBe(401);
    const refused = await call(`/dataset/${id}/links`, { method: "POST", headers: guest, body: { q: "" } });
    expect(await refused.json()).toEqual({ detail: expect.stringContaining("public link") as string });
    // A write needs to come from our own pages, as with a session.
    expect(
      await status(`/dataset/${id}/star`, { ...guest, origin: "https://elsewhere.example", host: "here" }, "PUT"),
    ).toBe(403);
  });

  it("leaves several datasets open to a browser, each by its own link", async () => {
    const ids = [await cloneOf(owner, base), await cloneOf(owner, base)];
    let cookies: Record<string, string> = {};
    for (const id of ids) {
      const { guest_id } = (await openPublicLink((await makePublicLink(owner, id)).token))!;
      cookies = { [GUEST_COOKIE]: await withGuest({ headers: {}, cookies }, id, guest_id) };
    }
    const headers = { cookie: `${GUEST_COOKIE}=${cookies[GUEST_COOKIE]}` };
    await endPublicLink(owner, ids[0]!);
    expect([await status(`/dataset/${ids[0]}`, headers), await status(`/dataset/${ids[1]}`, headers)]).toEqual([
      401, 200,
    ]);
    expect(await hadGuest({ headers: {}, cookies }, ids[0]!)).toBe(true);
    expect(await hadGuest({ headers: {}, cookies }, ids[1]!)).toBe(false);
  });

  it("makes nobody who has a role another, and whoever has none its guest", async () => {
    const id = await cloneOf(owner, base);
    const { cookie } = await guestHeaders(owner, id);
    const roleOf = async (user: CurrentUser) => {
      const response = await call(`/dataset/${id}`, { headers: { cookie: `${await sessionOf(user)}; ${cookie}` } });
      return ((await response.json()) as DatasetDto).role;
    };
    expect(await roleOf(owner)).toBe("OWNER");
    const stranger = await newUser("stranger");
    expect(await roleOf(stranger)).toBe("VIEWER");
    // Everywhere else they are who they are.
    const both = { cookie: `${await sessionOf(stranger)}; ${cookie}` };
    expect(await (await call("/datasets", { headers: both })).json()).toEqual([]);
    expect(await status("/sessions", both)).toBe(200);
  });

  it("adds nobody to the people", async () => {
    const id = await cloneOf(owner, base);
    const before = await getDataset(owner, id);
    const { token } = await makePublicLink(owner, id);
    const { guest_id } = (await openPublicLink(token))!;
    expect((await getDataset(owner, id)).people).toBe(before.people);
    expect(await listShares(owner, id)).toMatchObject([{ email: owner.email }]);
    const [guest] = await asAdmin<{ email: string }>("SELECT email FROM app_user WHERE id = $1", [guest_id]);
    expect(await findUserByEmail(guest!.email)).toBeNull();
    // Its clone is not open to anyone.
    expect((await getPublicLink(owner, await cloneOf(owner, id))).is_public).toBe(false);
  });

  it("is another once it is made again: what was opened with the first ends", async () => {
    const id = await cloneOf(owner, base);
    const first = await makePublicLink(owner, id);
    const opened = await guestHeaders(owner, id);
    expect(await openPublicLink(first.token)).toBeNull();
    expect(await status(`/dataset/${id}`, opened)).toBe(200);
    await makePublicLink(owner, id);
    expect(await status(`/dataset/${id}`, opened)).toBe(401);
    expect(await asAdmin("SELECT FROM app_user WHERE guest_of = $1", [id])).toHaveLength(1);
  });
});

describe("once it is ended", () => {
  it("the next request is refused, and pictures that it showed load no more; others' do", async () => {
    const id = await cloneOf(owner, base);
    const guest = await guestHeaders(owner, id);
    const urlOf = async (options: Parameters<typeof call>[1]) => {
      const { items } = (await (await call(`/dataset/${id}/items`, options)).json()) as ItemPage;
      return local(items[0]!.url);
    };
    const [theirs, own] = [await urlOf({ headers: guest }), await urlOf({ user: owner })];
    expect(await status(theirs, {})).toBe(200);
    expect(await status(theirs.replace(/guest=[^&]+&/, ""), {})).toBe(403);
    await endPublicLink(owner, id);
    // Once more there is nothing to end.
    await endPublicLink(owner, id);
    expect(await status(`/dataset/${id}`, guest)).toBe(401);
    expect(await status(theirs, {})).toBe(403);
    expect(await status(own, {})).toBe(200);
    expect(await asAdmin("SELECT FROM app_user WHERE guest_of = $1", [id])).toEqual([]);
    expect(await asAdmin("SELECT FROM membership WHERE dataset_id = $1", [id])).toHaveLength(1);
    expect(await getPublicLink(owner, id)).toMatchObject({ is_public: false });
  });

  it("an open event stream ends", async () => {
    const id = await cloneOf(owner, base);
    const guest = await guestHeaders(owner, id);
    const response = await call(`/dataset/${id}/events`, { headers: guest });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    const over = (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return heard;
        heard += value;
      }
    })();
    // What is told before the process listens is told to nobody.
    await vi.waitFor(
      async () => {
        await asAdmin("SELECT pg_notify('stillframe', $1)", [JSON.stringify({ dataset_id: id, kind: "listening?" })]);
        expect(heard).toContain("listening?");
      },
      { timeout: 60_000, interval: 50 },
    );
    await endPublicLink(owner, id);
    expect(await over).toMatch(/event: ended\ndata: {}\n\n$/);
  });

  it("and while the dataset is in the trash, it answers as if it never was; brought back, it works again", async () => {
    const id = await cloneOf(owner, base);
    const { token } = await makePublicLink(owner, id);
    const { guest_id } = (await openPublicLink(token))!;
    const headers = { cookie: `${GUEST_COOKIE}=${await withGuest({ headers: {}, cookies: {} }, id, guest_id)}` };
    await deleteDataset(owner, id);
    expect(await openPublicLink(token)).toBeNull();
    expect(await status(`/dataset/${id}`, headers)).toBe(401);
    await undeleteDataset(owner, id);
    expect(await openPublicLink(token)).toEqual({ dataset_id: id, guest_id });
    expect(await status(`/dataset/${id}`, headers)).toBe(200);
  });

  it("and where the dataset is gone for good, the guest is, too", async () => {
    const { dataset_id } = await createDataset(owner, { name: "Short-lived" });
    await makePublicLink(owner, dataset_id);
    await asAdmin("DELETE FROM dataset WHERE id = $1", [dataset_id]);
    expect(await asAdmin("SELECT FROM app_user WHERE guest_of = $1", [dataset_id])).toEqual([]);
  });

  it("whoever knows no link gets nowhere", async () => {
    expect(await openPublicLink("")).toBeNull();
    expect(await openPublicLink("\0")).toBeNull();
    const account = await createAccount({
      email: `nobody-${Date.now()}@test.example`,
      name: "N",
      password: "a long one",
    });
    // A session's cookie is none of a guest, and the other way round.
    const session = (await sessionOf(account)).slice(SESSION_COOKIE.length + 1);
    const id = await cloneOf(owner, base);
    const { cookie } = await guestHeaders(owner, id);
    expect(await status(`/dataset/${id}`, { cookie: `${GUEST_COOKIE}=${session}` })).toBe(401);
    expect(await status("/datasets", { cookie: cookie.replace(GUEST_COOKIE, SESSION_COOKIE) })).toBe(401);
    expect(await status(`/dataset/${id}`, { cookie: `${GUEST_COOKIE}=forged` })).toBe(401);
  });
});
