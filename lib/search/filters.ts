/**
 * A search text as the sidebar and the chips see it: which values of a facet it includes and excludes, and the text with
 * one of them changed. The text stays the only truth, so that whatever is clicked can be typed and shared. Pure.
 */
import { InvalidInputError } from "@/lib/errors";
import { parentCluster } from "@/lib/versioning/names";
import type { Range } from "./ranges";
import { likenessIn, parseTerms, quoteValue, type Query, type Term } from "./language";
import { likenessTerm, type Alike, type LikenessKey } from "./likeness";

/** How several included values of a facet are joined. */
export type Mode = "any" | "all";
export interface Choice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly mode: Mode;
}
export const NO_CHOICE: Choice = { include: [], exclude: [], mode: "any" };

/** A facet is the kind of a set (`tag`), `folder`, `object` (what objects are called), or an enumeration of metadata (`meta:weather`). */
export type FacetKey = string;

/** The value of a facet that a query asks for; null when it asks for something else. */
function valueIn(facet: FacetKey, query: Query): string | null {
  if (query.type === "set") return query.kind === facet ? query.value : null;
  if (query.type === "folder") return facet === "folder" ? query.path : null;
  if (query.type === "object") return facet === "object" ? query.label : null;
  if (query.type === "meta") return query.operator === "=" && facet === `meta:${query.field}` ? query.value : null;
  return null;
}

/** The values that one term includes: a single one, or alternatives of the same facet. */
function includedBy(facet: FacetKey, query: Query): string[] | null {
  if (query.type === "or") {
    const values = query.of.map((part) => valueIn(facet, part));
    return values.every((value) => value !== null) ? (values as string[]) : null;
  }
  const value = valueIn(facet, query);
  return value === null ? null : [value];
}
const excludedBy = (facet: FacetKey, query: Query): string | null =>
  query.type === "not" ? valueIn(facet, query.of) : null;

function termsOf(q: string): Term[] | null {
  try {
    return parseTerms(q);
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

/** What a search says of a facet. @param preferred how values are joined where the text does not tell */
export function choiceOf(q: string, facet: FacetKey, preferred: Mode = "any"): Choice {
  const include: string[] = [];
  const exclude: string[] = [];
  let including = 0;
  let mode = preferred;
  for (const { query } of termsOf(q) ?? []) {
    const included = includedBy(facet, query);
    const excluded = excludedBy(facet, query);
    if (included) {
      including += 1;
      include.push(...included);
      if (included.length > 1) mode = "any";
    } else if (excluded !== null) exclude.push(excluded);
  }
  return { include, exclude, mode: including > 1 ? "all" : mode };
}

export function termOf(facet: FacetKey, value: string): string {
  return facet.startsWith("meta:")
    ? `meta:${quoteValue(`${facet.slice(5)}=${value}`)}`
    : `${facet}:${quoteValue(value)}`;
}

/** A text with terms cut out of it; what stood on the outermost level as alternatives is put in parentheses. */
function without(q: string, terms: readonly Term[], gone: (term: Term) => boolean): string[] {
  return terms
    .filter((term) => !gone(term))
    .map(({ query, start, end }) =>
      query.type === "or" && terms.length === 1 && !q.slice(start, end).startsWith("(")
        ? `(${q.slice(start, end)})`
        : q.slice(start, end),
    );
}

/** The search with another choice for one facet. A text that cannot be read keeps its mistake, with the new terms behind it. */
export function withChoice(q: string, facet: FacetKey, { include, exclude, mode }: Choice): string {
  const terms = termsOf(q);
  const included = include.map((value) => termOf(facet, value));
  const added = [
    ...(mode === "any" && included.length > 1 ? [`(${included.join(" OR ")})`] : included),
    ...exclude.map((value) => `-${termOf(facet, value)}`),
  ];
  if (!terms) return [q.trim(), ...added].join(" ");
  const rest = without(q, terms, ({ query }) => includedBy(facet, query) !== null || excludedBy(facet, query) !== null);
  return [...rest, ...added].join(" ");
}

/** Includes or excludes a value; asked for again, it is neither. */
export function toggled(choice: Choice, value: string, how: "include" | "exclude"): Choice {
  const present = choice[how].includes(value);
  return {
    ...choice,
    include: [...choice.include.filter((one) => one !== value), ...(how === "include" && !present ? [value] : [])],
    exclude: [...choice.exclude.filter((one) => one !== value), ...(how === "exclude" && !present ? [value] : [])],
  };
}

/** The search with a cluster, and its parts, by another name. */
export function withClusterRenamed(q: string, from: string, to: string): string {
  const moved = (facet: FacetKey, rename: (value: string) => string) => (text: string) => {
    const choice = choiceOf(text, facet);
    const [include, exclude] = [choice.include.map(rename), choice.exclude.map(rename)];
    const isSame = [...include, ...exclude].join("\n") === [...choice.include, ...choice.exclude].join("\n");
    return isSame ? text : withChoice(text, facet, { ...choice, include, exclude });
  };
  const whole = moved("cluster", (value) => (value === from ? to : value));
  const parts = moved("subcluster", (value) =>
    parentCluster(value) === from ? `${to}${value.slice(from.length)}` : value,
  );
  return parts(whole(q));
}

/** Whether the search has a term that says exactly this, such as `-has:tag`. */
export const hasTerm = (q: string, term: string): boolean =>
  (termsOf(q) ?? []).some(({ start, end }) => q.slice(start, end) === term);

/** The search with a term that has to match too. */
export function withTerm(q: string, term: string): string {
  const terms = termsOf(q);
  return [...(terms ? without(q, terms, () => false) : [q.trim()]), term].join(" ").trim();
}

/** The search with a term added, or taken away where it is there. */
export function toggleTerm(q: string, term: string): string {
  const terms = termsOf(q);
  if (!terms) return `${q.trim()} ${term}`;
  const rest = without(q, terms, ({ start, end }) => q.slice(start, end) === term);
  return rest.length < terms.length ? rest.join(" ") : [...rest, term].join(" ");
}

export interface Chip {
  readonly text: string;
  /** The search without it. */
  readonly rest: string;
  /** Where it asks for likeness, or excludes it: to what, and the search with another least likeness. */
  readonly alike: (Alike & { readonly excluded: boolean; readonly withLeast: (atLeast: number) => string }) | null;
}

/** The terms of a search; null where it cannot be read. */
export function chipsOf(q: string): Chip[] | null {
  const terms = termsOf(q);
  return (
    terms?.map((term) => ({
      text: q.slice(term.start, term.end),
      rest: without(q, terms, (other) => other === term).join(" "),
      alike: alikeIn(q, term),
    })) ?? null
  );
}

function alikeIn(q: string, { query, start, end }: Term): Chip["alike"] {
  const excluded = query.type === "not";
  const alike = excluded ? query.of : query;
  if (alike.type !== "alike") return null;
  const withLeast = (atLeast: number) =>
    `${q.slice(0, start)}${excluded ? "-" : ""}${likenessTerm(alike.to, alike.example, atLeast)}${q.slice(end)}`;
  return { ...alike, excluded, withLeast };
}

/** A search as its box shows it: examples that say nothing in writing stand beside the text. */
export interface SearchParts {
  readonly tokens: readonly Token[];
  readonly text: string;
  /** A likeness in the text comes before those beside it, and decides the order. */
  readonly textLeads: boolean;
}
export interface Token {
  readonly term: string;
  readonly alike: Alike & { readonly excluded: boolean };
}

/** The keys of items and of images are for machines; the words of a description are for people. */
function tokenOf(q: string, { query, start, end }: Term): Token | null {
  const alike = query.type === "not" ? query.of : query;
  if (alike.type !== "alike" || alike.to === "description") return null;
  return { term: q.slice(start, end), alike: { ...alike, excluded: query.type === "not" } };
}

/** Takes a search apart; one without such examples, or that cannot be read, is its text. */
export function partsOf(q: string): SearchParts {
  const terms = termsOf(q) ?? [];
  const tokens = terms.flatMap((term) => tokenOf(q, term) ?? []);
  if (tokens.length === 0) return { tokens, text: q, textLeads: false };
  const written = terms.filter((term) => !tokenOf(q, term));
  const leading = terms.find(({ query }) => likenessIn(query) !== null);
  return {
    tokens,
    text: written.map(({ start, end }) => q.slice(start, end)).join(" "),
    textLeads: leading !== undefined && written.includes(leading),
  };
}

/** The search of a box. What was written as alternatives on the outermost level is put in parentheses beside an example. */
export function searchOf({ tokens, text, textLeads }: SearchParts): string {
  const terms = termsOf(text);
  if (tokens.length === 0 || !terms) return [...tokens.map(({ term }) => term), text.trim()].join(" ");
  const written = without(text, terms, () => false);
  const beside = tokens.map(({ term }) => term);
  return (textLeads ? [...written, ...beside] : [...beside, ...written]).join(" ");
}

/** Where a place in a search lies in the text of its box, both from 0; null where it lies beside it. */
export function placeInText(q: string, position: number): number | null {
  const terms = termsOf(q) ?? [];
  if (!terms.some((term) => tokenOf(q, term))) return position;
  let at = 0;
  for (const term of terms) {
    if (tokenOf(q, term)) continue;
    if (position >= term.start && position < term.end) return at + position - term.start;
    at += term.end - term.start + 1;
  }
  return null;
}

/** Looking like an item and looking like an image from elsewhere take each other's place. */
const isSameQuestion = (a: LikenessKey, b: LikenessKey) => (a === "description") === (b === "description");

/** The search with a likeness, in front, since the first one decides the order; one of its kind gives way to it. */
export function withLikeness(q: string, to: LikenessKey, example: string): string {
  const term = likenessTerm(to, example);
  const terms = termsOf(q);
  if (!terms) return [term, q.trim()].join(" ");
  return [term, ...without(q, terms, ({ query }) => query.type === "alike" && isSameQuestion(query.to, to))].join(" ");
}

/** Whether a search has an order by likeness. */
export const hasLikeness = (q: string): boolean => (termsOf(q) ?? []).some(({ query }) => likenessIn(query) !== null);

/** A range of numbers: a field of every item (`size`) or a metadata field (`meta:speed`). */
export type RangeKey = string;

function isRangeOf(key: RangeKey, query: Query): boolean {
  return query.type === "number"
    ? query.field === key
    : query.type === "meta" && query.operator !== null && key === `meta:${query.field}`;
}

/** The search with a range for one field, replacing those it has; null takes them away. @param range as `from..to` */
export function withRange(q: string, key: RangeKey, range: string | null): string {
  const added =
    range === null
      ? []
      : [key.startsWith("meta:") ? `meta:${quoteValue(`${key.slice(5)}=${range}`)}` : `${key}:${range}`];
  const terms = termsOf(q);
  if (!terms) return [q.trim(), ...added].join(" ");
  return [...without(q, terms, ({ query }) => isRangeOf(key, query)), ...added].join(" ");
}

const joined = (terms: readonly Term[]): Query =>
  terms.length === 0 ? { type: "all" } : { type: "and", of: terms.map((term) => term.query) };

/**
 * The search without what one facet includes: the counts of its other values then say what choosing them too would bring.
 * @throws InvalidInputError
 */
export function queryWithoutFacet(q: string, facet: FacetKey): Query {
  return joined(parseTerms(q).filter(({ query }) => includedBy(facet, query) === null));
}

/** The search without the range of one field, for its histogram. @throws InvalidInputError */
export function queryWithoutRange(q: string, key: RangeKey): Query {
  return joined(parseTerms(q).filter(({ query }) => !isRangeOf(key, query)));
}

/** The limits that a search sets for one field of every item, where one term does. */
export function rangeOf(q: string, key: RangeKey, read: (query: Query) => Range | null): Range | null {
  const found = (termsOf(q) ?? []).find(({ query }) => isRangeOf(key, query));
  return found ? read(found.query) : null;
}
