/** What the neighbours of items say about them: clusters, duplicates, outliers, uniqueness, doubtful labels. Pure. */
import { communitiesOf, graphOf } from "./communities";
import {
  CONTRADICTING,
  JUDGING_NEIGHBOURS,
  LABEL_NEIGHBOURS,
  MIN_LABELLED,
  NEAR_DUPLICATE_SIMILARITY,
  OUTLIER_SHARE,
} from "./rules";

export interface Near {
  readonly item: number;
  /** Cosine, −1 to 1. */
  readonly similarity: number;
}
/** Nearest first; items of the same version only. */
export type Neighbourhood = ReadonlyMap<number, readonly Near[]>;

/** 1 for an item like no other, 0 for one that is there twice over: one minus the mean cosine to its two nearest. */
export function uniquenessOf(near: readonly Near[]): number {
  const nearest = near.slice(0, JUDGING_NEIGHBOURS);
  if (nearest.length === 0) return 1;
  return 1 - Math.min(1, Math.max(0, nearest.reduce((sum, { similarity }) => sum + similarity, 0) / nearest.length));
}

/**
 * Groups of near duplicates: items that are linked by similarities at the threshold or above, directly or through others.
 * @returns the smallest item of its group, by item, for groups of two and more
 */
export function duplicateGroups(neighbourhood: Neighbourhood): Map<number, number> {
  const parent = new Map<number, number>();
  const rootOf = (item: number): number => {
    let root = item;
    while (parent.has(root) && parent.get(root) !== root) root = parent.get(root)!;
    for (let at = item; at !== root;) {
      const next = parent.get(at)!;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  for (const [item, near] of neighbourhood) {
    for (const { item: other, similarity } of near) {
      if (similarity < NEAR_DUPLICATE_SIMILARITY) break;
      for (const each of [item, other]) if (!parent.has(each)) parent.set(each, each);
      const [a, b] = [rootOf(item), rootOf(other)];
      if (a !== b) parent.set(Math.max(a, b), Math.min(a, b));
    }
  }
  return new Map([...parent.keys()].map((item) => [item, rootOf(item)]));
}

/** The share of items that are least like their nearest neighbour. @returns how far below the border, 0.5–1, by item */
export function outliersOf(neighbourhood: Neighbourhood): Map<number, number> {
  const nearest = [...neighbourhood].map(([item, near]) => ({ item, similarity: near[0]?.similarity ?? -1 }));
  nearest.sort((a, b) => a.similarity - b.similarity || a.item - b.item);
  const count = Math.floor(nearest.length * OUTLIER_SHARE);
  if (count === 0) return new Map();
  const border = nearest[count]!.similarity;
  return new Map(
    nearest.slice(0, count).map(({ item, similarity }) => [item, 0.5 + Math.min(0.5, (border - similarity) / 2)]),
  );
}

export interface LabelDoubt {
  /** The share of labelled neighbours that have none of the item's labels, 0–1. */
  readonly doubt: number;
  /** Enough neighbours agree on one other label for this one to be called wrong. */
  readonly contradicted: boolean;
}

/** How doubtful the labels of each labelled item are. Items with too few labelled neighbours get no score. */
export function labelDoubts(
  neighbourhood: Neighbourhood,
  labelsOf: (item: number) => readonly number[],
): Map<number, LabelDoubt> {
  const doubts = new Map<number, LabelDoubt>();
  for (const [item, near] of neighbourhood) {
    const own = labelsOf(item);
    if (own.length === 0) continue;
    let labelled = 0;
    let agreeing = 0;
    const others = new Map<number, number>();
    for (const { item: other } of near.slice(0, LABEL_NEIGHBOURS)) {
      const labels = labelsOf(other);
      if (labels.length === 0) continue;
      labelled += 1;
      if (labels.some((label) => own.includes(label))) agreeing += 1;
      else for (const label of labels) others.set(label, (others.get(label) ?? 0) + 1);
    }
    if (labelled < MIN_LABELLED) continue;
    const contradicted = agreeing / labelled < 0.5 && Math.max(0, ...others.values()) / labelled >= CONTRADICTING;
    doubts.set(item, { doubt: 1 - agreeing / labelled, contradicted });
  }
  return doubts;
}

export interface Clusters {
  /** Coarse cluster, from 0, by item; items that stand alone have none. */
  readonly coarse: ReadonlyMap<number, number>;
  /** Fine cluster inside it, numbered over all. */
  readonly fine: ReadonlyMap<number, number>;
}

/** Communities of the neighbour graph, in which likeness counts squared: the finest level and the coarsest. */
export function clustersOf(neighbourhood: Neighbourhood): Clusters {
  const items = [...neighbourhood.keys()].sort((a, b) => a - b);
  const place = new Map(items.map((item, index) => [item, index]));
  function* edges() {
    for (const [item, near] of neighbourhood) {
      for (const { item: other, similarity } of near) {
        if (similarity > 0) yield [place.get(item)!, place.get(other)!, similarity * similarity] as const;
      }
    }
  }
  const levels = communitiesOf(graphOf(items.length, edges()));
  const withoutLoners = (names: Uint32Array) => {
    const sizes = new Map<number, number>();
    for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
    return new Map(
      items.flatMap((item, index) => (sizes.get(names[index]!)! > 1 ? [[item, names[index]!] as const] : [])),
    );
  };
  return {
    coarse: withoutLoners(levels.at(-1) ?? new Uint32Array()),
    fine: withoutLoners(levels[0] ?? new Uint32Array()),
  };
}

/**
 * Names for new clusters that keep the old ones where they can: a cluster that shares more than half of its items with an
 * old one takes over its name; the largest chooses first. Others get the next free number.
 * @param before the old name of each item
 */
export function keepNames(
  clusters: ReadonlyMap<number, number>,
  before: (item: number) => string | undefined,
  fresh: (taken: ReadonlySet<string>, cluster: number) => string,
): Map<number, string> {
  const sizes = new Map<number, number>();
  const overlaps = new Map<number, Map<string, number>>();
  for (const [item, cluster] of clusters) {
    sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1);
    const old = before(item);
    if (old === undefined) continue;
    const counts = overlaps.get(cluster) ?? new Map<string, number>();
    counts.set(old, (counts.get(old) ?? 0) + 1);
    overlaps.set(cluster, counts);
  }
  const names = new Map<number, string>();
  const taken = new Set<string>();
  const bySize = [...sizes].sort(([a, x], [b, y]) => y - x || a - b);
  for (const [cluster, size] of bySize) {
    const best = [...(overlaps.get(cluster) ?? [])].sort(([, x], [, y]) => y - x)[0];
    if (!best || best[1] * 2 <= size || taken.has(best[0])) continue;
    names.set(cluster, best[0]);
    taken.add(best[0]);
  }
  for (const [cluster] of bySize) {
    if (names.has(cluster)) continue;
    const name = fresh(taken, cluster);
    names.set(cluster, name);
    taken.add(name);
  }
  return names;
}
