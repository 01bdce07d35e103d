/** The sets of a state that people see as facets. */
import { parseSetName, type SetKind } from "@/lib/versioning/names";
import type { State } from "@/lib/versioning/state";
import type { OpenState } from "./service";

export type FacetSet = { readonly name: string; readonly kind: SetKind; readonly value: string };
const facetSetCache = new WeakMap<State, readonly FacetSet[]>();

/** The sets of a state that people see, taken apart once. */
export function facetSetsOf(open: OpenState): readonly FacetSet[] {
  let known = facetSetCache.get(open.state);
  if (!known) {
    known = [...open.state.sets.keys()].flatMap((name) => {
      const parsed = parseSetName(name);
      return parsed ? [{ name, ...parsed }] : [];
    });
    facetSetCache.set(open.state, known);
  }
  return known;
}
