import { thumbHashToDataURL } from "thumbhash";

const cache = new Map<string, string>();

/** A picture of some 30 bytes to show until the thumbnail is there. */
export function placeholderUrl(base64: string | null): string | undefined {
  if (!base64) return undefined;
  let url = cache.get(base64);
  if (!url) {
    url = thumbHashToDataURL(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    if (cache.size > 5_000) cache.clear();
    cache.set(base64, url);
  }
  return url;
}
