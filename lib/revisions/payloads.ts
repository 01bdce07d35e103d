/** What revisions hold, by facet, and the hash that makes equal contents one row. */
import { createHash } from "node:crypto";
import type { Facet } from "@/lib/versioning/names";

export interface FilePayload {
  readonly name: string;
  readonly path: string;
}
export interface CaptionPayload {
  /** The first. */
  readonly text: string;
  /** The others, in their order. Absent where there is one. */
  readonly more?: readonly string[];
}
/** Where an item comes from. */
export interface OriginPayload {
  /** The licence's name. */
  readonly license?: string;
  readonly source_url?: string;
}

/** @returns null for an item of which neither is known */
export function originPayload({
  license,
  source_url,
}: {
  readonly license?: string | null;
  readonly source_url?: string | null;
}): OriginPayload | null {
  if (!license && !source_url) return null;
  return { ...(license ? { license } : {}), ...(source_url ? { source_url } : {}) };
}

/** @returns null for no captions at all */
export const captionPayload = ([text, ...more]: readonly string[]): CaptionPayload | null =>
  text === undefined ? null : { text, ...(more.length > 0 ? { more } : {}) };
export const captionsOf = (payload: unknown): string[] => {
  const { text, more = [] } = (payload ?? {}) as Partial<CaptionPayload>;
  return text === undefined ? [] : [text, ...more];
};

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
export const hashOfPayload = (facet: Exclude<Facet, "file"> | "document", payload: unknown): string =>
  sha256(canonicalJson([facet, payload]));
