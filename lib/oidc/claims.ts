/** What a provider says of somebody, as we take it. Pure. */
import { z } from "zod";
import { isStorable, shortened, storable } from "@/lib/text";
import { SignInRefused } from "./problems";

type Claims = Readonly<Record<string, unknown>>;

/** Somebody whom the provider knows. Issuer and subject together are one person for ever; all else may change. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
  /** Null where there is none. */
  readonly email: string | null;
  /** Whether the provider leaves open that the address is somebody else's. */
  readonly unverified: boolean;
  readonly name: string;
}

const MAX_TEXT = 255;
const MAX_GROUPS = 1_000;

const address = z.email().trim().toLowerCase().max(320);
const textIn = (value: unknown): string => (typeof value === "string" ? storable(value).trim() : "");
const isName = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= MAX_TEXT && isStorable(value);

/** @throws SignInRefused for a subject that cannot be kept */
export function personIn(claims: Claims): Person {
  const { iss, sub, email, email_verified, name, given_name, family_name, preferred_username } = claims;
  if (typeof iss !== "string" || !isName(sub)) throw new SignInRefused("failed");
  const known = address.safeParse(textIn(email));
  const called = [name, [given_name, family_name].map(textIn).join(" "), preferred_username, email].map(textIn);
  return {
    issuer: iss,
    subject: sub,
    email: known.success ? known.data : null,
    // Some providers write their booleans as texts.
    unverified: email_verified !== undefined && email_verified !== true && email_verified !== "true",
    name: shortened(called.find((one) => one !== "") ?? sub, MAX_TEXT),
  };
}

export interface Groups {
  /** Null where the provider does not say: then nothing is changed. */
  readonly names: string[] | null;
  /** What is not as it should be, for the log. */
  readonly odd: string[];
}

/** The names of somebody's groups: a list of texts, or one text. Without the claim, somebody is in none. */
export function groupsIn(claims: Claims, claim: string): Groups {
  const value = claims[claim];
  // Microsoft Entra ID leaves out what is too long, and names an address of its own instead (OpenID Connect Core, §5.6.2).
  const elsewhere = claims._claim_names;
  if (value === undefined && typeof elsewhere === "object" && elsewhere !== null && Object.hasOwn(elsewhere, claim))
    return {
      names: null,
      odd: [`the claim "${claim}" is too long for the provider, so roles of groups stay as they were`],
    };
  if (value === undefined || value === null) return { names: [], odd: [] };
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const named = list.filter(isName);
  const names = [...new Set(named.map((name) => name.trim()))];
  const odd = [];
  if (named.length < list.length)
    odd.push(
      `${list.length - named.length} of ${list.length} values of the claim "${claim}" are no texts of 1 to ${MAX_TEXT} characters and are left out`,
    );
  if (names.length > MAX_GROUPS)
    odd.push(`of the ${names.length} groups in the claim "${claim}" only the first ${MAX_GROUPS} are taken`);
  return { names: names.slice(0, MAX_GROUPS), odd };
}
