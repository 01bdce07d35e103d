/** What differs between two states, as bitmaps of items. Nothing is stored: a diff is computed when asked for. */
import { and, andNot, bitmapOf, emptyBitmap, or, orMany, xor, type Bitmap } from "./bitmap";
import { CHANGE_KINDS, type ChangeKind } from "./change-kinds";
import { FACETS, LIVE, parseSetName, revisionSet, type Facet } from "./names";
import { type LoadedSet, type State } from "./state";

export interface StateDiff {
  /** Items in `b` only. */
  readonly added: Bitmap;
  /** Items in `a` only. */
  readonly removed: Bitmap;
  /** Items in both that differ in at least one kind. */
  readonly changed: Bitmap;
  readonly byKind: Readonly<Record<ChangeKind, Bitmap>>;
}

/** Loads sets of one of the two states. */
export type LoadSets = (state: State, names: readonly string[]) => Promise<ReadonlyMap<string, LoadedSet>>;
/** Maps revision numbers to the numbers of the items they belong to. */
export type ItemsOf = (revisions: Bitmap) => Promise<Iterable<number>>;

/** The kind of change that a set of that kind tells of. */
export const KIND_OF_SET = {
  tag: "tags",
  label: "labels",
  issue: "issues",
  cluster: "clusters",
  subcluster: "clusters",
  meta: "metadata",
  propagated: "labels",
  split: "splits",
} as const;
export const KIND_OF_FACET: Record<Facet, ChangeKind> = {
  file: "files",
  caption: "captions",
  objects: "objects",
  metadata: "metadata",
  origin: "origins",
};

const bitmapIn = (sets: ReadonlyMap<string, LoadedSet>, name: string): Bitmap => sets.get(name)?.bitmap ?? emptyBitmap;

/** Names of sets that differ between two states: no bitmap has to be loaded to tell. */
export function changedSetNames(a: State, b: State): string[] {
  const names = new Set([...a.sets.keys(), ...b.sets.keys()]);
  return [...names].filter((name) => a.sets.get(name)?.hash !== b.sets.get(name)?.hash);
}

/** Compares `a` with `b`. Sets with equal hashes are not even loaded, so the cost follows what changed. */
export async function diffStates(a: State, b: State, load: LoadSets, itemsOf: ItemsOf): Promise<StateDiff> {
  const names = changedSetNames(a, b);
  const [setsA, setsB] = await Promise.all([load(a, [...names, LIVE]), load(b, [...names, LIVE])]);
  const liveA = bitmapIn(setsA, LIVE);
  const liveB = bitmapIn(setsB, LIVE);
  const both = and(liveA, liveB);
  const byKind = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, emptyBitmap])) as Record<ChangeKind, Bitmap>;

  for (const name of names) {
    const parsed = parseSetName(name);
    if (!parsed || parsed.kind === "kind") continue;
    const kind = KIND_OF_SET[parsed.kind];
    byKind[kind] = or(byKind[kind], and(xor(bitmapIn(setsA, name), bitmapIn(setsB, name)), both));
  }
  for (const facet of FACETS) {
    const name = revisionSet(facet);
    const revisions = xor(bitmapIn(setsA, name), bitmapIn(setsB, name));
    if (revisions.isEmpty) continue;
    const items = bitmapOf(await itemsOf(revisions));
    byKind[KIND_OF_FACET[facet]] = or(byKind[KIND_OF_FACET[facet]], and(items, both));
  }
  return {
    added: andNot(liveB, liveA),
    removed: andNot(liveA, liveB),
    changed: orMany(CHANGE_KINDS.map((kind) => byKind[kind])),
    byKind,
  };
}
