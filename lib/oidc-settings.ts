/** Settings of signing in through an OpenID Connect provider, and what they may be. Pure. */
import { z } from "zod";

const ROLES = { none: null, viewer: "VIEWER", editor: "EDITOR", owner: "OWNER" } as const;

/** Groups of the provider, and the role that the people of each have on every dataset; null for a group to share with, and no more. */
export type GroupRoles = ReadonlyMap<string, (typeof ROLES)[keyof typeof ROLES]>;

export interface OidcSettings {
  /** As the provider names itself; what it can do is read below this address. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call the provider. */
  readonly name: string;
  readonly scopes: string;
  /** The claim that holds the names of somebody's groups. */
  readonly groupsClaim: string;
  readonly roles: GroupRoles;
  /** Whether whoever the provider knows gets an account; else only who has one already, or is invited. */
  readonly signUp: boolean;
}

const isRole = (word: string): word is keyof typeof ROLES => Object.hasOwn(ROLES, word);

/**
 * Reads `qa=viewer, cv-team=editor`. A group's name may hold `=`, as those of directories do: the last one counts.
 * @throws Error that says which part is wrong, and how it has to read
 */
export function parseGroupRoles(text: string): GroupRoles {
  const known = new Map<string, (typeof ROLES)[keyof typeof ROLES]>();
  for (const part of text.split(",").map((one) => one.trim())) {
    if (part === "") continue;
    const equals = part.lastIndexOf("=");
    const group = part.slice(0, Math.max(equals, 0)).trim();
    const role = part
      .slice(equals + 1)
      .trim()
      .toLowerCase();
    if (group === "") throw new Error(`"${part}" has to read group=role, such as qa=viewer`);
    if (!isRole(role)) throw new Error(`"${part}" names no role; the roles are viewer, editor, owner and none`);
    if (known.has(group)) throw new Error(`names the group "${group}" twice`);
    known.set(group, ROLES[role]);
  }
  return known;
}

const THIS_MACHINE = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** What is wrong with an issuer's address; null for a right one. */
function wrongIssuer(text: string): string | null {
  if (!URL.canParse(text)) return "must be the issuer's address, such as https://login.example.org";
  const url = new URL(text);
  if (url.pathname.includes("/.well-known/"))
    return "must be the issuer's own address, without /.well-known/openid-configuration";
  if (url.search !== "" || url.hash !== "") return "must be an address without ? and #";
  if (url.protocol === "https:" || (url.protocol === "http:" && THIS_MACHINE.test(url.hostname))) return null;
  return "must begin with https:// (http:// is for a provider on this machine only)";
}

/** For settings that are on or off; 1 and 0 mean the same. */
export const onOrOff = z
  .enum(["on", "off", "1", "0"], { error: "must be on or off" })
  .transform((value) => value === "on" || value === "1");

const groupRoles = z.string().transform((text, context) => {
  try {
    return parseGroupRoles(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
    return z.NEVER;
  }
});

/** As they stand in the environment. */
export const oidcFields = {
  STILLFRAME_OIDC_ISSUER: z
    .string()
    .superRefine((text, context) => {
      const message = wrongIssuer(text);
      if (message) context.addIssue({ code: "custom", message });
    })
    .optional(),
  STILLFRAME_OIDC_CLIENT_ID: z.string().optional(),
  STILLFRAME_OIDC_CLIENT_SECRET: z.string().optional(),
  STILLFRAME_OIDC_NAME: z.string().trim().min(1).max(40, "must have at most 40 characters").optional(),
  STILLFRAME_OIDC_SCOPES: z
    .string()
    .refine((text) => text.split(/\s+/).includes("openid"), "must contain openid, such as: openid email profile")
    .optional(),
  STILLFRAME_OIDC_GROUPS_CLAIM: z.string().trim().min(1).optional(),
  STILLFRAME_OIDC_ROLES: groupRoles.optional(),
  STILLFRAME_OIDC_SIGN_UP: onOrOff.optional(),
  STILLFRAME_PASSWORD_SIGN_IN: onOrOff.default(true),
};

type OidcEnvironment = z.output<z.ZodObject<typeof oidcFields>>;

/** What does not go together, each with the setting that it is told of. */
export function oidcContradictions(env: OidcEnvironment): { setting: string; message: string }[] {
  if (env.STILLFRAME_OIDC_ISSUER !== undefined)
    return (["STILLFRAME_OIDC_CLIENT_ID", "STILLFRAME_OIDC_CLIENT_SECRET"] as const)
      .filter((setting) => env[setting] === undefined)
      .map((setting) => ({
        setting,
        message:
          "is required when STILLFRAME_OIDC_ISSUER is set: the provider gives it to you when you register Stillframe",
      }));
  const idle = (Object.keys(oidcFields) as (keyof typeof oidcFields)[]).find(
    (setting) => setting.startsWith("STILLFRAME_OIDC_") && env[setting] !== undefined,
  );
  const wrong = idle ? [{ setting: idle, message: "needs STILLFRAME_OIDC_ISSUER: without it nobody is asked" }] : [];
  return env.STILLFRAME_PASSWORD_SIGN_IN
    ? wrong
    : [
        ...wrong,
        {
          setting: "STILLFRAME_PASSWORD_SIGN_IN",
          message: "can be off only where STILLFRAME_OIDC_ISSUER is set: else nobody could sign in",
        },
      ];
}

/** Null where nobody signs in through a provider. Of an environment without contradictions. */
export function oidcSettings(env: OidcEnvironment): OidcSettings | null {
  const { STILLFRAME_OIDC_ISSUER: issuer, STILLFRAME_OIDC_CLIENT_ID: clientId } = env;
  const clientSecret = env.STILLFRAME_OIDC_CLIENT_SECRET;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return {
    issuer,
    clientId,
    clientSecret,
    name: env.STILLFRAME_OIDC_NAME ?? new URL(issuer).host,
    scopes: env.STILLFRAME_OIDC_SCOPES ?? "openid email profile",
    groupsClaim: env.STILLFRAME_OIDC_GROUPS_CLAIM ?? "groups",
    roles: env.STILLFRAME_OIDC_ROLES ?? new Map(),
    signUp: env.STILLFRAME_OIDC_SIGN_UP ?? true,
  };
}
