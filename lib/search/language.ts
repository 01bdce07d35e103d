/**
 * The search language: `tag:night -label:dog name:"a b" size>1mb (kind:video OR sky)`. Words side by side all have to
 * match, `OR` joins alternatives, `-` excludes. A word without a key is looked for in names, captions, tags and labels.
 * `object:car` has an object called so, `polygon:car` one with that geometry, `objects>=3` that many.
 * `by:anna@example.org` is what somebody changed, `changed:since=<snapshot>` what differs from a version, `changed:event=7` what one
 * change touched. `similar:<media_id>@0.85` and its like ask for likeness to an example.
 * Pure; the browser reads it too.
 */
import { SET_KINDS, type SetKind } from "@/lib/versioning/names";
import { InvalidInputError } from "@/lib/errors";
import { isObjectType, OBJECT_TYPES, type ObjectType } from "@/lib/objects/model";
import { isImageKey, isLikenessKey, LIKENESS_KEYS, MAX_DESCRIPTION, type Alike, type LikenessKey } from "./likeness";
import {
  exampleOf,
  isNumberField,
  NUMBER_FIELDS,
  parseRange,
  splitComparison,
  type NumberField,
  type Operator,
  type Range,
} from "./ranges";

/** What an item can have or lack: `-has:tag` finds the untagged. Kinds of geometry are those of its objects. */
export const HAS = [
  "tag",
  "label",
  "split",
  "issue",
  "cluster",
  "caption",
  "objects",
  "metadata",
  /** What the indexer reads off files: its present version has read this one. */
  "reading",
  ...OBJECT_TYPES,
] as const;
export type Has = (typeof HAS)[number];

export const DUPLICATES = ["exact", "near"] as const;
export type Duplicates = (typeof DUPLICATES)[number];

/** What of an item can differ from the Current Version. */
export const CHANGED_KINDS = [
  "added",
  "tags",
  "labels",
  "splits",
  "captions",
  "objects",
  "metadata",
  "issues",
  "clusters",
] as const;
export type ChangedKind = (typeof CHANGED_KINDS)[number];

/** What of the trail of changes is asked for; `at` is where it stands in the text. */
export type ChangeTerm =
  /** What somebody changed, or something: a kind of task, a model. */
  | { readonly type: "by"; readonly who: string; readonly at: number }
  /** What differs from a version or since a day, what one change touched, or what kind of it differs from the Current Version. */
  | {
      readonly type: "changed";
      readonly how: "since" | "event" | "kind";
      readonly value: string;
      readonly at: number;
    };

/** A day, or a moment. */
const DATE = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;
export const isDate = (value: string): boolean => DATE.test(value);

export type Query =
  | ChangeTerm
  | { readonly type: "all" }
  | { readonly type: "set"; readonly kind: Exclude<SetKind, "meta">; readonly value: string }
  /** A part of the name or the caption; `any` also of a tag or a label. */
  | { readonly type: "text"; readonly in: "name" | "caption" | "any"; readonly value: string }
  | { readonly type: "has"; readonly what: Has }
  | { readonly type: "folder"; readonly path: string }
  /** An object that is called so. */
  | { readonly type: "object"; readonly label: string }
  /** An object that is called so and has that kind of geometry. */
  | { readonly type: "shape"; readonly kind: ObjectType; readonly label: string }
  /** Items that are there more than once: with the very same file, or one that looks the same to the index. */
  | { readonly type: "duplicate"; readonly how: Duplicates }
  /** An object with an attribute, whatever its value where that is null. */
  | { readonly type: "attribute"; readonly name: string; readonly value: string | null }
  | { readonly type: "number"; readonly field: NumberField; readonly range: Range }
  /** A metadata field compared with a value; without an operator, that it has any. `at` is where it stands in the text. */
  | {
      readonly type: "meta";
      readonly field: string;
      readonly operator: Operator | null;
      readonly value: string;
      readonly at: number;
    }
  | Alike
  | { readonly type: "not"; readonly of: Query }
  | { readonly type: "and" | "or"; readonly of: readonly Query[] };

const TEXT_KEYS = ["name", "caption"] as const;
/** What can stand before a colon. */
export const KEYS: readonly string[] = [
  ...SET_KINDS,
  ...TEXT_KEYS,
  "has",
  "object",
  ...OBJECT_TYPES,
  "attribute",
  "duplicate",
  "folder",
  "by",
  "changed",
  ...LIKENESS_KEYS,
  ...Object.keys(NUMBER_FIELDS),
];
const MAX_DEPTH = 50;
const MEDIA_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A term of the outermost level and where it stands in the text. */
export interface Term {
  readonly query: Query;
  readonly start: number;
  readonly end: number;
}

export function badSearch(position: number, message: string): InvalidInputError {
  return InvalidInputError.at(["query", "q", position], `${message} (at position ${position})`);
}

/** A mistake that is none once the text goes on: a value, a quote or a parenthesis that is not there yet, or not whole. */
export class UnfinishedSearchError extends InvalidInputError {
  /** @param goesOnAt where in the text it would go on */
  constructor(
    position: number,
    message: string,
    readonly goesOnAt: number,
  ) {
    super(badSearch(position, message).issues);
  }
}

/** @throws InvalidInputError that names the position of the mistake (0-based) */
export function parseSearch(text: string): Query {
  return parse(text).query;
}

/** The terms that all have to match; a text with `OR` on the outermost level is one term. @throws InvalidInputError */
export function parseTerms(text: string): Term[] {
  const { query, terms } = parse(text);
  if (query.type === "all") return [];
  const [start, end] = [text.length - text.trimStart().length, text.trimEnd().length];
  return query.type === "or" ? [{ query, start, end }] : terms;
}

function parse(text: string): { query: Query; terms: Term[] } {
  let at = 0;
  let depth = 0;
  const outermost: Term[] = [];
  const fail = (position: number, message: string): never => {
    throw badSearch(position, message);
  };
  const failUnfinished = (position: number, message: string): never => {
    throw new UnfinishedSearchError(position, message, at);
  };
  const skip = () => {
    while (at < text.length && /\s/.test(text[at]!)) at += 1;
  };
  const atWord = (word: string) =>
    text.startsWith(word, at) && (at + word.length === text.length || /[\s()]/.test(text[at + word.length]!));

  const value = (): string => {
    if (text[at] !== '"') {
      const start = at;
      while (at < text.length && !/[\s()"]/.test(text[at]!)) at += 1;
      return text.slice(start, at);
    }
    const start = at;
    at += 1;
    let result = "";
    for (; at < text.length && text[at] !== '"'; at += 1) {
      if (text[at] === "\\" && at + 1 < text.length) at += 1;
      result += text[at];
    }
    if (at >= text.length) failUnfinished(start, "This quote is not closed");
    at += 1;
    return result;
  };

  const number = (field: NumberField, operator: Operator, start: number): Query => {
    const kind = NUMBER_FIELDS[field];
    const from = at;
    const written = value();
    const range = parseRange(kind, operator, written);
    if (!range)
      failUnfinished(
        written === "" ? start : from,
        written === ""
          ? `A value has to follow “${field}”, such as ${exampleOf(kind)}`
          : `“${written}” cannot be compared with ${field}; write it as ${exampleOf(kind)}`,
      );
    return { type: "number", field, range: range! };
  };

  const alike = (to: LikenessKey): Query => {
    const from = at;
    const quoted = text[at] === '"';
    let example = value();
    let least: { written: string; at: number } | null = null;
    if (quoted && text[at] === "@") {
      at += 1;
      least = { at, written: value() };
    } else if (!quoted && example.includes("@")) {
      const cut = example.lastIndexOf("@");
      least = { at: from + cut + 1, written: example.slice(cut + 1) };
      example = example.slice(0, cut);
    }
    example = example.trim();
    if (example === "") failUnfinished(from, `A value has to follow “${to}:”`);
    const wrong = wrongExample(to, example);
    if (wrong) failUnfinished(from, wrong);
    const atLeast = least && (parseRange("share", ">=", least.written)?.from ?? NaN);
    if (least && !(atLeast! >= 0 && atLeast! <= 1))
      failUnfinished(
        least.at,
        `“${least.written}” is no likeness; write a number from 0 to 1 behind the @, such as @0.85`,
      );
    return { type: "alike", to, example: to === "similar" ? example.toLowerCase() : example, atLeast, at: from };
  };

  const attribute = (found: string, from: number): Query => {
    const comparison = splitComparison(found);
    if (!comparison) return { type: "attribute", name: found, value: null };
    const { field, operator, value: compared } = comparison;
    if (field === "") fail(from, "The name of an attribute has to stand before the =");
    if (operator !== "=") fail(from, `Attributes are compared with = only; write attribute:"${field}=…"`);
    return { type: "attribute", name: field, value: compared };
  };

  const changed = (found: string, from: number): Query => {
    const equals = found.indexOf("=");
    const [how, compared] = [found.slice(0, Math.max(equals, 0)), found.slice(equals + 1).trim()];
    if (equals < 0) {
      if (!(CHANGED_KINDS as readonly string[]).includes(found))
        failUnfinished(from, `“${found}” is no kind of change; use ${CHANGED_KINDS.join(", ")}, since=… or event=…`);
      return { type: "changed", how: "kind", value: found, at: from };
    }
    if (how !== "since" && how !== "event") fail(from, "Changes are told by since=… or event=…");
    if (compared === "")
      failUnfinished(
        from,
        how === "since" ? "The id of a snapshot, current or a date has to follow" : "The id of a change has to follow",
      );
    return { type: "changed", how: how as "since" | "event", value: compared, at: from };
  };

  const keyed = (key: string, start: number): Query => {
    const from = at;
    if (isLikenessKey(key)) return alike(key);
    if (isNumberField(key)) return number(key, "=", start);
    const found = value();
    if (found === "") failUnfinished(at, `A value has to follow “${key}:”`);
    if (key === "has") {
      if (!(HAS as readonly string[]).includes(found))
        failUnfinished(from, `“${found}” is nothing that an item can have; use ${HAS.join(", ")}`);
      return { type: "has", what: found as Has };
    }
    if (key === "object") return { type: "object", label: found };
    if (isObjectType(key)) return { type: "shape", kind: key, label: found };
    if (key === "duplicate") {
      const how = DUPLICATES.find((one) => one === found);
      if (!how) failUnfinished(from, `“${found}” is no kind of duplicate; use ${DUPLICATES.join(" or ")}`);
      return { type: "duplicate", how: how! };
    }
    if (key === "attribute") return attribute(found, from);
    if (key === "by") return { type: "by", who: found, at: from };
    if (key === "changed") return changed(found, from);
    if (key === "folder") return { type: "folder", path: found.replace(/^\/+|\/+$/g, "") };
    if (key === "meta") {
      const comparison = splitComparison(found);
      if (comparison?.field === "") fail(from, "The name of a field has to stand before the comparison");
      return comparison
        ? { type: "meta", ...comparison, at: from }
        : { type: "meta", field: found, operator: null, value: "", at: from };
    }
    return (TEXT_KEYS as readonly string[]).includes(key)
      ? { type: "text", in: key as "name" | "caption", value: found }
      : { type: "set", kind: key as Exclude<SetKind, "meta">, value: found };
  };

  const term = (): Query => {
    const start = at;
    if (text[at] === "-") {
      at += 1;
      if (at >= text.length || /[\s)]/.test(text[at]!)) failUnfinished(start, "Something has to follow the minus");
      return { type: "not", of: term() };
    }
    if (text[at] === "(") {
      if ((depth += 1) > MAX_DEPTH) fail(start, "There are too many parentheses");
      at += 1;
      const inner = alternatives();
      skip();
      if (text[at] !== ")") failUnfinished(start, "This parenthesis is not closed");
      at += 1;
      depth -= 1;
      return inner;
    }
    const match = /^([A-Za-z_]+)(:|>=|<=|>|<|=)/.exec(text.slice(at));
    if (!match) return { type: "text", in: "any", value: value() };
    const [whole, key, operator] = match as unknown as [string, string, Operator | ":"];
    if (operator === ":") {
      if (!KEYS.includes(key))
        fail(start, `“${key}” cannot be searched; use ${KEYS.join(", ")}, or put the word in quotes`);
      at += whole.length;
      return keyed(key, start);
    }
    if (!isNumberField(key)) {
      const hint = KEYS.includes(key)
        ? `write ${key}:…`
        : `use ${Object.keys(NUMBER_FIELDS).join(", ")}, meta:"field${operator}value", or put the word in quotes`;
      fail(start, `“${key}” cannot be compared; ${hint}`);
    }
    at += whole.length;
    return number(key as NumberField, operator, start);
  };

  const all = (): Query => {
    const terms: Query[] = [];
    const isOutermost = depth === 0;
    for (skip(); at < text.length && text[at] !== ")" && !atWord("OR"); skip()) {
      const start = at;
      const query = term();
      terms.push(query);
      if (isOutermost) outermost.push({ query, start, end: at });
    }
    if (terms.length === 0) failUnfinished(at, "Something is missing here");
    return terms.length === 1 ? terms[0]! : { type: "and", of: terms };
  };

  const alternatives = (): Query => {
    const branches = [all()];
    for (skip(); atWord("OR"); skip()) {
      at += 2;
      branches.push(all());
    }
    return branches.length === 1 ? branches[0]! : { type: "or", of: branches };
  };

  skip();
  if (at >= text.length) return { query: { type: "all" }, terms: [] };
  const query = alternatives();
  skip();
  if (at < text.length) fail(at, "This parenthesis was never opened");
  return { query, terms: outermost };
}

/** Why something cannot be an example; null when it can. Whether it is there, only the server knows. */
function wrongExample(to: LikenessKey, example: string): string | null {
  switch (to) {
    case "similar":
      return MEDIA_ID.test(example) ? null : `“${example}” is not the media_id of an item`;
    case "image":
      return isImageKey(example) ? null : "This is not the key of an image; search by the image again";
    case "description":
      return example.length <= MAX_DESCRIPTION ? null : `Describe it in at most ${MAX_DESCRIPTION} characters`;
  }
}

/** The first likeness that a search asks for, which its order goes by; one that it excludes is none. */
export function likenessIn(query: Query): Alike | null {
  if (query.type === "alike") return query;
  if (query.type !== "and" && query.type !== "or") return null;
  for (const part of query.of) {
    const found = likenessIn(part);
    if (found) return found;
  }
  return null;
}

/** Every likeness that a search speaks of, excluded ones too. */
export function likenessesIn(query: Query): Alike[] {
  if (query.type === "alike") return [query];
  if (query.type === "not") return likenessesIn(query.of);
  return query.type === "and" || query.type === "or" ? query.of.flatMap(likenessesIn) : [];
}

/** Every term of a search that asks who changed what, excluded ones too. */
export function changeTermsIn(query: Query): ChangeTerm[] {
  if (query.type === "by" || query.type === "changed") return [query];
  if (query.type === "not") return changeTermsIn(query.of);
  return query.type === "and" || query.type === "or" ? query.of.flatMap(changeTermsIn) : [];
}

/** Writes a value so that `parseSearch` reads it back. */
export const quoteValue = (value: string): string =>
  /^[^\s()"\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, (character) => `\\${character}`)}"`;
