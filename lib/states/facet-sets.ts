/** The sets of a state that people see as facets. */
import { derived } from "@/lib/derived";
import { parseSetName, type SetKind } from "@/lib/versioning/names";
import type { OpenState } from "./service";

export type FacetSet = { readonly name: string; readonly kind: SetKind; readonly value: string };
/** By the digest of the state. */
const facetSets = derived<readonly FacetSet[]>("facet sets", (sets) => sets.length * 120);

/** The sets of a state that people see, taken apart once. */
export function facetSetsOf({ state }: OpenState): readonly FacetSet[] {
  return facetSets.now(state.digest, () =>
    [...state.sets.keys()].flatMap((name) => {
      const parsed = parseSetName(name);
      return parsed ? [{ name, ...parsed }] : [];
    }),
  );
}
