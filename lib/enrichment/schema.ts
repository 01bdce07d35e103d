import { z } from "zod";
import { uuidField } from "@/lib/datasets/schema";

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

export const enrichInput = z.strictObject({
  enrichment_models: z
    .partialRecord(
      z.enum(ENRICHMENT_TYPES, { error: `One of ${ENRICHMENT_TYPES.join(", ")}` }),
      z.string().min(1).max(200),
    )
    .refine((models) => Object.keys(models).length > 0, { message: "Choose at least one model" }),
  /** What zero-shot tagging chooses from; the dataset's own tags and labels when absent. */
  vocabulary: z.array(z.string().trim().min(1).max(255)).min(2, "Give at least two words").max(500).optional(),
});
export type EnrichInput = z.infer<typeof enrichInput>;

/** Searching items by describing them. */
export const describeQuery = z.strictObject({
  text: z.string().trim().min(1, "Describe what to look for").max(1_000),
  model: z.string().max(200).optional(),
  q: z.string().max(4000).default(""),
  limit: z.coerce.number().int().min(1).max(100).default(24),
  snapshot_id: uuidField.optional(),
});
export type DescribeQuery = z.infer<typeof describeQuery>;

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

export interface EnrichmentResult {
  /** By model: files read now, results of earlier runs, and files it could not read. */
  readonly models: Record<string, { readonly read: number; readonly reused: number; readonly failed: number }>;
  readonly items: number;
  /** Items that got a tag, label, issue, caption, boxes or metadata, by kind. */
  readonly changed: Record<string, number>;
}
