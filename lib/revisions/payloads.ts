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

function isFlat(list: readonly unknown[]): boolean {
  for (const value of list) if (typeof value !== "number" && typeof value !== "string") return false;
  return true;
}

const PLAIN_KEY = /^\w+$/;
/** Keys are mostly our own, and few. */
const keyText = (key: string): string => (PLAIN_KEY.test(key) ? `"${key}"` : JSON.stringify(key));

/** JSON with sorted keys: the database keeps the value, not the order in which its keys were written. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  // Without keys there is nothing to sort, and the engine writes lists of numbers several times as fast.
  if (Array.isArray(value)) return isFlat(value) ? JSON.stringify(value) : `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  return `{${fieldsText(value, Object.keys(value).sort())}}`;
}

function fieldsText(value: object, keys: readonly string[]): string {
  let text = "";
  for (const key of keys) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (inner !== undefined) text += `${text === "" ? "" : ","}${keyText(key)}:${canonicalJson(inner)}`;
  }
  return text;
}

/**
 * The same JSON of an object in two parts, between which a further field belongs. Both of them have others, as those of an object of
 * an item before and after its id.
 */
export function canonicalAround(value: object, field: string): [before: string, after: string] {
  const keys = Object.keys(value).sort();
  const isBefore = (key: string) => key < field;
  return [
    `{${fieldsText(value, keys.filter(isBefore))},`,
    `,${fieldsText(
      value,
      keys.filter((key) => !isBefore(key)),
    )}}`,
  ];
}

/** A payload that is written already, as `canonicalJson` would. */
export class CanonicalText {
  constructor(readonly json: string) {}
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Hex sha256 of a file revision: its path and content. */
export const hashOfFile = (path: string, mediaSha256: string): string =>
  sha256(JSON.stringify(["file", path, mediaSha256]));
/** Any other revision as it is stored: its JSON, and the hex sha256 of that and its facet. */
export function writtenPayload(
  facet: Exclude<Facet, "file"> | "document",
  payload: unknown,
): { readonly json: string; readonly contentHash: string } {
  const json = payload instanceof CanonicalText ? payload.json : canonicalJson(payload);
  return { json, contentHash: sha256(`["${facet}",${json}]`) };
}
export const hashOfPayload = (facet: Exclude<Facet, "file"> | "document", payload: unknown): string =>
  writtenPayload(facet, payload).contentHash;
