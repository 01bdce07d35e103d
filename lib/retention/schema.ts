import { z } from "zod";
import { countField, uuidField } from "@/lib/validation";

export const MAX_DAYS = 36_500;
export const MAX_AT_LEAST = 100_000;

const days = z.int("Give whole days").min(1, "Give at least one day").max(MAX_DAYS, "Give at most 36,500 days");
const atLeast = z
  .int("Give a whole number")
  .min(0, "Give a number from 0 on")
  .max(MAX_AT_LEAST, "Give at most 100,000");

const keep = z.strictObject({
  days: days.nullable().describe("How old one may become; null for ever."),
  at_least: atLeast.nullable().describe("How many of the newest stay whatever their age; null for none."),
});

/** How long a dataset keeps its snapshots: those that the product saved by itself, and those that people made. */
export const retentionDto = z.strictObject({ automatic: keep, named: keep }).meta({ id: "Retention" });
export type Retention = z.infer<typeof retentionDto>;

/** The same in the fields of a form; empty for null. */
export const retentionForm = z.strictObject({
  automatic_days: days.optional(),
  automatic_at_least: atLeast.optional(),
  named_days: days.optional(),
  named_at_least: atLeast.optional(),
});
export const retentionOf = (typed: z.output<typeof retentionForm>): Retention => ({
  automatic: { days: typed.automatic_days ?? null, at_least: typed.automatic_at_least ?? null },
  named: { days: typed.named_days ?? null, at_least: typed.named_at_least ?? null },
});

/** To look at a rule before it is set; nothing at all for the one that is. */
export const retentionPreviewInput = retentionDto.partial().meta({ id: "RetentionPreviewInput" });
export type RetentionPreviewInput = z.infer<typeof retentionPreviewInput>;

export const FOR_EVER: Retention = {
  automatic: { days: null, at_least: null },
  named: { days: null, at_least: null },
};

export const retentionPreviewDto = z
  .strictObject({
    remove: z.array(uuidField).describe("Snapshots that the rule removes now, newest first."),
    frees_bytes: countField.describe("What only these hold: states, their objects, revisions of items, and files."),
  })
  .meta({ id: "RetentionPreview" });
export type RetentionPreview = z.infer<typeof retentionPreviewDto>;

export const retentionAppliedDto = z.strictObject({ retired: countField }).meta({ id: "RetentionApplied" });
export type RetentionApplied = z.infer<typeof retentionAppliedDto>;
