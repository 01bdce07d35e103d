/** Signing in through an OpenID Connect provider: whose account it is, and what comes with it. */
import "server-only";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { ownPath } from "@/lib/auth/own-path";
import { accountOf, findUserByEmail, type CurrentUser } from "@/lib/auth/service";
import { authSecret, publicAddress, settings } from "@/lib/env";
import { NotFoundError, reportUnknown } from "@/lib/errors";
import type { OidcSettings } from "@/lib/oidc-settings";
import { syncGroupsOfPerson } from "@/lib/groups/provider";
import { isInvited } from "@/lib/sharing/invitations";
import { groupsIn, personIn, type Person } from "./claims";
import { SignInRefused } from "./problems";
import { claimsAt, departureTo } from "./provider";
import * as repository from "./repository";

/** Where the provider sends people back to: it has to know this address. */
export const callbackAddress = (): URL => new URL("/sign-in/oidc/callback", publicAddress(settings()));

/** @throws NotFoundError where nobody signs in this way */
function requireProvider(): OidcSettings {
  const { oidc } = settings();
  if (!oidc) throw new NotFoundError("Sign-in provider");
  return oidc;
}

/** Time to sign in at the provider, which may want a second factor first. */
export const ERRAND_SECONDS = 15 * 60;
const SALT = "sign-in errand";
const errand = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), from: z.string() });

/**
 * Leaves for the provider. @param from where the person wanted to go
 * @returns its address, and what the browser keeps until it is back: nobody can read or make it but us @throws SignInRefused
 */
export async function leave({ from, anew }: { from: string; anew: boolean }): Promise<{ address: URL; kept: string }> {
  const departure = await departureTo(requireProvider(), { callback: callbackAddress(), anew });
  const token = { ...departure.errand, from };
  const kept = await encode({ token, secret: authSecret(), salt: SALT, maxAge: ERRAND_SECONDS });
  return { address: departure.address, kept };
}

/** What the browser kept; null for what is too old, or not of ours. */
async function unseal(kept: string | undefined): Promise<z.infer<typeof errand> | null> {
  const token = await decode({ token: kept, secret: authSecret(), salt: SALT }).catch(() => null);
  return errand.safeParse(token).data ?? null;
}

/** Who comes back from the provider, or why nobody does; and where they wanted to go. */
export async function arrive(
  answer: URLSearchParams,
  kept: string | undefined,
): Promise<{ from: string; user: CurrentUser } | { from: string; refused: SignInRefused }> {
  const oidc = requireProvider();
  const begun = await unseal(kept);
  const from = ownPath(begun?.from);
  // Whoever has not left from this browser is not let in by an answer that somebody else got.
  if (!begun || answer.get("state") !== begun.state) return { from, refused: new SignInRefused("expired") };
  try {
    const arrival = callbackAddress();
    arrival.search = answer.toString();
    return { from, user: await signIn(oidc, await claimsAt(oidc, arrival, begun)) };
  } catch (error) {
    if (error instanceof SignInRefused) return { from, refused: error };
    return { from, refused: new SignInRefused("failed", reportUnknown(error, "signing in through a provider")) };
  }
}

/** The account of whom the provider speaks of, with what it is owed. @throws SignInRefused */
export async function signIn(oidc: OidcSettings, claims: Readonly<Record<string, unknown>>): Promise<CurrentUser> {
  const person = personIn(claims);
  const user = await findAccount(oidc, person);
  const { names, odd } = groupsIn(claims, oidc.groupsClaim);
  if (names) await syncGroupsOfPerson(null, user.id, names);
  for (const what of odd) console.warn(`[sign-in] ${user.email}: ${what}`);
  return user;
}

/**
 * By issuer and subject; the first time, by the address. Each step holds whoever else takes it at the same time, and whatever
 * ends the process after it: what is there already is found instead.
 */
async function findAccount(
  oidc: OidcSettings,
  { issuer, subject, email, unverified, name }: Person,
): Promise<CurrentUser> {
  const known = await repository.findUserOf(issuer, subject);
  if (known) return known;
  if (email === null) throw new SignInRefused("no_address");
  // Anybody can enter anybody's address somewhere.
  if (unverified) throw new SignInRefused("unverified");
  if (!oidc.signUp && !(await findUserByEmail(email)) && !(await isInvited(email)))
    throw new SignInRefused("no_account");
  await repository.link(issuer, subject, (await accountOf({ email, name })).id);
  const linked = await repository.findUserOf(issuer, subject);
  // The account has another subject: the provider gave the address to somebody else.
  if (!linked) throw new SignInRefused("taken");
  return linked;
}
