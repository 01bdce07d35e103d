/** What a cluster could be called: words that most of its items share and that the others have less often. Pure. */

/** A tag or label, by how many of a cluster's items have it, and how many of all. */
export interface WordCounts {
  readonly word: string;
  readonly inCluster: number;
  readonly inAll: number;
}

/** Fewer of the cluster than this share a word: it would be wrong for too many of them. */
const MIN_SHARE = 0.4;
/** A word is that much more frequent in the cluster than anywhere: what all items share tells no cluster from another. */
const MIN_LIFT = 1.25;
const MAX_WORDS = 2;

/**
 * The most characteristic words of a cluster, the best first; none where nothing is shared. A word counts by its share of
 * the cluster and by the logarithm of its lift, so that “mountains” on all of it beats a rare word on half of it.
 *
 * @param cluster how many of its items were counted
 * @param all how many items there are
 */
export function characteristicWords(
  counts: readonly WordCounts[],
  { cluster, all }: { readonly cluster: number; readonly all: number },
): string[] {
  if (cluster === 0 || all === 0) return [];
  const scores = new Map<string, number>();
  for (const { word, inCluster, inAll } of counts) {
    const share = inCluster / cluster;
    const lift = share / Math.max(inAll / all, 1 / all);
    if (share < MIN_SHARE || lift < MIN_LIFT) continue;
    // A tag and a label may be the same word.
    scores.set(word, Math.max(scores.get(word) ?? 0, share * Math.log(lift)));
  }
  return [...scores]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_WORDS)
    .map(([word]) => word);
}
