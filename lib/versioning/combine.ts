/**
 * Three versions into one: what `theirs` changed since `base`, applied to `ours`. Bitmap algebra on the sets that differ, so the
 * cost follows what differs and not how many items there are. Pure; it says which sets and columns of `ours` change.
 *
 *   taking back one change   base: after it            theirs: before it        ours: the head
 *   merging a clone back     base: what both share     theirs: the clone        ours: the head
 *   restoring a part         base: the head            theirs: the snapshot     ours: the head, so nothing can conflict
 *
 * What is said of an item stands side by side, kind by kind:
 *
 *   - tags, labels and issues never conflict: what theirs put on an item is put on, what they took away is taken away
 *   - captions, objects, metadata, origin, file and split are one each: theirs where ours is as base has it; where both changed
 *     and say different things it is a conflict. The sets of metadata fields follow the metadata of their items
 *   - clusters are one each, too, and come from an index run: where both changed, ours stays, and the next run decides
 *   - items come and go; an item comes whole, whatever kinds are asked for. Where one side deleted what the other changed it is
 *     a conflict of the kind `removed`. Nothing else is done to items that are not live on both sides
 *   - columns (numbers of index runs) go with `issues`: theirs for items of which ours is as base has it
 *   - the items that runs of models covered go with `models`
 *   - documents (the list of classes, the list of models) are contents, not memberships: they are left to who calls, who has
 *     three-way rules of their own for them (`classesWithoutEdit`, `withModelList`)
 *
 * A conflict that nobody resolved is listed, and leaves ours as it is: whoever wants the rest takes the changes as they are.
 */
import { and, andNot, bitmapOf, emptyBitmap, or, orMany, xor, type Bitmap } from "./bitmap";
import { combineColumns, type Column } from "./columns";
import { CONFLICT_KINDS, type ConflictKind, type Side } from "./conflicts";
import { CHANGE_KINDS, type ChangeKind } from "./change-kinds";
import { changedSetNames, KIND_OF_FACET, KIND_OF_SET, type LoadSets } from "./diff";
import { coveredSet, FACETS, INDEXED, LIVE, parseSetName, REVISION_SETS, revisionSet } from "./names";
import type { State } from "./state";

/** What can be combined. `added` and `removed` are items, `models` which items runs of models covered. */
export const COMBINED_KINDS = [...CHANGE_KINDS, "added", "removed", "models"] as const;
export type CombinedKind = (typeof COMBINED_KINDS)[number];

/** Which side is taken: of every conflict, or of some items. */
export type Resolutions = Side | ReadonlyMap<ConflictKind, Readonly<Record<Side, Bitmap>>>;

export interface Combination {
  readonly base: State;
  readonly ours: State;
  readonly theirs: State;
  /** Absent: all. */
  readonly kinds?: readonly CombinedKind[];
  /** Nothing is done to other items. Absent: all. */
  readonly items?: Bitmap;
  readonly resolutions?: Resolutions;
  /** Which side is taken of conflicts that are not among those. */
  readonly rest?: Side | undefined;
}

export interface CombineSources {
  readonly loadSets: LoadSets;
  readonly loadColumn: (state: State, name: string) => Promise<Column>;
  /** Visits revisions with the items that they belong to. */
  readonly eachItemOf: (revisions: Bitmap, visit: (revision: number, item: number) => void) => Promise<void>;
}

export interface Combined {
  /** The sets of ours that change. */
  readonly sets: Map<string, Bitmap>;
  readonly columns: Map<string, Column>;
  /** Items that come. */
  readonly added: Bitmap;
  /** Items that go. */
  readonly removed: Bitmap;
  /** Items that stay and of which something changes, and what. */
  readonly changed: Bitmap;
  readonly byKind: Readonly<Record<ChangeKind, Bitmap>>;
  /** What is not resolved. */
  readonly conflicts: Readonly<Record<ConflictKind, Bitmap>>;
}

type Three = Readonly<Record<"base" | Side, (name: string) => Bitmap>>;

/** Kinds that an item counts as changed by: index runs, which say something of items that nobody touched, do not. */
const BY_PEOPLE: readonly ChangeKind[] = CHANGE_KINDS.filter((kind) => kind !== "issues" && kind !== "clusters");
/** Kinds of set of which an item is in one at most. */
const EXCLUSIVE = ["split", "cluster", "subcluster"] as const;
const COVERED = coveredSet("");

/** The kind that a set goes with; null for those that something else decides about. */
function kindOf(name: string): CombinedKind | null {
  if (name === INDEXED) return "issues";
  if (name.startsWith(COVERED)) return "models";
  if (name.startsWith("field:")) return "metadata";
  const kind = parseSetName(name)?.kind;
  if (kind === undefined) return null;
  return kind === "kind" ? "files" : KIND_OF_SET[kind];
}

export async function combineStates(
  { base, ours, theirs, kinds = COMBINED_KINDS, items, resolutions, rest }: Combination,
  sources: CombineSources,
): Promise<Combined> {
  const changed = { ours: changedSetNames(base, ours), theirs: changedSetNames(base, theirs) };
  const names = [...new Set([...changed.ours, ...changed.theirs])];
  const [b, o, t] = await Promise.all(
    [base, ours, theirs].map(async (state) => {
      const sets = await sources.loadSets(state, [...names, LIVE]);
      return (name: string): Bitmap => sets.get(name)?.bitmap ?? emptyBitmap;
    }),
  );
  const three: Three = { base: b!, ours: o!, theirs: t! };
  const within = (members: Bitmap): Bitmap => (items ? and(members, items) : members);
  const wants = (kind: CombinedKind): boolean => kinds.includes(kind);
  const conflicts = Object.fromEntries(CONFLICT_KINDS.map((kind) => [kind, emptyBitmap])) as Record<
    ConflictKind,
    Bitmap
  >;
  /** Puts what is not resolved on the list. @returns where theirs is taken */
  const resolve = (kind: ConflictKind, conflicting: Bitmap): Bitmap => {
    if (conflicting.isEmpty) return conflicting;
    const sides = (typeof resolutions === "object" && resolutions.get(kind)) || {
      ours: emptyBitmap,
      theirs: emptyBitmap,
    };
    const open = andNot(conflicting, or(sides.ours, sides.theirs));
    const otherwise = typeof resolutions === "string" ? resolutions : rest;
    if (otherwise === undefined) conflicts[kind] = or(conflicts[kind], open);
    return or(and(conflicting, sides.theirs), otherwise === "theirs" ? open : emptyBitmap);
  };

  const facets = new Map<string, FacetDifference>();
  for (const facet of FACETS)
    if (names.includes(revisionSet(facet)))
      facets.set(facet, await facetDifference(revisionSet(facet), three, sources));

  /** Those of the candidates that a side changed. */
  const changedBy = (side: Side, candidates: Bitmap): Bitmap => {
    if (candidates.isEmpty) return candidates;
    const found: Bitmap[] = [...facets].flatMap(([facet, difference]) =>
      wants(KIND_OF_FACET[facet as keyof typeof KIND_OF_FACET]) ? [and(difference[side], candidates)] : [],
    );
    for (const name of changed[side]) {
      const kind = kindOf(name);
      if (kind && wants(kind) && BY_PEOPLE.includes(kind as ChangeKind))
        found.push(and(xor(three.base(name), three[side](name)), candidates));
    }
    return orMany(found);
  };

  // Items that come and go.
  const [liveBase, liveOurs, liveTheirs] = [three.base(LIVE), three.ours(LIVE), three.theirs(LIVE)];
  const deletedHere = wants("added") ? within(andNot(and(liveBase, liveTheirs), liveOurs)) : emptyBitmap;
  const deletedThere = wants("removed") ? within(andNot(and(liveBase, liveOurs), liveTheirs)) : emptyBitmap;
  const kept = changedBy("ours", deletedThere);
  const added = or(
    wants("added") ? within(andNot(andNot(liveTheirs, liveBase), liveOurs)) : emptyBitmap,
    resolve("removed", changedBy("theirs", deletedHere)),
  );
  const removed = or(andNot(deletedThere, kept), resolve("removed", kept));
  const both = within(and(liveOurs, liveTheirs));
  const scopeOf = (kind: CombinedKind): Bitmap => (wants(kind) ? or(both, added) : added);

  const sets = new Map<string, Bitmap>();
  const byKind = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, emptyBitmap])) as Record<ChangeKind, Bitmap>;
  const put = (name: string, next: Bitmap): void => {
    if (!next.isEqual(three.ours(name))) sets.set(name, next);
  };
  const copy = (name: string, take: Bitmap): void =>
    put(name, or(andNot(three.ours(name), take), and(three.theirs(name), take)));
  if (!added.isEmpty || !removed.isEmpty) put(LIVE, or(andNot(liveOurs, removed), added));

  // One each: theirs where only they changed it, where they bring the item, and where somebody says so.
  const taken = (kind: CombinedKind, by: Readonly<Record<Side | "differs", Bitmap>>): Bitmap => {
    const theirChanges = and(by.theirs, scopeOf(kind));
    const conflicting = andNot(and(and(theirChanges, by.ours), by.differs), added);
    const resolved = CONFLICT_KINDS.includes(kind as ConflictKind)
      ? resolve(kind as ConflictKind, conflicting)
      : emptyBitmap;
    return orMany([andNot(theirChanges, by.ours), and(theirChanges, added), resolved]);
  };
  let metadata: Bitmap = emptyBitmap;
  for (const facet of FACETS) {
    const difference = facets.get(facet);
    if (!difference) continue;
    const kind = KIND_OF_FACET[facet];
    const take = taken(kind, difference);
    if (facet === "metadata") metadata = take;
    byKind[kind] = or(byKind[kind], and(and(take, difference.differs), both));
    const [out, back] = difference.revisionsOf(take);
    const name = revisionSet(facet);
    put(name, or(andNot(three.ours(name), out), back));
  }
  for (const exclusive of EXCLUSIVE) {
    const mine = names.filter((name) => parseSetName(name)?.kind === exclusive);
    const union = (x: keyof Three, y: keyof Three) => orMany(mine.map((name) => xor(three[x](name), three[y](name))));
    if (mine.length === 0) continue;
    const by = { ours: union("base", "ours"), theirs: union("base", "theirs"), differs: union("ours", "theirs") };
    const take = taken(KIND_OF_SET[exclusive], by);
    for (const name of mine) copy(name, take);
  }
  for (const name of names) {
    const kind = kindOf(name);
    if (kind === null || EXCLUSIVE.includes(parseSetName(name)?.kind as (typeof EXCLUSIVE)[number])) continue;
    if (kind === "metadata") copy(name, metadata);
    else {
      const scope = scopeOf(kind);
      const [came, went] = [andNot(three.theirs(name), three.base(name)), andNot(three.base(name), three.theirs(name))];
      put(name, or(andNot(three.ours(name), and(went, scope)), and(came, scope)));
    }
  }
  for (const [name, next] of sets) {
    const kind = kindOf(name);
    if (kind && kind in byKind && name !== INDEXED && !REVISION_SETS.includes(name) && parseSetName(name))
      byKind[kind as ChangeKind] = or(byKind[kind as ChangeKind], and(xor(three.ours(name), next), both));
  }
  return {
    sets,
    columns: await columnsOf({ base, ours, theirs }, scopeOf("issues"), added, sources),
    added,
    removed,
    changed: orMany(CHANGE_KINDS.map((kind) => byKind[kind])),
    byKind,
    conflicts,
  };
}

/** The items that show another revision on one side than on another. */
interface FacetDifference {
  readonly ours: Bitmap;
  readonly theirs: Bitmap;
  /** Ours is not what theirs is. */
  readonly differs: Bitmap;
  /** Of some items: the revisions that ours shows, and those that theirs shows instead. */
  readonly revisionsOf: (items: Bitmap) => readonly [ours: Bitmap, theirs: Bitmap];
}

async function facetDifference(
  name: string,
  { base, ours, theirs }: Three,
  { eachItemOf }: CombineSources,
): Promise<FacetDifference> {
  const of = { ours: xor(base(name), ours(name)), theirs: xor(base(name), theirs(name)) };
  const owners = await ownersOf(or(of.ours, of.theirs), eachItemOf);
  const [left, came] = [andNot(ours(name), theirs(name)), andNot(theirs(name), ours(name))];
  return {
    ours: owners.itemsOf(of.ours),
    theirs: owners.itemsOf(of.theirs),
    differs: owners.itemsOf(or(left, came)),
    revisionsOf: (items) => {
      const belonging = owners.revisionsOf(items);
      return [and(left, belonging), and(came, belonging)];
    },
  };
}

interface Owners {
  /** @param some of the revisions */
  readonly itemsOf: (some: Bitmap) => Bitmap;
  readonly revisionsOf: (items: Bitmap) => Bitmap;
}

/** Which items revisions belong to, as two lists side by side: a map of 400,000 of them takes ten times as long. */
async function ownersOf(revisions: Bitmap, eachItemOf: CombineSources["eachItemOf"]): Promise<Owners> {
  const numbers = revisions.toUint32Array();
  const owners = new Uint32Array(numbers.length);
  let [at, largest] = [0, 0];
  await eachItemOf(revisions, (revision, item) => {
    // They mostly come in their order, but a few that are read by number need not.
    if (numbers[at] !== revision) at = placeOf(numbers, revision);
    owners[at] = item;
    at += 1;
    if (item > largest) largest = item;
  });
  return {
    itemsOf: (some) => {
      const items = new Uint32Array(some.size);
      let [from, count] = [0, 0];
      for (const revision of some.toUint32Array()) {
        while (numbers[from]! < revision) from += 1;
        items[count++] = owners[from]!;
      }
      return bitmapOf(items);
    },
    revisionsOf: (items) => {
      const isMeant = new Uint8Array(largest + 1);
      for (const item of items.toUint32Array()) if (item <= largest) isMeant[item] = 1;
      return bitmapOf(numbers.filter((_revision, place) => isMeant[owners[place]!] === 1));
    },
  };
}

/** Where a number stands in an ascending list that has it. */
function placeOf(numbers: Uint32Array, number: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function columnsOf(
  { base, ours, theirs }: Pick<Combination, "base" | "ours" | "theirs">,
  scope: Bitmap,
  added: Bitmap,
  { loadColumn }: CombineSources,
): Promise<Map<string, Column>> {
  const columns = new Map<string, Column>();
  if (scope.isEmpty) return columns;
  for (const name of new Set([...base.columns.keys(), ...theirs.columns.keys()])) {
    if (base.columns.get(name)?.hash === theirs.columns.get(name)?.hash) continue;
    const [b, o, t] = await Promise.all([base, ours, theirs].map((state) => loadColumn(state, name)));
    columns.set(
      name,
      combineColumns(b!, o!, t!, (item, isAsInBase) => (isAsInBase ? scope.has(item) : added.has(item))),
    );
  }
  return columns;
}
