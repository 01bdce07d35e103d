/**
 * An image from elsewhere as a key that an address can hold: what the indexer sees in it, 196 bytes, and a ThumbHash of some
 * 25, together about 300 characters. So nothing of it is kept on the server, and a saved view or a link works for good, or
 * until the indexer sees differently.
 */
import "server-only";
import { DESCRIPTOR_SIZE } from "@/lib/media/pixels";
import { INDEXER_VERSION } from "@/lib/media/reading";
import { seenIn } from "./likeness";

/** @param placeholder a ThumbHash, for whoever shows what was searched by */
export function keyOfImage(descriptor: Int8Array, placeholder: Uint8Array | null): string {
  const seen = Buffer.from([
    INDEXER_VERSION,
    ...new Uint8Array(descriptor.buffer, descriptor.byteOffset, descriptor.length),
  ]);
  const hash = placeholder ? `.${Buffer.from(placeholder).toString("base64url")}` : "";
  return `${seen.toString("base64url")}${hash}`;
}

/** What the indexer saw; null where it is no key, or one of an indexer that saw differently. */
export function descriptorIn(key: string): Int8Array | null {
  const seen = Buffer.from(seenIn(key), "base64url");
  return seen.length === 1 + DESCRIPTOR_SIZE && seen[0] === INDEXER_VERSION
    ? Int8Array.from(seen.subarray(1), (byte) => (byte << 24) >> 24)
    : null;
}
