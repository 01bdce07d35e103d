/** What kinds of enrichment there are, in the order they are shown. */
export const ENRICHMENT_TYPES = [
  "image_quality",
  "duplicates_outliers",
  "colour_composition",
  "exif",
  "zero_shot_tagging",
  "classification",
  "object_detection",
  "captioning",
  "embedding",
] as const;
export type EnrichmentType = (typeof ENRICHMENT_TYPES)[number];

export interface ModelDto {
  readonly id: string;
  readonly name: string;
  readonly type: EnrichmentType;
  readonly status: "ACTIVE" | "UNAVAILABLE";
  /** Why it is unavailable, and what to do; null when it is active. */
  readonly status_detail: string | null;
  readonly vendor: string;
  readonly description: string;
  /** What it needs that is not part of the product. */
  readonly dependencies: string[];
}
