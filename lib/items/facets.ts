/** What the items of a view have in common, counted: sets, folders, and how numbers and times are spread. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { InvalidInputError } from "@/lib/errors";
import { fieldsIn, fieldSetName, splitEnumValue } from "@/lib/fields/rules";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, type Bitmap } from "@/lib/versioning/bitmap";
import { LIVE, SET_KINDS, setName } from "@/lib/versioning/names";
import { queryWithoutFacet, queryWithoutRange } from "@/lib/search/filters";
import { findFoldersCalled, foldersBelow } from "@/lib/search/folders";
import { histogramOf } from "@/lib/search/histogram";
import { matchingItems, itemsThatMatch, sourceOf } from "@/lib/search/matching";
import { presentItems } from "./present";
import { facetSetsOf } from "@/lib/states/facet-sets";
import { isNumberField, NUMBER_FIELDS } from "@/lib/search/ranges";
import type {
  FacetsDto,
  FacetsQuery,
  FoldersDto,
  FoldersQuery,
  HistogramDto,
  HistogramQuery,
  StackPage,
  StacksQuery,
} from "./schema";
import { parseSearch } from "@/lib/search/language";
import { openForRead } from "./service";
import type { ValueSource } from "@/lib/search/value-source";
import { valuesOf } from "@/lib/search/values";

const BINS = 24;
type Value = { value: string; count: number };
const byCount = (a: Value, b: Value) => b.count - a.count || (a.value < b.value ? -1 : 1);

/** How many of the matching items each tag, label, issue, kind, cluster and option of a metadata field has. */
export async function getFacets(user: CurrentUser, datasetId: string, query: FacetsQuery): Promise<FacetsDto> {
  const { open } = await openForRead(user, datasetId, query);
  return facetsOf(open, query);
}

/** The same of a state that somebody may see. */
export async function facetsOf(open: OpenState, query: Pick<FacetsQuery, "q" | "free">): Promise<FacetsDto> {
  const facetSets = facetSetsOf(open);
  const filter = await matchingItems(open, query.q);
  const [free, sets] = [
    new Map<string, Bitmap>(),
    await loadSets(
      open,
      facetSets.map(({ name }) => name),
    ),
  ];
  for (const facet of query.free ?? []) free.set(facet, await itemsThatMatch(open, queryWithoutFacet(query.q, facet)));
  // A map: fields have names that people choose, “constructor” too.
  const facets = new Map<string, Value[]>(
    SET_KINDS.filter((kind) => kind !== "meta" && kind !== "propagated").map((kind) => [kind, []]),
  );
  for (const { name, kind, value } of facetSets) {
    if (kind === "propagated") continue;
    const option = kind === "meta" ? splitEnumValue(value) : null;
    const among = free.get(option ? `meta:${option.field}` : kind) ?? filter;
    const count = bitmapOfSet(sets, name).andCardinality(among);
    if (count === 0) continue;
    const list = facets.get(option?.field ?? kind) ?? [];
    list.push({ value: option?.value ?? value, count });
    facets.set(option?.field ?? kind, list);
  }
  for (const list of facets.values()) list.sort(byCount);
  const [tagged, labelled] = [
    await itemsThatMatch(open, { type: "has", what: "tag" }),
    await itemsThatMatch(open, { type: "has", what: "label" }),
  ];
  return {
    total: filter.size,
    facets: Object.fromEntries(facets),
    without: { tag: filter.andNotCardinality(tagged), label: filter.andNotCardinality(labelled) },
    fields: await countFields(open, filter),
  };
}

async function countFields(open: OpenState, filter: Bitmap): Promise<FacetsDto["fields"]> {
  const fields = [...fieldsIn(open.state.sets.keys()).values()];
  const sets = await loadSets(open, fields.map(fieldSetName));
  return fields
    .map((field) => ({
      name: field.name,
      type: field.type,
      multi: field.multi,
      count: bitmapOfSet(sets, fieldSetName(field)).andCardinality(filter),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const MAX_FOUND_FOLDERS = 100;

/**
 * The folders right below one that hold matching items; where something is to be found, those at any depth that are called so, at
 * most 100 of them. What the search says of folders does not narrow them.
 */
export async function getFolders(user: CurrentUser, datasetId: string, query: FoldersQuery): Promise<FoldersDto> {
  const { open } = await openForRead(user, datasetId, query);
  const among = await itemsThatMatch(open, queryWithoutFacet(query.q, "folder"));
  const { below, find } = query;
  const found = await (find ? findFoldersCalled(open, below, find) : foldersBelow(open, below));
  const folders = found
    .map(({ path, items, hasFolders }) => ({
      path,
      count: items.andCardinality(among),
      has_folders: hasFolders,
    }))
    .filter(({ count }) => count > 0);
  return { folders: find ? folders.slice(0, MAX_FOUND_FOLDERS) : folders, total: folders.length };
}

/** How the values of a field are spread over the matching items: `size`, `taken`, …, or `meta:<field>`. Its own range does not narrow it. */
export async function getHistogram(user: CurrentUser, datasetId: string, query: HistogramQuery): Promise<HistogramDto> {
  const { open } = await openForRead(user, datasetId, query);
  const { source, kind } = sourceOfField(open, query.field);
  const among = await itemsThatMatch(open, queryWithoutRange(query.q, query.field));
  const live = bitmapOfSet(await loadSets(open, [LIVE]), LIVE);
  const histogram = histogramOf(await valuesOf(open, source), live, among, BINS);
  return histogram && { kind, ...histogram };
}

function sourceOfField(open: OpenState, name: string): { source: ValueSource; kind: "number" | "date" } {
  if (isNumberField(name)) return { source: sourceOf(name), kind: NUMBER_FIELDS[name] === "date" ? "date" : "number" };
  const field = name.startsWith("meta:") ? fieldsIn(open.state.sets.keys()).get(name.slice(5)) : undefined;
  if (field?.type !== "float" && field?.type !== "datetime")
    throw InvalidInputError.at(
      ["query", "field"],
      `Give one of ${Object.keys(NUMBER_FIELDS).join(", ")}, or meta: and a field of numbers or dates`,
    );
  return {
    source: { of: "metadata", field: field.name, type: field.type },
    kind: field.type === "float" ? "number" : "date",
  };
}

/** The matching items by cluster, the largest first, those without one last. */
export async function listStacks(user: CurrentUser, datasetId: string, query: StacksQuery): Promise<StackPage> {
  const { dataset, open } = await openForRead(user, datasetId, query);
  const filter = await matchingItems(open, query.q);
  const clusters = facetSetsOf(open).filter(({ kind }) => kind === "cluster");
  const sets = await loadSets(
    open,
    clusters.map(({ name }) => name),
  );
  const counted = clusters
    .map(({ name, value }) => ({ value, count: bitmapOfSet(sets, name).andCardinality(filter) }))
    .filter(({ count }) => count > 0)
    .sort(byCount);
  const inNone = await itemsThatMatch(open, {
    type: "and",
    of: [parseSearch(query.q), { type: "not", of: { type: "has", what: "cluster" } }],
  });
  const stacks: { cluster: string | null; count: number }[] = counted.map(({ value, count }) => ({
    cluster: value,
    count,
  }));
  if (!inNone.isEmpty) stacks.push({ cluster: null, count: inNone.size });
  const page = stacks.slice(query.offset, query.offset + query.limit);
  const firsts = page.map(({ cluster }) =>
    cluster === null ? inNone.minimum() : and(bitmapOfSet(sets, setName("cluster", cluster)), filter).minimum(),
  );
  const items = new Map((await presentItems(open, firsts, dataset)).map((item) => [item.item_no, item]));
  return {
    stacks: page.flatMap((stack, index) =>
      items.has(firsts[index]!) ? [{ ...stack, item: items.get(firsts[index]!)! }] : [],
    ),
    total: stacks.length,
    items: filter.size,
    state_id: open.id,
  };
}
