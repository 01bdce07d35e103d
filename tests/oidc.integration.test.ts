/** Signing in through a provider that runs here: what is believed of it, and whose account that leads to. */
import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { checkPassword, findUserByEmail, type CurrentUser } from "@/lib/auth/service";
import { settings } from "@/lib/env";
import type { OidcSettings } from "@/lib/oidc-settings";
import { SignInRefused } from "@/lib/oidc/problems";
import { departureTo } from "@/lib/oidc/provider";
import { arrive, callbackAddress, leave, signIn } from "@/lib/oidc/service";
import { freePort } from "../scripts/stack/free-port";
import { CLIENT, issuerAt, signInAt, startIdentityProvider, type Account } from "./identity-provider";
import { asAdmin, call, newDataset, newUser } from "./world";

const port = await freePort();
// Settings are read when they are first asked for, which no module does while it is loaded.
Object.assign(process.env, { ...CLIENT, STILLFRAME_OIDC_ISSUER: issuerAt(port) });

const accounts = new Map<string, Account>();
let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
let oidc: OidcSettings;
beforeAll(async () => {
  oidc = settings().oidc!;
  provider = await startIdentityProvider(port, callbackAddress().href, accounts);
});
afterAll(() => provider.stop());

/** What goes wrong is told to the log; here it is meant to. */
let told: ReturnType<typeof vi.spyOn>;
beforeEach(() => void (told = vi.spyOn(console, "error").mockImplementation(() => undefined)));
afterEach(() => {
  provider.setTamper(null);
  told.mockRestore();
});

const address = (): string => `${randomUUID().slice(0, 8)}@test.example`;
function somebody(account: Partial<Account> = {}): { sub: string; email: string } {
  const [sub, email] = [randomUUID(), account.email ?? address()];
  accounts.set(sub, { name: "Ada Example", email_verified: true, ...account, email });
  return { sub, email };
}

/** Leaves, signs in there, and comes back. */
async function through(sub: string | null, from = "/tasks") {
  const { address, kept } = await leave({ from, anew: false });
  return arrive((await signInAt(address, sub)).searchParams, kept);
}
async function userThrough(sub: string): Promise<CurrentUser> {
  const arrival = await through(sub);
  if ("refused" in arrival) throw arrival.refused;
  return arrival.user;
}
const problemThrough = async (sub: string | null) => {
  const arrival = await through(sub);
  return "refused" in arrival ? arrival.refused.problem : null;
};
const identitiesOf = (userId: string) =>
  asAdmin<{ subject: string }>("SELECT subject FROM identity WHERE user_id = $1", [userId]);

describe("whoever the provider knows", () => {
  it("gets an account without a password, and goes where they wanted to", async () => {
    const { sub, email } = somebody({ email: `New.${address()}` });
    const arrival = await through(sub, "/datasets?q=boats");
    expect(arrival).toMatchObject({
      from: "/datasets?q=boats",
      user: { email: email.toLowerCase(), name: "Ada Example" },
    });
    expect(await checkPassword(email, "none")).toBeNull();
    const change = { method: "POST", body: { password: "none", new_password: "a long password" } };
    const user = (await findUserByEmail(email.toLowerCase()))!;
    expect((await call("/password", { ...change, user })).status).toBe(403);
  });

  it("is signed in to the account that has their address, and stays its person when the address changes there", async () => {
    const user = await newUser("linked");
    const { sub } = somebody({ email: user.email });
    expect((await userThrough(sub)).id).toBe(user.id);
    accounts.set(sub, { email: address(), email_verified: false });
    expect(await userThrough(sub)).toMatchObject({ id: user.id, email: user.email });
    expect(await identitiesOf(user.id)).toEqual([{ subject: sub }]);
  });

  it("finds the datasets that they were invited to", async () => {
    const owner = await newUser("owner");
    const id = await newDataset(owner, 1, "Waiting", 12);
    const { sub, email } = somebody();
    const body = { grant_to_user_email: email, role: "EDITOR" };
    expect((await call(`/manage/${id}/invite`, { method: "PUT", user: owner, body })).status).toBe(200);
    const user = await userThrough(sub);
    expect(await (await call(`/dataset/${id}`, { user })).json()).toMatchObject({ role: "EDITOR" });
  });

  it("has one account, however often they come at once, and is never taken for somebody else", async () => {
    const [one, two] = [somebody(), somebody()];
    const users = await Promise.all([one, two, one, one, two].map(({ sub }) => userThrough(sub)));
    expect(users.map(({ email }) => email)).toEqual([one, two, one, one, two].map(({ email }) => email));
    expect(new Set(users.map(({ id }) => id)).size).toBe(2);
  });
});

describe("nobody is signed in", () => {
  it.each<[string, Partial<Account>, string]>([
    ["with an address that is not verified", { email_verified: false }, "unverified"],
    ["with something that is no address", { email: "not an address" }, "no_address"],
  ])("%s", async (_what, account, problem) => {
    const { sub, email } = somebody(account);
    expect(await problemThrough(sub)).toBe(problem);
    expect(await findUserByEmail(email)).toBeNull();
  });

  it("to an account that another subject of the provider has", async () => {
    const { sub, email } = somebody();
    const { id } = await userThrough(sub);
    const heir = somebody({ email });
    expect(await problemThrough(heir.sub)).toBe("taken");
    expect(await identitiesOf(id)).toEqual([{ subject: sub }]);
  });

  it("who turned back", async () => expect(await problemThrough(null)).toBe("denied"));

  it("without an account or an invitation, where the provider's people get none", async () => {
    const invitedOnly = { ...oidc, signUp: false };
    const claims = (email: string) => ({ iss: oidc.issuer, sub: randomUUID(), email, email_verified: true });
    const [known, stranger, invited] = [await newUser("known"), address(), address()];
    expect(await signIn(invitedOnly, claims(known.email))).toMatchObject({ id: known.id });
    await expect(signIn(invitedOnly, claims(stranger))).rejects.toMatchObject({ problem: "no_account" });
    expect(await findUserByEmail(stranger)).toBeNull();
    const owner = await newUser("owner");
    const id = await newDataset(owner, 1, "Waiting", 13);
    const body = { grant_to_user_email: invited, role: "VIEWER" };
    await call(`/manage/${id}/invite`, { method: "PUT", user: owner, body });
    expect(await signIn(invitedOnly, claims(invited))).toMatchObject({ email: invited });
  });

  it("by an answer that comes a second time, or to a browser that asked for none", async () => {
    const { address, kept } = await leave({ from: "/tasks", anew: false });
    const answer = (await signInAt(address, somebody().sub)).searchParams;
    const other = await leave({ from: "/tasks", anew: false });
    for (const held of [undefined, "nothing of ours", other.kept])
      expect(await arrive(answer, held)).toMatchObject({ refused: { problem: "expired" } });
    expect(await arrive(answer, kept)).toHaveProperty("user");
    expect(await arrive(answer, kept)).toMatchObject({ refused: { problem: "expired" } });
  });

  it.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    ["for somebody else's application", (claims) => ({ ...claims, aud: "another" })],
    ["of another issuer", (claims) => ({ ...claims, iss: "https://elsewhere.example" })],
    ["of another sign-in", (claims) => ({ ...claims, nonce: "another" })],
    ["that is over", (claims) => ({ ...claims, exp: 1 })],
  ])("by a token %s", async (_what, change) => {
    provider.setTamper(async (answer) => ({
      ...answer,
      id_token: await provider.sign(change(decodeJwt(String(answer.id_token)))),
    }));
    expect(await problemThrough(somebody().sub)).toBe("failed");
    expect(told).toHaveBeenCalled();
  });

  it("by a token that somebody else signed, or changed", async () => {
    const { sub } = somebody();
    provider.setTamper((answer) => {
      const [head, , signature] = String(answer.id_token).split(".");
      const claims = { ...decodeJwt(String(answer.id_token)), email: "owner@test.example" };
      return {
        ...answer,
        id_token: [head, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join("."),
      };
    });
    expect(await problemThrough(sub)).toBe("failed");
    provider.setTamper(null);
    expect(await problemThrough(sub)).toBeNull();
  });

  it("where nothing answers, or what answers calls itself by another address", async () => {
    const elsewhere = { ...oidc, issuer: "http://127.0.0.1:9" };
    const refused = departureTo(elsewhere, { callback: callbackAddress(), anew: false });
    await expect(refused).rejects.toBeInstanceOf(SignInRefused);
    await expect(refused).rejects.toMatchObject({ problem: "unreachable" });
    const alias = { ...oidc, issuer: `http://localhost:${port}` };
    await expect(departureTo(alias, { callback: callbackAddress(), anew: false })).rejects.toMatchObject({
      problem: "unreachable",
    });
  });
});

it("asks the provider to ask again who is there, where another account is wanted", async () => {
  const { address } = await leave({ from: "/", anew: true });
  expect(address.searchParams.get("prompt")).toBe("login");
  expect(address.searchParams.get("code_challenge_method")).toBe("S256");
});
