/** Which items of a state a search finds. */
import "server-only";
import { findTexts } from "./repository";
import { derived } from "@/lib/derived";
import { fieldsIn, fieldSetName } from "@/lib/fields/rules";
import { OBJECT_TYPES, type ObjectType } from "@/lib/objects/model";
import { processWide } from "@/lib/process-wide";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { emptyBitmap, memoryOf, orMany, type Bitmap } from "@/lib/versioning/bitmap";
import { evaluate, setsIn, type Filter } from "@/lib/versioning/filter";
import { revisionSet, setName, type Facet } from "@/lib/versioning/names";
import { itemsWithAttribute } from "./attributes";
import { changesIn, changesOf } from "./changes";
import { itemsInFolder } from "./folders";
import { duplicatesOf } from "./duplicates";
import { itemsWithShape, objectItemsOf } from "./objects";
import { asksForReadings, readItems, readingsKey } from "./readings";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { exampleOf, parseRange, type NumberField } from "./ranges";
import type { TextSource } from "./repository";
import { itemsOf } from "@/lib/revisions/revision-items";
import { badSearch, likenessesIn, likenessIn, parseSearch, type Has, type Query } from "./language";
import { itemsAlike, scoresOf, type Scores } from "./scores";
import { bytesOfTexts, foldText, TextIndex } from "./text-index";
import type { ValueSource } from "./value-source";
import { itemsInRange } from "./values";

export function sourceOf(field: NumberField): ValueSource {
  switch (field) {
    case "uniqueness":
      return { of: "index", field };
    case "objects":
      return { of: "objects", field };
    case "ratio":
      return { of: "ratio", field };
    case "width":
    case "height":
      return { of: "dimensions", field };
    case "brightness":
    case "sharpness":
      return { of: "reading", field };
    default:
      return { of: "file", field };
  }
}

const items = (found: Bitmap): Filter => ({ type: "items", items: found });

const FACETS_OF_TEXT = { any: ["file", "caption"], name: ["file"], caption: ["caption"] } as const;

/**
 * Items with a tag or label that contains a text, whatever its case; deleted ones too. A version has 10,000 sets at most:
 * looking through their names takes 1–2 ms, and joining all of them at three million memberships some 90 ms, whereas `sun`
 * joins a few.
 */
async function itemsWithWord(open: OpenState, text: string): Promise<Bitmap> {
  const needle = foldText(text);
  const names = facetSetsOf(open)
    .filter(({ kind, value }) => (kind === "tag" || kind === "label") && foldText(value).includes(needle))
    .map(({ name }) => name);
  return orMany([...(await loadSets(open, names)).values()].map(({ bitmap }) => bitmap));
}

/** Turns a search into a filter; what is not a set is looked up in the revisions that the state shows. */
async function compile(query: Query, open: OpenState): Promise<Filter> {
  switch (query.type) {
    case "all":
      return { type: "all" };
    case "set":
      return { type: "set", name: setName(query.kind, query.value) };
    case "not":
      return { type: "not", of: await compile(query.of, open) };
    case "and":
    case "or":
      return { type: query.type, of: await Promise.all(query.of.map((part) => compile(part, open))) };
    case "text": {
      const written = FACETS_OF_TEXT[query.in].map((facet) => searchText(open, { facet }, query.value));
      const words = query.in === "any" ? [itemsWithWord(open, query.value)] : [];
      return items(orMany(await Promise.all([...written, ...words])));
    }
    case "has":
      return items(await itemsHaving(open, query.what));
    case "object":
      return items((await objectItemsOf(open)).labels.get(query.label) ?? emptyBitmap);
    case "shape":
      return items(itemsWithShape(await objectItemsOf(open), query.kind, query.label));
    case "duplicate":
      return items((await duplicatesOf(open, query.how)).items);
    case "attribute":
      return items(await itemsWithAttribute(open, query.name, query.value));
    case "folder":
      return items(await itemsInFolder(open, query.path));
    case "number":
      return items(await itemsInRange(open, sourceOf(query.field), query.range));
    case "meta":
      return compileField(query, open);
    case "alike":
      return items(await itemsAlike(open, query));
    case "by":
    case "changed":
      return items((await changesIn(open, query)).items);
  }
}

/** A metadata field, by its type: options are sets, numbers and times are ranges, texts are searched. */
async function compileField(query: Extract<Query, { type: "meta" }>, open: OpenState): Promise<Filter> {
  const field = fieldsIn(open.state.sets.keys()).get(query.field);
  // What is not there now may have been, or may come: a view that asks for it finds nothing.
  if (!field) return { type: "set", name: setName("meta", `${query.field}=${query.value}`) };
  if (query.operator === null) return { type: "set", name: fieldSetName(field) };
  if (field.type === "float" || field.type === "datetime") {
    const kind = field.type === "float" ? "plain" : "date";
    const range = parseRange(kind, query.operator, query.value);
    if (!range)
      throw badSearch(
        query.at,
        `“${query.value}” cannot be compared with “${query.field}”; write it as ${exampleOf(kind)}`,
      );
    return items(await itemsInRange(open, { of: "metadata", field: field.name, type: field.type }, range));
  }
  if (query.operator !== "=") throw badSearch(query.at, `“${query.field}” holds text, which has no order; use =`);
  if (field.type === "enum") return { type: "set", name: setName("meta", `${field.name}=${query.value}`) };
  return items(await searchText(open, { facet: "metadata", field: field.name }, query.value));
}

const texts = processWide("texts", () => new TextIndex(derived("texts", bytesOfTexts)));
/** By lineage, source, the hash of the visible revisions, and the text. */
const foundTexts = derived<Bitmap>("found texts", memoryOf);

/** Items whose visible name, caption or field contains a text. */
async function searchText(open: OpenState, source: TextSource, text: string): Promise<Bitmap> {
  const ref = open.state.sets.get(revisionSet(source.facet));
  if (!ref) return emptyBitmap;
  const corpus = `${open.lineageId} ${source.facet} ${"field" in source ? source.field : ""}`;
  const key = `${corpus} ${ref.hash} ${foldText(text)}`;
  return foundTexts.of(key, async () => {
    const visible = bitmapOfSet(await loadSets(open, [revisionSet(source.facet)]), revisionSet(source.facet));
    return texts.search(corpus, visible, text, (revisions) => findTexts(open.lineageId, source, revisions.toArray()));
  });
}

const FACET_OF_HAS: Partial<Record<Has, Facet>> = { caption: "caption", objects: "objects", metadata: "metadata" };
/** By lineage, what they have, and the hash of the visible revisions or of the state. */
const havers = derived<Bitmap>("items having", memoryOf);

const isGeometry = (what: Has): what is ObjectType => (OBJECT_TYPES as readonly Has[]).includes(what);

/** Items that have any tag, label, …, caption, object or metadata; deleted ones too. */
async function itemsHaving(open: OpenState, what: Has): Promise<Bitmap> {
  if (what === "reading") return readItems(open);
  if (isGeometry(what)) return (await objectItemsOf(open)).kinds.get(what) ?? emptyBitmap;
  const facet = FACET_OF_HAS[what];
  const key = `${open.lineageId} ${what} ${facet ? open.state.sets.get(revisionSet(facet))?.hash : open.state.digest}`;
  return havers.of(key, async () => {
    if (facet) {
      const visible = bitmapOfSet(await loadSets(open, [revisionSet(facet)]), revisionSet(facet));
      return itemsOf(open.lineageId, visible);
    }
    const names = facetSetsOf(open)
      .filter(({ kind }) => kind === what)
      .map(({ name }) => name);
    return orMany([...(await loadSets(open, names)).values()].map(({ bitmap }) => bitmap));
  });
}

/** The live items that a parsed search finds. @throws InvalidInputError that names the position of a mistake */
export async function itemsThatMatch(open: OpenState, query: Query): Promise<Bitmap> {
  const filter = await compile(query, open);
  return evaluate(filter, await loadSets(open, setsIn(filter)));
}

/** A grid that scrolls asks the same of the same state again and again. */
const matched = derived<Bitmap>("matching items", memoryOf);

/** The items that a search finds in a state. */
export interface Matches {
  readonly items: Bitmap;
  /** Names them within the state: the text, what could be compared with its examples, how much was read, and who changed what. */
  readonly key: string;
  /** How alike they are to the first example, where the search asks for any likeness. */
  readonly scores: Awaited<ReturnType<typeof scoresOf>> | null;
}

/** The live items that match a search, and how alike they are. @throws InvalidInputError that names the position of a mistake, ConflictError */
export async function findMatches(open: OpenState, q: string): Promise<Matches> {
  const query = parseSearch(q);
  const asked = likenessIn(query);
  const compared: Scores[] = await Promise.all(likenessesIn(query).map((alike) => scoresOf(open, alike)));
  const read = asksForReadings(query) ? [await readingsKey(open)] : [];
  const changes = await changesOf(open, query);
  const key = [q, ...compared.map((scores) => scores.key), ...read, ...changes.map((change) => change.key)].join(" ");
  const items = await matched.of(`${open.id} ${key}`, () => itemsThatMatch(open, query));
  return { items, key, scores: asked && (await scoresOf(open, asked)) };
}

/** The live items that match a search. @throws InvalidInputError that names the position of a mistake, ConflictError */
export const matchingItems = async (open: OpenState, q: string): Promise<Bitmap> => (await findMatches(open, q)).items;
