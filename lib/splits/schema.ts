import { z } from "zod";
import { countField } from "@/lib/validation";
import { word } from "@/lib/items/schema";
import { exactlyOne, exactlyOneText, selection } from "@/lib/search/schema";

export const setSplitInput = z
  .strictObject({ ...selection, split: word.nullable() })
  .refine(exactlyOne, exactlyOneText);

export const assignSplitsInput = z.strictObject({
  /** What each split is to hold: shares of their sum. */
  ratios: z
    .record(word, z.number().min(0))
    .refine((ratios) => Object.keys(ratios).length <= 20, "At most 20 splits")
    .refine((ratios) => Object.values(ratios).some((ratio) => ratio > 0), "At least one split has to get something"),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
  /** Whether near duplicates stay together. */
  group_by: z.enum(["near_duplicates", "none"]).default("near_duplicates"),
  /** Spreads every class evenly; an item counts as its rarest one. */
  stratify_by: z.enum(["label"]).optional(),
  /** Tells what would become of it and changes nothing. */
  dry_run: z.boolean().default(false),
});
export type AssignSplitsInput = z.infer<typeof assignSplitsInput>;

export const splitShare = z.strictObject({
  split: z.string(),
  items: countField,
  by_class: z.record(z.string(), countField).readonly().describe("Items with each label."),
});
export type SplitShare = z.infer<typeof splitShare>;
/** What an assignment comes to. */
export const assignedSplitsDto = z
  .strictObject({
    changed: countField,
    edit_id: z.string().nullable(),
    splits: z.array(splitShare).readonly(),
    straddling: z
      .strictObject({
        before: countField,
        after: countField,
      })
      .describe("Items that have a near duplicate in another split: as it was, and as it becomes."),
  })
  .meta({ id: "AssignedSplits" });
export type AssignedSplitsDto = z.infer<typeof assignedSplitsDto>;
