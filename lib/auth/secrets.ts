/** Keys derived from AUTH_SECRET, one per purpose, and what they encrypt or sign. */
import "server-only";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { authSecret } from "@/lib/env";

const keys = new Map<string, Buffer>();
function keyFor(purpose: "api-secrets" | "media-links" | "cursors"): Buffer {
  let key = keys.get(purpose);
  if (!key) {
    key = Buffer.from(hkdfSync("sha256", authSecret(), "stillframe", purpose, 32));
    keys.set(purpose, key);
  }
  return key;
}

/** AES-256-GCM; the result is nonce (12 bytes), tag (16 bytes), ciphertext. */
export function encryptSecret(secret: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyFor("api-secrets"), nonce);
  const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), body]));
}

/** @throws Error when AUTH_SECRET is not the one that encrypted it */
export function decryptSecret(stored: Uint8Array): string {
  const bytes = Buffer.from(stored);
  const decipher = createDecipheriv("aes-256-gcm", keyFor("api-secrets"), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}

export function signLink(text: string): string {
  return createHmac("sha256", keyFor("media-links")).update(text).digest("base64url").slice(0, 32);
}

export function isSignedLink(text: string, signature: string): boolean {
  const expected = Buffer.from(signLink(text));
  const actual = Buffer.from(signature);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
