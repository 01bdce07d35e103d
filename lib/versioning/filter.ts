/** Filter expressions: trees over sets that yield one bitmap of live items. */
import { and, andNot, emptyBitmap, orMany, type Bitmap } from "./bitmap";
import { LIVE } from "./names";
import { type LoadedSet } from "./state";

export type Filter =
  | { readonly type: "all" }
  | { readonly type: "set"; readonly name: string }
  /** Items answered by something other than a set (text, ranges), already as a bitmap. */
  | { readonly type: "items"; readonly items: Bitmap }
  | { readonly type: "not"; readonly of: Filter }
  | { readonly type: "and"; readonly of: readonly Filter[] }
  | { readonly type: "or"; readonly of: readonly Filter[] };

export const ALL: Filter = { type: "all" };

/** Names of the sets that have to be loaded to evaluate a filter (`live` is always one of them). */
export function setsIn(filter: Filter): Set<string> {
  const names = new Set<string>([LIVE]);
  const visit = (node: Filter): void => {
    if (node.type === "set") names.add(node.name);
    else if (node.type === "not") visit(node.of);
    else if (node.type === "and" || node.type === "or") node.of.forEach(visit);
  };
  visit(filter);
  return names;
}

/** The live items that match. A set that was not loaded is empty. */
export function evaluate(filter: Filter, sets: ReadonlyMap<string, LoadedSet>): Bitmap {
  const live = sets.get(LIVE)?.bitmap ?? emptyBitmap;
  const visit = (node: Filter): Bitmap => {
    switch (node.type) {
      case "all":
        return live;
      case "set":
        return and(sets.get(node.name)?.bitmap ?? emptyBitmap, live);
      case "items":
        return and(node.items, live);
      case "not":
        return andNot(live, visit(node.of));
      case "and":
        return node.of.map(visit).reduce((a, b) => and(a, b), live);
      case "or":
        return orMany(node.of.map(visit));
    }
  };
  return visit(filter);
}
