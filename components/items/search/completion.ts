/** What the search box offers while somebody types. Pure. */
import { NUMBER_FIELDS } from "@/lib/search/ranges";
import { facetValues, type FacetsDto, type ObjectFacetsDto } from "@/lib/items/schema";
import { isObjectType } from "@/lib/objects/model";
import { CHANGED_KINDS, DUPLICATES, HAS, quoteValue } from "@/lib/search/language";
import { isLikenessKey } from "@/lib/search/likeness";

export interface Suggestion {
  /** What is shown, and what the word becomes. */
  readonly text: string;
  readonly hint: string;
  /** The word goes on after this, so no space follows it. */
  readonly open: boolean;
  /** What taking it does instead of writing it, where nobody can type what has to follow; `nothing` while the hint says why. */
  readonly does?: Find | "nothing";
}

/** Looking for what is like the selected item, or like an image that one chooses. */
export type Find = "similar" | "image";

/** What of likeness can be asked for now. */
export interface Ways {
  /** A model answers descriptions. */
  readonly describes: boolean;
  /** The name of the selected item; null unless exactly one is. */
  readonly selected: string | null;
}

/** The word that the caret stands in, without a minus or an opening parenthesis before it. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the word around the caret; quotes hold spaces together. */
export function wordAt(text: string, caret: number): Word {
  let start = 0;
  let inQuotes = false;
  for (let at = 0; at < caret; at += 1) {
    if (text[at] === "\\" && inQuotes) at += 1;
    else if (text[at] === '"') inQuotes = !inQuotes;
    else if (!inQuotes && /[\s()]/.test(text[at]!)) start = at + 1;
  }
  let end = caret;
  for (let quoted = inQuotes; end < text.length; end += 1) {
    if (text[end] === '"') quoted = !quoted;
    else if (!quoted && /[\s()]/.test(text[end]!)) break;
  }
  while (text[start] === "-" && start < end) start += 1;
  return { text: text.slice(start, end), start, end };
}

const KINDS: Record<string, string> = {
  tag: "Tag",
  label: "Label",
  split: "Split",
  issue: "Quality issue",
  kind: "Image or video",
  cluster: "Cluster",
  subcluster: "Part of a cluster",
};
type Value = FacetsDto["facets"][string][number];
const MAX_SHOWN = 10;
const MAX_KEYS = 16;

/** What a version holds, as far as it is known yet. */
export interface Held {
  readonly facets: FacetsDto | undefined;
  readonly objects: ObjectFacetsDto | undefined;
  /** Who changed something of it. */
  readonly actors?: readonly string[] | undefined;
}

export function suggestionsFor(word: string, held: Held, ways: Ways): Suggestion[] {
  const { facets, objects } = held;
  const keyed = /^([A-Za-z_]+):(.*)$/s.exec(word);
  if (!keyed) return keysFor(word, held, ways);
  const [, key, rest] = keyed as unknown as [string, string, string];
  const wanted = rest.replace(/^"/, "").replaceAll(/\\(.)/g, "$1").replace(/"$/, "").toLowerCase();
  // Somebody who has the key of an item or an image is not to be helped.
  if (rest === "" && isLikenessKey(key)) return likenesses(ways).filter(({ text }) => text === word);
  if (key === "has")
    return HAS.filter((what) => what.startsWith(wanted)).map((what) => ({
      text: `has:${what}`,
      hint: `Any ${what.replace("_", " ")}`,
      open: false,
    }));
  if (key === "duplicate")
    return DUPLICATES.filter((how) => how.startsWith(wanted)).map((how) => ({
      text: `duplicate:${how}`,
      hint: how === "exact" ? "The same file" : "Looks the same",
      open: false,
    }));
  if (key === "by")
    return (held.actors ?? [])
      .filter((actor) => actor.toLowerCase().includes(wanted))
      .slice(0, MAX_SHOWN)
      .map((actor) => ({ text: `by:${quoteValue(actor)}`, hint: "Changed by", open: false }));
  if (key === "changed") return changesFor(wanted);
  if (key === "meta") return fieldsFor(wanted, facets);
  if (key === "object" || isObjectType(key)) return valuesFor(key, objects?.labels ?? [], wanted);
  if (key === "attribute") return attributesFor(wanted, objects);
  return key in KINDS ? valuesFor(key, facetValues(facets, key), wanted) : [];
}

function valuesFor(key: string, values: readonly Value[], wanted: string): Suggestion[] {
  return [...values]
    .filter(({ value }) => value.toLowerCase().includes(wanted))
    .sort(
      (a, b) =>
        Number(b.value.toLowerCase().startsWith(wanted)) - Number(a.value.toLowerCase().startsWith(wanted)) ||
        b.count - a.count,
    )
    .slice(0, MAX_SHOWN)
    .map(({ value, count }) => ({
      text: `${key}:${quoteValue(value)}`,
      hint: count.toLocaleString("en"),
      open: false,
    }));
}

/** Names of attributes, and once one is written its values. */
function attributesFor(wanted: string, objects: ObjectFacetsDto | undefined): Suggestion[] {
  return (objects?.attributes ?? [])
    .flatMap(({ name, values }) => {
      const named = { plain: name, hint: "Any value" };
      const valued = values.map((value) => ({ plain: `${name}=${value}`, hint: "Attribute" }));
      return wanted.startsWith(name.toLowerCase()) ? [named, ...valued] : [named];
    })
    .filter(({ plain }) => plain.toLowerCase().includes(wanted))
    .slice(0, MAX_SHOWN)
    .map(({ plain, hint }) => ({ text: `attribute:${quoteValue(plain)}`, hint, open: false }));
}

/** What can have changed, and since when. */
function changesFor(wanted: string): Suggestion[] {
  return [
    { text: "changed:since=current", hint: "Since the Current Version", open: false },
    { text: "changed:since=", hint: "Since a snapshot or a day", open: true },
    ...CHANGED_KINDS.map((kind) => ({
      text: `changed:${kind}`,
      hint: "Since the Current Version",
      open: false,
    })),
  ].filter(({ text }) => text.slice("changed:".length).startsWith(wanted));
}

function likenesses({ describes, selected }: Ways): Suggestion[] {
  return [
    selected === null
      ? { text: "similar:", hint: "Select one item first", open: false, does: "nothing" }
      : { text: "similar:", hint: `Like ${selected}`, open: false, does: "similar" },
    { text: "image:", hint: "Like an image you choose", open: false, does: "image" },
    ...(describes ? [{ text: 'description:""', hint: "By what it shows", open: true }] : []),
  ];
}

function keysFor(word: string, { facets, objects }: Held, ways: Ways): Suggestion[] {
  const start = word.toLowerCase();
  const labels = objects?.labels ?? [];
  const fields = Object.keys(NUMBER_FIELDS).filter((field) => field !== "objects" || labels.length > 0);
  const keys: Suggestion[] = [
    ...Object.entries(KINDS)
      // Most datasets have no splits.
      .filter(([key]) => key !== "split" || facetValues(facets, key).length > 0)
      .map(([key, hint]) => ({ text: `${key}:`, hint, open: true })),
    // Nor objects, as far as is known.
    ...(labels.length > 0 ? [{ text: "object:", hint: "Has an object called", open: true }] : []),
    ...(objects?.kinds ?? []).map(({ value }) => ({
      text: `${value}:`,
      hint: `Has a ${value.replace("_", " ")} called`,
      open: true,
    })),
    ...likenesses(ways),
    { text: "name:", hint: "In the file name", open: true },
    { text: "caption:", hint: "In the caption", open: true },
    { text: "folder:", hint: "In a folder", open: true },
    { text: "has:", hint: "Has any, or with a minus none", open: true },
    { text: "duplicate:", hint: "There more than once", open: true },
    ...(objects && objects.attributes.length > 0 ? [{ text: "attribute:", hint: "Of an object", open: true }] : []),
    ...fields.map((field) => ({ text: `${field}>`, hint: "More than", open: true })),
    ...(facets && facets.fields.length > 0 ? [{ text: "meta:", hint: "Metadata", open: true }] : []),
    { text: "by:", hint: "Changed by somebody", open: true },
    { text: "changed:", hint: "Since a version or a day", open: true },
  ].filter(({ text }) => text.startsWith(start));
  if (start.length < 2) return keys.slice(0, MAX_KEYS);
  // A word that is a tag, a label or an object may be meant as one.
  const named = ["tag", "label", "issue"].map((key): [string, readonly Value[]] => [key, facetValues(facets, key)]);
  const values = [...named, ["object", labels] as const].flatMap(([key, known]) =>
    known
      .filter(({ value }) => value.toLowerCase().startsWith(start))
      .map(({ value, count }) => ({
        text: `${key}:${quoteValue(value)}`,
        hint: count.toLocaleString("en"),
        open: false,
      })),
  );
  return [...keys, ...values].slice(0, MAX_SHOWN);
}

function fieldsFor(wanted: string, facets: FacetsDto | undefined): Suggestion[] {
  if (!facets) return [];
  const isOption = ({ type }: FacetsDto["fields"][number]) => type === "enum";
  const options = facets.fields.filter(isOption).flatMap(({ name }) =>
    facetValues(facets, name).map(({ value, count }) => ({
      text: `meta:${quoteValue(`${name}=${value}`)}`,
      hint: count.toLocaleString("en"),
      open: false,
      plain: `${name}=${value}`,
    })),
  );
  const comparable = facets.fields
    .filter((field) => !isOption(field))
    .map(({ name, type }) => {
      const plain = `${name}${type === "float" || type === "datetime" ? ">" : "="}`;
      return {
        text: `meta:${quoteValue(plain)}`,
        hint: type === "float" ? "number" : type === "datetime" ? "date" : "text",
        open: true,
        plain,
      };
    });
  return [...comparable, ...options]
    .filter(({ plain }) => plain.toLowerCase().includes(wanted))
    .slice(0, MAX_SHOWN)
    .map(({ text, hint, open }) => ({ text, hint, open }));
}

/** The text with the word replaced, and where the caret goes. Behind an open quote the caret stays inside it. */
export function complete(text: string, word: Word, suggestion: Suggestion): { text: string; caret: number } {
  const rest = text.slice(word.end);
  const inserted = suggestion.open
    ? suggestion.text
    : `${suggestion.text}${rest.startsWith(" ") || rest.startsWith(")") ? "" : " "}`;
  const caret = word.start + inserted.length - (suggestion.open && suggestion.text.endsWith('"') ? 1 : 0);
  return { text: text.slice(0, word.start) + inserted + rest, caret };
}
