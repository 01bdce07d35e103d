/**
 * Names that a search asks for and a version does not have: of a cluster that was renamed since a view was saved, of a tag that was
 * taken away, or one that is written otherwise. Pure.
 */
import { facetValues, type FacetsDto } from "@/lib/items/schema";
import { choiceOf, withChoice } from "@/lib/search/filters";

export interface Unknown {
  /** What has such a name: `cluster`. */
  readonly what: string;
  /** The same of several. */
  readonly many: string;
  readonly value: string;
  /** The names there are, and the search with each of them in its place: those that are alike first, then by their items. */
  readonly others: readonly { readonly name: string; readonly q: string }[];
}

/** Facets of which people give the names, or can change them. */
const NAMED = {
  cluster: ["cluster", "clusters"],
  subcluster: ["part of a cluster", "parts of clusters"],
  tag: ["tag", "tags"],
  label: ["label", "labels"],
} as const;
const MAX_TOLD = 3;
const MAX_OTHERS = 8;

/** @param whole what the version holds without a search; nothing is known before it is there */
export function unknownIn(q: string, whole: FacetsDto | undefined): Unknown[] {
  if (!whole) return [];
  const facets = Object.entries(NAMED);
  return facets
    .flatMap(([facet, [what, many]]) => {
      const choice = choiceOf(q, facet);
      const names = facetValues(whole, facet).map(({ value }) => value);
      return choice.include
        .filter((value) => !names.includes(value))
        .map((value) => ({
          what,
          many,
          value,
          others: likeliest(names, value).map((name) => ({
            name,
            q: withChoice(q, facet, { ...choice, include: replaced(choice.include, value, name) }),
          })),
        }));
    })
    .slice(0, MAX_TOLD);
}

const replaced = (values: readonly string[], from: string, to: string): string[] => [
  ...new Set(values.map((value) => (value === from ? to : value))),
];

/** Names with the same letters in another case, then those that have it in them or are in it, then the others as they come. */
function likeliest(names: readonly string[], value: string): string[] {
  const wanted = value.toLowerCase();
  const distance = (name: string): number => {
    const lower = name.toLowerCase();
    if (lower === wanted) return 0;
    return lower.includes(wanted) || wanted.includes(lower) ? 1 : 2;
  };
  return names.toSorted((a, b) => distance(a) - distance(b)).slice(0, MAX_OTHERS);
}
