/** How many items have each value of a facet, on both sides of a comparison. */
import "server-only";
import { fieldsIn, fieldSetName } from "@/lib/fields/rules";
import { objectItemsOf } from "@/lib/search/objects";
import type { FacetChange } from "@/lib/snapshots/schema";
import { bitmapOfSet, loadSets, type OpenState } from "@/lib/states/service";
import { and, emptyBitmap, xor, type Bitmap } from "@/lib/versioning/bitmap";
import { changedSetNames } from "@/lib/versioning/diff";
import { LIVE, parseSetName, revisionSet, setName, type SetKind } from "@/lib/versioning/names";

/** Values of one facet that are listed; the others are counted. */
const MAX_VALUES = 100;

interface Pair {
  readonly from: OpenState;
  readonly to: OpenState;
}
type Counted = Omit<FacetChange, "before" | "after"> & { readonly sets: readonly [Bitmap, Bitmap] };

const liveOf = async (open: OpenState): Promise<Bitmap> => bitmapOfSet(await loadSets(open, [LIVE]), LIVE);

/** Whether a set of the one state can have other live items than that of the other. */
const isLiveChanged = ({ from, to }: Pair): boolean =>
  from.state.sets.get(LIVE)?.hash !== to.state.sets.get(LIVE)?.hash;

/** Every value that another number of live items has, those that differ most first. @throws DamagedObjectError */
export async function facetChanges(pair: Pair, facets: "all" | "sets"): Promise<FacetChange[]> {
  const [before, after] = await Promise.all([liveOf(pair.from), liveOf(pair.to)]);
  const counted = [...(await setValues(pair)), ...(facets === "all" ? await objectValues(pair) : [])];
  return counted
    .map(({ facet, value, sets: [was, is] }) => ({
      facet,
      value,
      before: was.andCardinality(before),
      after: is.andCardinality(after),
    }))
    .filter((change) => change.before !== change.after)
    .sort(byDifference);
}

const byDifference = (x: FacetChange, y: FacetChange): number =>
  Math.abs(y.after - y.before) - Math.abs(x.after - x.before) ||
  (x.facet < y.facet ? -1 : x.facet > y.facet ? 1 : x.value < y.value ? -1 : 1);

/** The first of each facet, and how many more there are. */
export function firstOfEach(changes: readonly FacetChange[]): { first: FacetChange[]; more: Record<string, number> } {
  const seen = new Map<string, number>();
  const first = changes.filter(({ facet }) => {
    const count = (seen.get(facet) ?? 0) + 1;
    seen.set(facet, count);
    return count <= MAX_VALUES;
  });
  const more = [...seen].filter(([, count]) => count > MAX_VALUES).map(([facet, count]) => [facet, count - MAX_VALUES]);
  return { first, more: Object.fromEntries(more) as Record<string, number> };
}

/** Which facet and value a set is of; null for what nobody sees as one. */
function valueOf(name: string): { facet: string; value: string } | null {
  const parsed = parseSetName(name);
  // Where a label came from is told with the label.
  if (parsed) return parsed.kind === "propagated" ? null : { facet: parsed.kind, value: parsed.value };
  const [field] = fieldsIn([name]).values();
  return field ? { facet: "field", value: field.name } : null;
}

async function setValues(pair: Pair): Promise<Counted[]> {
  const { from, to } = pair;
  const candidates = isLiveChanged(pair)
    ? [...new Set([...from.state.sets.keys(), ...to.state.sets.keys()])]
    : changedSetNames(from.state, to.state);
  const values = new Map(candidates.flatMap((name) => (valueOf(name) ? [[name, valueOf(name)!] as const] : [])));
  const [before, after] = await Promise.all([loadSets(from, values.keys()), loadSets(to, values.keys())]);
  return merged(
    [...values].map(([name, value]) => ({ ...value, sets: [bitmapOfSet(before, name), bitmapOfSet(after, name)] })),
  );
}

/** A field of another type than before is two sets, and one value. */
function merged(counted: readonly Counted[]): Counted[] {
  const fields = new Map<string, Counted>();
  for (const one of counted.filter(({ facet }) => facet === "field")) {
    const other = fields.get(one.value);
    const sets = other && ([0, 1] as const).map((side) => (one.sets[side].isEmpty ? other.sets[side] : one.sets[side]));
    fields.set(one.value, sets ? { ...one, sets: [sets[0]!, sets[1]!] } : one);
  }
  return [...counted.filter(({ facet }) => facet !== "field"), ...fields.values()];
}

async function objectValues(pair: Pair): Promise<Counted[]> {
  const [was, is] = [pair.from, pair.to].map(({ state }) => state.sets.get(revisionSet("objects"))?.hash);
  if (was === is && !isLiveChanged(pair)) return [];
  const [before, after] = [await objectItemsOf(pair.from), await objectItemsOf(pair.to)];
  return [...new Set([...before.labels.keys(), ...after.labels.keys()])].map((value) => ({
    facet: "object",
    value,
    sets: [before.labels.get(value) ?? emptyBitmap, after.labels.get(value) ?? emptyBitmap],
  }));
}

/** The live items that have a value on one side only. @param facet as `tag:night` */
export async function itemsThatDifferIn({ from, to }: Pair, facet: string): Promise<Bitmap> {
  const colon = facet.indexOf(":");
  const [kind, value] = [facet.slice(0, colon), facet.slice(colon + 1)];
  const [was, is] = await Promise.all(
    [from, to].map(async (open) => and(await membersOf(open, kind, value), await liveOf(open))),
  );
  return xor(was!, is!);
}

async function membersOf(open: OpenState, kind: string, value: string): Promise<Bitmap> {
  if (kind === "object") return (await objectItemsOf(open)).labels.get(value) ?? emptyBitmap;
  const field = kind === "field" ? fieldsIn(open.state.sets.keys()).get(value) : undefined;
  if (kind === "field" && !field) return emptyBitmap;
  const name = field ? fieldSetName(field) : setName(kind as SetKind, value);
  return bitmapOfSet(await loadSets(open, [name]), name);
}
