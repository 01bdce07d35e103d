/** Links to media: signed, expiring, and bound to the dataset that they were given for, whose owner can end them all. */
import { isSignedLink, signLink } from "@/lib/auth/secrets";
import type { Variant } from "./variants";

const DAY_SECONDS = 86_400;

/** The dataset that a link is given for. */
export interface LinkedDataset {
  readonly id: string;
  readonly link_epoch: number;
  /** Given to a guest, it ends with the public link that made them one. */
  readonly guest?: string;
}

/** What a link leads to, and until when. */
export interface MediaLink {
  readonly sha256: string;
  readonly variant: Variant;
  /** Seconds since 1970. */
  readonly expires: number;
  /** Id of the state that it was given for; absent for what a page shows, which stays the same from version to version. */
  readonly version?: string;
}

/** All that it stands for is signed, the purpose first: a link to one thing is none to another. */
const textToSign = (dataset: LinkedDataset, { sha256, variant, expires, version = "" }: MediaLink): string =>
  [
    "media",
    dataset.id,
    dataset.link_epoch,
    version,
    sha256,
    variant,
    expires,
    ...(dataset.guest ? [dataset.guest] : []),
  ].join("/");

/** Whoever has it can read the file, so only give it to who may see the item. @returns path and query */
export function signedMediaUrl(dataset: LinkedDataset, link: MediaLink): string {
  const query = new URLSearchParams({
    dataset: dataset.id,
    ...(link.version === undefined ? {} : { version: link.version }),
    ...(dataset.guest === undefined ? {} : { guest: dataset.guest }),
    expires: String(link.expires),
    signature: signLink(textToSign(dataset, link)),
  });
  return `/api/v1/media/${link.sha256}/${link.variant}?${query}`;
}

/** A link for a page, good for one to two days: the same all day, so that browsers and proxies can cache what it leads to. */
export function mediaUrl(dataset: LinkedDataset, sha256: string, variant: Variant, now = Date.now()): string {
  const expires = (Math.floor(now / 1000 / DAY_SECONDS) + 2) * DAY_SECONDS;
  return signedMediaUrl(dataset, { sha256, variant, expires });
}

export const isValidMediaLink = (
  dataset: LinkedDataset,
  link: MediaLink,
  signature: string,
  now = Date.now(),
): boolean => link.expires * 1000 > now && isSignedLink(textToSign(dataset, link), signature);
