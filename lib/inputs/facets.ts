/** What the items of several datasets have in common, counted. */
import "server-only";
import type { CurrentUser } from "@/lib/auth/service";
import { facetsOf } from "@/lib/items/facets";
import type { FacetsDto } from "@/lib/items/schema";
import { assertSearchable, ofEach, openHead } from "./matches";
import type { InputFacetsDto, InputFacetsQuery } from "./schema";
import { narrowed, openVersion } from "./version";

/** Datasets that are counted through: each has sets of its own, all of which have to be read. */
const MAX_COUNTED = 100;

const NOTHING: FacetsDto = { total: 0, facets: {}, without: { tag: 0, label: 0 }, fields: [] };

/** Tags, labels, splits, issues and kinds of media. What an index run numbers, and fields, mean another thing in each dataset. */
const SHARED: readonly string[] = ["tag", "label", "split", "issue", "kind"];

/** @throws InvalidInputError, NotFoundError */
export async function getInputFacets(user: CurrentUser, query: InputFacetsQuery): Promise<InputFacetsDto> {
  const { heads } = await openVersion(user, query.state_id);
  const among = await narrowed(user, heads, query.dataset_id);
  assertSearchable(query.q);
  if (among.length > MAX_COUNTED) return { ...NOTHING, counted: false };
  const each = await ofEach(among, async (head) => facetsOf(await openHead(head), query));
  return { ...joined(each), counted: true };
}

/** The counts of several datasets together. Pure. */
export function joined(each: readonly FacetsDto[]): FacetsDto {
  const sum = (of: (facets: FacetsDto) => number) => each.reduce((all, facets) => all + of(facets), 0);
  const facets = SHARED.map((facet) => {
    const counts = new Map<string, number>();
    for (const { facets: known } of each)
      for (const { value, count } of known[facet] ?? []) counts.set(value, (counts.get(value) ?? 0) + count);
    const values = [...counts].map(([value, count]) => ({ value, count }));
    return [facet, values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))] as const;
  });
  return {
    total: sum(({ total }) => total),
    facets: Object.fromEntries(facets),
    without: { tag: sum(({ without }) => without.tag), label: sum(({ without }) => without.label) },
    fields: [],
  };
}
