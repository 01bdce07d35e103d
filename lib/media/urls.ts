/** Links to media: signed, expiring, and the same all day so that browsers and proxies can cache what they lead to. */
import { isSignedLink, signLink } from "@/lib/auth/secrets";

export const VARIANTS = ["small", "large", "original"] as const;
export type Variant = (typeof VARIANTS)[number];

const DAY_SECONDS = 86_400;

const textToSign = (sha256: string, variant: Variant, expires: number) => `${sha256}/${variant}/${expires}`;

/** A link that works for one to two days. Whoever has it can read the file, so only give it to who may see the item. */
export function mediaUrl(sha256: string, variant: Variant, now = Date.now()): string {
  const expires = (Math.floor(now / 1000 / DAY_SECONDS) + 2) * DAY_SECONDS;
  return `/api/v1/media/${sha256}/${variant}?expires=${expires}&signature=${signLink(textToSign(sha256, variant, expires))}`;
}

export function isValidMediaLink(
  sha256: string,
  variant: Variant,
  expires: number,
  signature: string,
  now = Date.now(),
): boolean {
  return expires * 1000 > now && isSignedLink(textToSign(sha256, variant, expires), signature);
}
