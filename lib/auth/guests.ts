/**
 * Whoever opened a dataset's public link: a guest of that dataset, and of nothing else. A cookie says which links a browser has
 * opened; whether they are good still is asked at every request, so that a link ends the moment it is ended.
 */
import "server-only";
import { encode, getToken } from "next-auth/jwt";
import { authSecret } from "@/lib/env";
import { guestLimits, type KeyLimits } from "./limits";
import * as repository from "./repository";

export const GUEST_COOKIE = "stillframe.guest";
/** Of a browser, the latest: a cookie has some 4,000 bytes. */
const MAX_GUESTS = 10;
export const GUEST_DAYS = 30;
const MAX_AGE_S = GUEST_DAYS * 86_400;

/** What carries cookies: `headers` and, where the caller has them parsed, `cookies`. */
export interface WithCookies {
  readonly headers: unknown;
  readonly cookies?: unknown;
}

/** Dataset and guest of the links that this browser opened, the latest last. */
type Opened = readonly (readonly [datasetId: string, guestId: string])[];

async function readOpened(request: WithCookies): Promise<Opened> {
  const token = await getToken({
    req: request as Parameters<typeof getToken>[0]["req"],
    secret: authSecret(),
    cookieName: GUEST_COOKIE,
  });
  // Only what was written here is decrypted.
  return (token?.guests ?? []) as Opened;
}

const guestIn = (opened: Opened, datasetId: string): string | null =>
  opened.find(([id]) => id === datasetId.toLowerCase())?.[1] ?? null;

/**
 * Who looks at a dataset through its public link. No session is kept: what the cookie names is there for as long as the link.
 * @param personId who is signed in as well: with a role of their own they are no guest
 */
export async function findGuest(
  request: WithCookies,
  datasetId: string,
  personId: string | null,
): Promise<(repository.UserRow & { readonly limits: KeyLimits }) | null> {
  const id = guestIn(await readOpened(request), datasetId);
  const guest = id === null ? null : await repository.findGuest(id, datasetId, personId);
  return guest && { ...guest, limits: guestLimits(guest.id, datasetId.toLowerCase()) };
}

/** Whether this browser opened a link to the dataset that is good no more. */
export async function hadGuest(request: WithCookies, datasetId: string): Promise<boolean> {
  const id = guestIn(await readOpened(request), datasetId);
  return id !== null && (await repository.findGuest(id, datasetId, null)) === null;
}

/** The cookie's value once one more link is opened. */
export async function withGuest(request: WithCookies, datasetId: string, guestId: string): Promise<string> {
  const others = (await readOpened(request)).filter(([id]) => id !== datasetId);
  const guests: Opened = [...others, [datasetId, guestId] as const].slice(-MAX_GUESTS);
  return encode({ token: { guests }, secret: authSecret(), maxAge: MAX_AGE_S });
}

export const guestCookieAge = { maxAge: MAX_AGE_S };
