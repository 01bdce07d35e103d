import { z } from "zod";

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

export const modelDto = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    type: z.enum(ENRICHMENT_TYPES),
    status: z.enum(["ACTIVE", "UNAVAILABLE"]),
    status_detail: z.string().nullable().describe("Why it is unavailable, and what to do; null when it is active."),
    vendor: z.string(),
    description: z.string(),
    dependencies: z.array(z.string()).describe("What it needs that is not part of the product."),
  })
  .meta({ id: "Model" });
export type ModelDto = z.infer<typeof modelDto>;
