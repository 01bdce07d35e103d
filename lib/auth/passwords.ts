/** Password hashing with scrypt (RFC 7914); parameters are stored with each hash so that they can be raised later. */
import "server-only";
import { randomBytes, scrypt as scryptCallback, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const scrypt = promisify(scryptCallback) as (
  password: string,
  salt: Buffer,
  length: number,
  options: object,
) => Promise<Buffer>;
// 64 MB and about 100 ms a try: the interactive setting that OWASP's cheat sheet gives for scrypt is N=2^16, r=8, p=1.
const COST = { N: 2 ** 16, r: 8, p: 1 };

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await scrypt(password, salt, 32, { ...COST, maxmem: 256 * 1024 * 1024 });
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), key.toString("base64")].join("$");
}

/** Kept of whoever has no password, and signs in elsewhere: nothing matches it. */
export const NO_PASSWORD = "none";
export const isPassword = (stored: string): boolean => stored !== NO_PASSWORD;

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = stored.split("$");
  // Takes as long as a wrong password does, so that the time does not tell who has none.
  if (scheme !== "scrypt" || !salt || !key) return hashPassword(password).then(() => false);
  const expected = Buffer.from(key, "base64");
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: 256 * 1024 * 1024 };
  const actual = await scrypt(password, Buffer.from(salt, "base64"), expected.length, options);
  return timingSafeEqual(expected, actual);
}
