/** Thresholds of the index and what follows from a reading; pure. The thresholds are the product's contract, checked by `npm run calibrate`. */
import type { MediaReading } from "@/lib/media/reading";
import { columnName } from "@/lib/versioning/names";

// Columns that an index run writes, one number per item.
export const UNIQUENESS = columnName("uniqueness");
/** 1 + the smallest item of a group of near duplicates. */
export const DUPLICATE_GROUP = columnName("duplicate_group");
/** How doubtful an item's labels are. */
export const MISLABEL = columnName("mislabel");
export const confidenceColumn = (issue: string): string => columnName(`confidence:${issue}`);

/** Below this variance of the Laplacian an image counts as blurred. */
export const BLUR_SHARPNESS = 150;
/** Mean grey values (0–255) beyond which an image counts as bright or dark. */
export const BRIGHT_MEAN = 253;
export const DARK_MEAN = 4;
/** Two pictures whose descriptors have at least this cosine are near duplicates. */
export const NEAR_DUPLICATE_SIMILARITY = 0.96;
/** Neighbours that an item is judged by: outliers and uniqueness look at 2, labels and clusters at all. */
export const NEIGHBOURS = 10;
export const JUDGING_NEIGHBOURS = 2;
/** This share of the items, those least like their nearest neighbour, are outliers. */
export const OUTLIER_SHARE = 0.05;
/**
 * Labels are judged by this many neighbours, of which at least MIN_LABELLED must have a label. A label is called wrong when
 * fewer than half of them share it and CONTRADICTING of them agree on another one: on drawn images with labels swapped on
 * purpose that found 57 % at a precision of 0.8; without the second condition precision was 0.2.
 */
export const LABEL_NEIGHBOURS = 8;
export const MIN_LABELLED = 5;
export const CONTRADICTING = 0.7;

/** The issues that an index run decides about; it replaces all of them each time. */
export const INDEX_ISSUES = ["blur", "bright", "dark", "duplicates", "outliers", "mislabels"] as const;
export type IndexIssue = (typeof INDEX_ISSUES)[number];

/**
 * How sure an issue is, from 0.5 at its threshold towards 1: a logistic curve over how far beyond the threshold the value
 * lies, in steps of `scale`.
 */
const confidence = (beyond: number, scale: number): number => 1 / (1 + Math.exp(-beyond / scale));

/** Quality issues of one image with their confidence, 0.5–1. One that is dark or bright is not called blurred too. */
export function qualityIssues(reading: Pick<MediaReading, "mean" | "sharpness">): Map<IndexIssue, number> {
  const issues = new Map<IndexIssue, number>();
  if (reading.mean > BRIGHT_MEAN) issues.set("bright", confidence(reading.mean - BRIGHT_MEAN, 1));
  else if (reading.mean < DARK_MEAN) issues.set("dark", confidence(DARK_MEAN - reading.mean, 1));
  else if (reading.sharpness < BLUR_SHARPNESS)
    issues.set("blur", confidence(BLUR_SHARPNESS - reading.sharpness, BLUR_SHARPNESS / 4));
  return issues;
}
