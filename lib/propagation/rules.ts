/** How labels pass to neighbours; pure. */

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
