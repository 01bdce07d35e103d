/** Which items of a state a search finds. */
import { LRUCache } from "lru-cache";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { emptyBitmap, or, type Bitmap } from "@/lib/versioning/bitmap";
import { evaluate, setsIn, type Filter } from "@/lib/versioning/filter";
import { revisionSet, setName } from "@/lib/versioning/names";
import * as repository from "./repository";
import { parseSearch, type Query } from "./search";
import { foldText, TextIndex } from "./text-index";

/** Turns a search into a filter; text is looked up in the revisions that the state shows. */
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
      const facets = query.in === "any" ? (["file", "caption"] as const) : query.in === "name" ? (["file"] as const) : (["caption"] as const);
      const found = await Promise.all(facets.map((facet) => searchText(open, facet, query.value)));
      return { type: "items", items: found.reduce((a, b) => or(a, b)) };
    }
  }
}

const texts = new TextIndex(160 * 1024 * 1024);
const foundTexts = new LRUCache<string, Bitmap>({ max: 500 });

/** Items whose visible name or caption contains a text; the answer for one set of revisions never changes. */
async function searchText(open: OpenState, facet: "file" | "caption", text: string): Promise<Bitmap> {
  const ref = open.state.sets.get(revisionSet(facet));
  if (!ref) return emptyBitmap;
  const key = `${open.lineageId} ${ref.hash} ${foldText(text)}`;
  const known = foundTexts.get(key);
  if (known) return known;
  const visible = bitmapOfSet(await loadSets(open, [revisionSet(facet)]), revisionSet(facet));
  const found = await texts.search(`${open.lineageId} ${facet}`, visible, text, (revisions) => repository.findTexts(open.lineageId, facet, revisions.toArray()));
  foundTexts.set(key, found);
  return found;
}

/** The live items that match a search. @throws InvalidInputError that names the position of a mistake */
export async function matching(open: OpenState, q: string): Promise<Bitmap> {
  const filter = await compile(parseSearch(q), open);
  return evaluate(filter, await loadSets(open, setsIn(filter)));
}
