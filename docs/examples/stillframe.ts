/** A few lines that the examples share. They need nothing but Node itself. */
import { createHmac } from "node:crypto";

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}`);
  return value;
}

const SERVER = fromEnvironment("STILLFRAME_URL");
const KEY = fromEnvironment("STILLFRAME_API_KEY");
const SECRET = fromEnvironment("STILLFRAME_API_SECRET");

/** A JWT (HS256) whose kid and sub are the API key, signed with its secret; it works for an hour. */
export function token(): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const header = encode({ alg: "HS256", typ: "JWT", kid: KEY });
  const claims = encode({ sub: KEY, iat: now, exp: now + 3600 });
  const signature = createHmac("sha256", SECRET).update(`${header}.${claims}`).digest("base64url");
  return `${header}.${claims}.${signature}`;
}

/** Calls the API. Returns what it answers, parsed. @throws Error with what the server says where it refuses */
export async function call<Answer = void>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${SERVER}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token()}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as Answer;
}
