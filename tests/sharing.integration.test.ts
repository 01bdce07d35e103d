/** Invitations of people without an account, and handing a dataset over. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "@/lib/auth/roles";
import { insertUser } from "@/lib/auth/repository";
import { checkPassword, createAccount, type CurrentUser } from "@/lib/auth/service";
import { deleteDataset, undeleteDataset } from "@/lib/datasets/service";
import { acceptInvitation, findInvitation } from "@/lib/sharing/invitations";
import { isPerson, type InvitedDto, type ShareDto } from "@/lib/sharing/schema";
import { asAdmin, call, cloneOf, giveRole, newDataset, newUser } from "./world";

let owner: CurrentUser;
let editor: CurrentUser;
let base: string;
beforeAll(async () => {
  [owner, editor] = [await newUser("owner"), await newUser("editor")];
  base = await newDataset(owner, 1, "Shared", 91);
});

const address = (): string => `guest-${randomUUID().slice(0, 8)}@test.example`;
async function invite(id: string, email: string, role: Role): Promise<InvitedDto> {
  const response = await call(`/manage/${id}/invite`, {
    method: "PUT",
    user: owner,
    body: { grant_to_user_email: email, role },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as InvitedDto;
}
const tokenIn = ({ accept_url }: InvitedDto): string => new URL(accept_url!).pathname.replace("/invite/", "");
const sharesOf = async (id: string): Promise<ShareDto[]> =>
  (await (await call(`/manage/${id}/share`, { user: owner })).json()) as ShareDto[];
const roleOf = async (id: string, email: string): Promise<string> => {
  const share = (await sharesOf(id)).filter(isPerson).find((one) => one.email === email);
  return share ? `${share.role}${share.pending ? " invited" : ""}` : "none";
};
const accept = (token: string) => acceptInvitation({ token, name: "Guest", password: "a long password" });

describe("an invitation", () => {
  it("waits for whoever has no account yet, and becomes a role with it", async () => {
    const [id, email] = [await cloneOf(owner, base), address()];
    const invited = await invite(id, email.toUpperCase(), "EDITOR");
    expect(invited).toEqual({
      pending: true,
      accept_url: expect.stringMatching(/^http.*\/invite\/[\w-]{32}$/) as string,
    });
    expect(await roleOf(id, email)).toBe("EDITOR invited");
    const { user, datasetId } = await accept(tokenIn(invited));
    expect({ email: user.email, datasetId }).toEqual({ email, datasetId: id });
    expect(await checkPassword(email, "a long password")).toMatchObject({ id: user.id });
    expect(await roleOf(id, email)).toBe("EDITOR");
    expect(
      (await call(`/dataset/${id}/items/tag`, { method: "POST", user, body: { q: "", tags: ["x"] } })).status,
    ).toBe(200);
  });

  it("brings every role that waits for the address, as it is by then", async () => {
    const [one, two, three, email] = [
      await cloneOf(owner, base),
      await cloneOf(owner, base),
      await cloneOf(owner, base),
      address(),
    ];
    const first = await invite(one, email, "VIEWER");
    await invite(two, email, "VIEWER");
    await invite(three, email, "VIEWER");
    const patch = { method: "PATCH", user: owner, body: { grant_to_user_email: email, role: "OWNER" } };
    expect((await call(`/manage/${two}/share`, patch)).status).toBe(200);
    const remove = { method: "DELETE", user: owner, body: { grant_to_user_email: email } };
    expect((await call(`/manage/${three}/share`, remove)).status).toBe(200);
    await accept(tokenIn(first));
    expect([await roleOf(one, email), await roleOf(two, email), await roleOf(three, email)]).toEqual([
      "VIEWER",
      "OWNER",
      "none",
    ]);
  });

  it("is good once, and no more when it was replaced, taken back or is too old", async () => {
    const [id, email] = [await cloneOf(owner, base), address()];
    const replaced = tokenIn(await invite(id, email, "VIEWER"));
    const good = tokenIn(await invite(id, email, "VIEWER"));
    expect(await findInvitation(replaced)).toBeNull();
    await expect(accept(replaced)).rejects.toThrow();
    await accept(good);
    await expect(accept(good)).rejects.toThrow();

    const other = address();
    const taken = tokenIn(await invite(id, other, "VIEWER"));
    const remove = { method: "DELETE", user: owner, body: { grant_to_user_email: other } };
    expect((await call(`/manage/${id}/share`, remove)).status).toBe(200);
    await expect(accept(taken)).rejects.toThrow();

    const late = tokenIn(await invite(id, other, "VIEWER"));
    await asAdmin("UPDATE invitation SET expires_at = now() - interval '1 minute' WHERE email = $1", [other]);
    await expect(accept(late)).rejects.toThrow();
  });

  it("is not kept as it is sent: who reads the database cannot use it", async () => {
    const [id, email] = [await cloneOf(owner, base), address()];
    const token = tokenIn(await invite(id, email, "VIEWER"));
    const rows = await asAdmin<{ row: string }>("SELECT invitation::text AS row FROM invitation WHERE email = $1", [
      email,
    ]);
    expect(rows[0]!.row).not.toContain(token);
  });

  it("leaves nothing behind, wherever whatever makes the account stops after that", async () => {
    const [one, two, late, email] = [
      await cloneOf(owner, base),
      await cloneOf(owner, base),
      await cloneOf(owner, base),
      address(),
    ];
    await invite(one, email, "EDITOR");
    await invite(two, email, "VIEWER");
    await invite(late, email, "VIEWER");
    await asAdmin("UPDATE invitation SET expires_at = now() - interval '1 minute' WHERE dataset_id = $1", [late]);
    await deleteDataset(owner, two);
    await createAccount({ email, name: "Guest", password: "a long password" });
    await undeleteDataset(owner, two);
    expect([await roleOf(one, email), await roleOf(two, email), await roleOf(late, email)]).toEqual([
      "EDITOR",
      "VIEWER",
      "none",
    ]);
    expect(await asAdmin("SELECT FROM invitation WHERE email = $1", [email])).toEqual([]);
    const told = "SELECT kind, actor, detail FROM dataset_event WHERE dataset_id = $1 ORDER BY id DESC LIMIT 1";
    expect(await asAdmin(told, [one])).toEqual([
      { kind: "share", actor: owner.email, detail: { email, role: "EDITOR" } },
    ]);
  });

  it("waits for nobody who has an account by the time that it is written", async () => {
    const [id, email] = [await cloneOf(owner, base), address()];
    for (let round = 0; round < 20; round += 1) {
      const guest = `${round}-${email}`;
      // Without a password to hash, so that both come at the same moment.
      const account = { id: randomUUID(), email: guest, name: "Guest", passwordHash: "scrypt$none" };
      await Promise.all([invite(id, guest, "VIEWER"), insertUser(account)]);
      expect(await roleOf(id, guest)).toBe("VIEWER");
    }
    expect(await asAdmin("SELECT FROM invitation WHERE dataset_id = $1", [id])).toEqual([]);
  });

  it("gives who has an account the role at once", async () => {
    const id = await cloneOf(owner, base);
    expect(await invite(id, editor.email, "EDITOR")).toEqual({ pending: false, accept_url: null });
    expect(await roleOf(id, editor.email)).toBe("EDITOR");
  });
});

describe("handing a dataset over", () => {
  const transfer = (id: string, user: CurrentUser, to_user_email: string) =>
    call(`/manage/${id}/transfer`, { method: "POST", user, body: { to_user_email } });

  it("makes somebody the owner in one's own place, in one step", async () => {
    const id = await cloneOf(owner, base);
    await giveRole(owner, id, editor, "EDITOR");
    expect((await transfer(id, owner, editor.email)).status).toBe(200);
    const people = (await (await call(`/manage/${id}/share`, { user: editor })).json()) as ShareDto[];
    expect(people.filter(isPerson).map(({ email, role }) => `${email} ${role}`)).toEqual([
      `${editor.email} OWNER`,
      `${owner.email} EDITOR`,
    ]);
    expect((await transfer(id, owner, owner.email)).status).toBe(403);
  });

  it("takes somebody who has an account, and somebody else", async () => {
    const id = await cloneOf(owner, base);
    expect((await transfer(id, owner, address())).status).toBe(404);
    expect((await transfer(id, owner, owner.email)).status).toBe(409);
  });
});
