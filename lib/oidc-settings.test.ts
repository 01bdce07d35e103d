import { describe, expect, it } from "vitest";
import { parseSettings, SettingsError } from "./env";
import { parseGroupRoles } from "./oidc-settings";

const ISSUER = "https://login.example.org/realms/lab";
const LEAST = {
  STILLFRAME_OIDC_ISSUER: ISSUER,
  STILLFRAME_OIDC_CLIENT_ID: "stillframe",
  STILLFRAME_OIDC_CLIENT_SECRET: "secret",
};

describe("the settings of a provider", () => {
  it("are none by default, and passwords are on", () =>
    expect(parseSettings({})).toMatchObject({ oidc: null, passwordSignIn: true }));

  it("need three, and the rest follows", () =>
    expect(parseSettings(LEAST).oidc).toEqual({
      issuer: ISSUER,
      clientId: "stillframe",
      clientSecret: "secret",
      name: "login.example.org",
      scopes: "openid email profile",
      groupsClaim: "groups",
      roles: new Map(),
      signUp: true,
    }));

  it("say everything else, too", () =>
    expect(
      parseSettings({
        ...LEAST,
        STILLFRAME_OIDC_NAME: "Example ID",
        STILLFRAME_OIDC_SCOPES: "openid email groups",
        STILLFRAME_OIDC_GROUPS_CLAIM: "https://example.org/teams",
        STILLFRAME_OIDC_ROLES: "qa=viewer",
        STILLFRAME_OIDC_SIGN_UP: "off",
        STILLFRAME_PASSWORD_SIGN_IN: "off",
      }),
    ).toMatchObject({
      passwordSignIn: false,
      oidc: {
        name: "Example ID",
        scopes: "openid email groups",
        groupsClaim: "https://example.org/teams",
        roles: new Map([["qa", "VIEWER"]]),
        signUp: false,
      },
    }));

  it.each(["http://localhost:8080", "http://127.0.0.1:8080/realms/lab", "http://[::1]:8080"])(
    "take %s, which is on this machine",
    (issuer) => expect(parseSettings({ ...LEAST, STILLFRAME_OIDC_ISSUER: issuer }).oidc?.issuer).toBe(issuer),
  );

  it.each<[Record<string, string>, RegExp]>([
    [{ ...LEAST, STILLFRAME_OIDC_ISSUER: "login" }, /OIDC_ISSUER: must be the issuer's address/],
    [{ ...LEAST, STILLFRAME_OIDC_ISSUER: "http://login.example.org" }, /OIDC_ISSUER: must begin with https/],
    [{ ...LEAST, STILLFRAME_OIDC_ISSUER: "ftp://localhost" }, /OIDC_ISSUER: must begin with https/],
    [{ ...LEAST, STILLFRAME_OIDC_ISSUER: `${ISSUER}?x=1` }, /OIDC_ISSUER: .*without \? and #/],
    [{ ...LEAST, STILLFRAME_OIDC_ISSUER: `${ISSUER}/.well-known/openid-configuration` }, /without \/.well-known/],
    [{ ...LEAST, STILLFRAME_OIDC_CLIENT_ID: "" }, /OIDC_CLIENT_ID: is required when STILLFRAME_OIDC_ISSUER is set/],
    [{ ...LEAST, STILLFRAME_OIDC_CLIENT_SECRET: "" }, /OIDC_CLIENT_SECRET: is required/],
    [{ ...LEAST, STILLFRAME_OIDC_SCOPES: "email" }, /OIDC_SCOPES: must contain openid/],
    [{ ...LEAST, STILLFRAME_OIDC_NAME: "x".repeat(41) }, /OIDC_NAME: must have at most 40/],
    [{ ...LEAST, STILLFRAME_OIDC_SIGN_UP: "maybe" }, /OIDC_SIGN_UP: must be on or off/],
    [{ ...LEAST, STILLFRAME_OIDC_ROLES: "qa=boss" }, /OIDC_ROLES: "qa=boss" names no role/],
    [{ STILLFRAME_OIDC_CLIENT_ID: "stillframe" }, /OIDC_CLIENT_ID: needs STILLFRAME_OIDC_ISSUER/],
    [{ STILLFRAME_OIDC_ROLES: "qa=viewer" }, /OIDC_ROLES: needs STILLFRAME_OIDC_ISSUER/],
    [{ STILLFRAME_PASSWORD_SIGN_IN: "off" }, /PASSWORD_SIGN_IN: can be off only where STILLFRAME_OIDC_ISSUER is set/],
  ])("stop the start as %o, with a sentence", (source, message) => {
    expect(() => parseSettings(source)).toThrow(SettingsError);
    expect(() => parseSettings(source)).toThrow(message);
  });
});

describe("roles of groups", () => {
  it("are read as they are written", () =>
    expect([...parseGroupRoles(" qa=viewer, cv-team = Editor ,leads=owner, guests=none,")]).toEqual([
      ["qa", "VIEWER"],
      ["cv-team", "EDITOR"],
      ["leads", "OWNER"],
      ["guests", null],
    ]));
  it("may be of groups whose names hold = and spaces", () =>
    expect([...parseGroupRoles("cn=computer vision=editor")]).toEqual([["cn=computer vision", "EDITOR"]]));
  it("may be none", () => expect(parseGroupRoles("").size).toBe(0));
  it.each([
    ["qa", '"qa" has to read group=role'],
    ["=viewer", '"=viewer" has to read group=role'],
    ["qa=", '"qa=" names no role; the roles are viewer, editor, owner and none'],
    ["qa=toString", "names no role"],
    ["qa=viewer, qa=editor", 'names the group "qa" twice'],
  ])("are refused as %s", (text, message) => expect(() => parseGroupRoles(text)).toThrow(message));
});
