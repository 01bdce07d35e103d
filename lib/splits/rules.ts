/** Which items go into which split: by a seeded order of whole groups, so that near duplicates never lie on both sides. Pure. */

/** Items that belong together, with what they count as when classes are to be balanced. */
export interface Group {
  /** What the seeded order goes by: the same for the same items. */
  readonly key: string;
  readonly size: number;
  /** What is to be spread evenly; empty where nothing is. */
  readonly stratum: string;
}

/** FNV-1a of a text, 32 bits, mixed once more so that the highest bits depend on all of it (finaliser of MurmurHash3). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The split of each group. Within a stratum groups come in an order that only the seed and their keys decide, and go one by one
 * to the split that lacks most of its share so far; large groups go first where the order would leave no room for them.
 *
 * @param ratios what each split is to hold of all; they are taken as shares of their sum
 * @returns the names of splits, in the order of the groups
 */
export function assignSplits(
  groups: readonly Group[],
  ratios: Readonly<Record<string, number>>,
  seed: number,
): string[] {
  const wanted = Object.entries(ratios).filter(([, ratio]) => ratio > 0);
  const sum = wanted.reduce((total, [, ratio]) => total + ratio, 0);
  const strata = new Map<string, number[]>();
  groups.forEach(({ stratum }, index) => void (strata.get(stratum)?.push(index) ?? strata.set(stratum, [index])));
  const splits = new Array<string>(groups.length);
  for (const members of strata.values()) {
    const total = members.reduce((items, index) => items + groups[index]!.size, 0);
    const lacking = new Map(wanted.map(([split, ratio]) => [split, (ratio / sum) * total]));
    const order = members
      .map((index) => ({ index, at: hashOf(`${seed} ${groups[index]!.key}`), size: groups[index]!.size }))
      // A group that is larger than the smallest share must not come when only that share is left.
      .sort((a, b) => sizeClass(b.size) - sizeClass(a.size) || a.at - b.at || a.index - b.index);
    for (const { index, size } of order) {
      let best = wanted[0]![0];
      for (const [split, lack] of lacking) if (lack > lacking.get(best)!) best = split;
      splits[index] = best;
      lacking.set(best, lacking.get(best)! - size);
    }
  }
  return splits;
}

/** Powers of two: groups of about the same size are ordered by the seed alone. */
const sizeClass = (size: number): number => Math.floor(Math.log2(Math.max(1, size)));
