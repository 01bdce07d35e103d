/** How labels pass to neighbours; pure. */
import type { NothingFound } from "./schema";

export interface LabelledNeighbour {
  readonly item: number;
  /** Cosine, −1 to 1. */
  readonly similarity: number;
  readonly labels: readonly string[];
}

export interface Suggestion {
  readonly label: string;
  /** 0–1. */
  readonly confidence: number;
  /** The nearest neighbour that has the label. */
  readonly source: number;
}

/** Why nothing was found; null where something was. @param best the highest confidence that any label reached for any item */
export function whyNothing(found: number, targets: number, best: number | null): NothingFound | null {
  if (found > 0) return null;
  if (targets === 0) return "no_unlabelled";
  return best === null ? "nothing_comparable" : "too_uncertain";
}

/** Rounded down, so that it is not more than what it was made from. */
export const leastConfidence = (best: number | null): number | null =>
  best === null ? null : Math.floor(best * 1_000) / 1_000;

/** The message of a propagation that labelled nothing. */
export function describeNothing(reason: NothingFound, best: number | null): string {
  switch (reason) {
    case "no_unlabelled":
      return "Every item has a label already";
    case "nothing_comparable":
      return "No labelled item could be compared with an unlabelled one: they have no pictures that were read";
    case "too_uncertain":
      return `No item had neighbours certain enough: the highest confidence is ${Math.floor((best ?? 0) * 100)} %`;
  }
}

/**
 * Labels that the nearest labelled neighbours suggest, most certain first. The confidence of a label is the mean, over all
 * k neighbours, of the similarity of those that have it: near 1 only when they agree and look the same.
 * @param near the k nearest labelled items, nearest first; fewer when there are not that many
 */
export function suggestLabels(near: readonly LabelledNeighbour[], minConfidence: number): Suggestion[] {
  const sums = new Map<string, { sum: number; source: number }>();
  for (const { item, similarity, labels } of near) {
    for (const label of labels) {
      const known = sums.get(label) ?? { sum: 0, source: item };
      sums.set(label, { ...known, sum: known.sum + Math.max(0, similarity) });
    }
  }
  return [...sums]
    .map(([label, { sum, source }]) => ({ label, source, confidence: sum / near.length }))
    .filter(({ confidence }) => confidence >= minConfidence)
    .sort((a, b) => b.confidence - a.confidence || (a.label < b.label ? -1 : 1));
}
