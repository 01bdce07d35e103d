import { z } from "zod";
import { ENRICHMENT_TYPES } from "@/lib/models/schema";
import { define } from "./define";

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

export const enrichment = define({
  name: "enrichment",
  from: ["READY"],
  action: "pipeline.run",
  says: { unlocks: "Enrichment unlocks", can: "Items can be enriched" },
  task: {
    input: enrichInput,
    holds: "READ_ONLY",
    savesFirst: true,
    words: { noun: "enrichment", doing: "The dataset is being enriched", button: "Enrich" },
  },
});
