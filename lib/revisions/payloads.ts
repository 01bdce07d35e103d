/** What revisions hold, by facet, and the hash that makes equal contents one row. */
import { createHash } from "node:crypto";
import type { Facet } from "@/lib/versioning/names";

export interface FilePayload {
  readonly name: string;
  readonly path: string;
}
export interface CaptionPayload {
  readonly text: string;
}

/** JSON with sorted keys: the database keeps the value, not the order in which its keys were written. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Hex sha256 of a file revision: its path and content. */
export const hashOfFile = (path: string, mediaSha256: string): string =>
  sha256(JSON.stringify(["file", path, mediaSha256]));
/** Hex sha256 of any other revision. */
export const hashOfPayload = (facet: Exclude<Facet, "file">, payload: unknown): string =>
  sha256(canonicalJson([facet, payload]));
