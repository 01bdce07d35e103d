import { describe, expect, it } from "vitest";
import {
  assertInScope,
  assertMayCreate,
  assertNoGuest,
  assertWholeAccount,
  guestLimits,
  limitedRole,
  limitsOf,
  SCOPES,
  scopesUpTo,
  type Scope,
} from "./limits";
import { ACTIONS, roleAllows, ROLES } from "./roles";

const key = (scope: Scope, ...datasets: string[]) => ({ limits: limitsOf(scopesUpTo(scope), datasets)! });
const WHOLE = {};

describe("the limits of a key", () => {
  it("are none for one that may do all that its person may", () => {
    expect(limitsOf(["read", "write", "admin"], [])).toBeNull();
    expect(limitsOf(["admin"], [])).toBeNull();
  });
  it("go by the highest scope, whatever stands beside it", () => {
    expect(limitsOf(["write", "read"], [])).toEqual({ scope: "write", datasetIds: null });
    expect(limitsOf([], [])).toEqual({ scope: "read", datasetIds: null });
    expect(limitsOf(["admin"], ["a"])).toEqual({ scope: "admin", datasetIds: new Set(["a"]) });
  });
});

describe("a role through a key", () => {
  it("is the lower of the person's own and the scope's", () => {
    const seen = SCOPES.map((scope) => ROLES.map((role) => limitedRole(key(scope, "here"), "here", role)));
    expect(seen).toEqual([
      ["VIEWER", "VIEWER", "VIEWER"],
      ["VIEWER", "EDITOR", "EDITOR"],
      ["VIEWER", "EDITOR", "OWNER"],
    ]);
  });
  it("is none on a dataset that the key is not for, and where the person has none", () => {
    expect(limitedRole(key("admin", "here"), "there", "OWNER")).toBeNull();
    expect(limitedRole(key("read"), "there", null)).toBeNull();
  });
  it("is the person's own without limits", () => expect(limitedRole(WHOLE, "there", "OWNER")).toBe("OWNER"));
});

describe("what a key keeps its person from", () => {
  it("is told, and only where the person might", () => {
    for (const scope of SCOPES)
      for (const own of ROLES)
        for (const action of ACTIONS) {
          const kept = roleAllows(own, action) && !roleAllows(limitedRole(key(scope), "here", own), action);
          const act = () => assertInScope(key(scope), own, action);
          if (kept) expect(act).toThrow(/^This API key has the scope (read|write); this needs (write|admin)$/);
          else expect(act).not.toThrow();
        }
  });
  it("is making datasets, where it may not change or is for some only", () => {
    expect(() => assertMayCreate(key("read"))).toThrow("needs write");
    expect(() => assertMayCreate(key("admin", "here"))).toThrow("makes no new ones");
    expect(() => assertMayCreate(key("write"))).not.toThrow();
    expect(() => assertMayCreate(WHOLE)).not.toThrow();
  });
  it("is the account, where there is any limit", () => {
    for (const limits of [key("write"), key("admin", "here")])
      expect(() => assertWholeAccount(limits)).toThrow("account");
    expect(() => assertWholeAccount(WHOLE)).not.toThrow();
  });
});

describe("a guest", () => {
  const guest = { limits: guestLimits("somebody", "here") };
  it("looks at one dataset", () => {
    expect(limitedRole(guest, "here", "VIEWER")).toBe("VIEWER");
    expect(limitedRole(guest, "there", "VIEWER")).toBeNull();
    expect(() => assertInScope(guest, "VIEWER", "dataset.view")).not.toThrow();
  });
  it("is told to sign in for anything else, and nothing of API keys", () => {
    const acts = [
      () => assertInScope(guest, "VIEWER", "items.edit"),
      () => assertMayCreate(guest),
      () => assertWholeAccount(guest),
      () => assertNoGuest(guest),
    ];
    for (const act of acts) expect(act).toThrow("You are looking through a public link");
    expect(() => assertNoGuest(key("read"))).not.toThrow();
    expect(() => assertNoGuest(WHOLE)).not.toThrow();
  });
});
