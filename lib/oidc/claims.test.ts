import { describe, expect, it } from "vitest";
import { groupsIn, personIn } from "./claims";
import { SignInRefused } from "./problems";

const LEAST = { iss: "https://login.example.org", sub: "248289761001" };

describe("a person", () => {
  it("is issuer and subject, and may have a name and an address", () =>
    expect(personIn({ ...LEAST, email: " Ada@Example.org ", email_verified: true, name: "Ada" })).toEqual({
      issuer: LEAST.iss,
      subject: LEAST.sub,
      email: "ada@example.org",
      unverified: false,
      name: "Ada",
    }));

  it.each([undefined, "", "ada", 7, ["ada@example.org"], `${"x".repeat(320)}@example.org`])(
    "has no address where it is %o",
    (email) => expect(personIn({ ...LEAST, email }).email).toBeNull(),
  );

  it.each<[unknown, boolean]>([
    [undefined, false],
    [true, false],
    ["true", false],
    [false, true],
    ["false", true],
    [null, true],
    [0, true],
  ])("whose email_verified is %o has an unverified address: %o", (email_verified, unverified) =>
    expect(personIn({ ...LEAST, email: "ada@example.org", email_verified }).unverified).toBe(unverified),
  );

  it.each<[Record<string, unknown>, string]>([
    [{ name: "  ", given_name: "Ada", family_name: "Example" }, "Ada Example"],
    [{ given_name: "Ada" }, "Ada"],
    [{ name: 7, preferred_username: "ada" }, "ada"],
    [{ email: "ada@example.org" }, "ada@example.org"],
    [{}, LEAST.sub],
    [{ name: "Ada\0 Example" }, "Ada Example"],
    [{ name: "é".repeat(300) }, "é".repeat(255)],
  ])("of %o is called %s", (claims, name) => expect(personIn({ ...LEAST, ...claims }).name).toBe(name));

  it.each([
    { ...LEAST, sub: "" },
    { ...LEAST, sub: 7 },
    { ...LEAST, sub: "x\0" },
    { ...LEAST, sub: "x".repeat(256) },
    { sub: "x" },
  ])("that cannot be kept is refused: %o", (claims) => expect(() => personIn(claims)).toThrow(SignInRefused));
});

describe("groups", () => {
  it.each<[unknown, string[]]>([
    [undefined, []],
    [null, []],
    [[], []],
    ["qa", ["qa"]],
    [
      ["qa", " cv-team ", "qa"],
      ["qa", "cv-team"],
    ],
  ])("of %o are %o", (groups, names) => expect(groupsIn({ groups }, "groups")).toEqual({ names, odd: [] }));

  it("are read from the claim that the settings name", () =>
    expect(
      groupsIn({ groups: ["qa"], "https://example.org/teams": ["cv"] }, "https://example.org/teams").names,
    ).toEqual(["cv"]));

  it.each<[unknown, string[], RegExp]>([
    [["qa", 7, "", "x\0", "x".repeat(256)], ["qa"], /4 of 5 values of the claim "groups" are no texts/],
    [{ qa: true }, [], /1 of 1 values/],
    [true, [], /1 of 1 values/],
    [
      Array.from({ length: 1_200 }, (_, at) => `g${at}`),
      Array.from({ length: 1_000 }, (_, at) => `g${at}`),
      /of the 1200 groups .* only the first 1000/,
    ],
  ])("that are odd are left out, and told: %#", (groups, names, message) => {
    const found = groupsIn({ groups }, "groups");
    expect(found.names).toEqual(names);
    expect(found.odd).toEqual([expect.stringMatching(message)]);
  });

  it("that the provider keeps elsewhere are not taken for none", () =>
    expect(groupsIn({ _claim_names: { groups: "src1" }, _claim_sources: {} }, "groups")).toEqual({
      names: null,
      odd: [expect.stringContaining("too long for the provider")],
    }));
});
