import { z } from "zod";
import { itemDto } from "@/lib/items/schema";
import { countField } from "@/lib/validation";

export const propagationSample = z.strictObject({
  item: itemDto,
  label: z.string(),
  confidence: z.number(),
  from: itemDto.describe("The labelled item that it is most like."),
});
export type PropagationSample = z.infer<typeof propagationSample>;

const nothingFound = z.enum(["no_unlabelled", "nothing_comparable", "too_uncertain"]);
export type NothingFound = z.infer<typeof nothingFound>;

export const propagationPreview = z
  .strictObject({
    labelled: countField.describe("Items with a label to pass on, and items without one that were looked at."),
    targets: countField,
    changed: countField.describe("Items that would get a label."),
    reason: nothingFound
      .nullable()
      .describe(
        "Why no item would get one: none lacks a label, none could be compared, or none has neighbours certain enough.",
      ),
    best_confidence: z
      .number()
      .nullable()
      .describe(
        "The least confidence at which one item still gets a label, 0–1, rounded down so that asking for it finds something; null where none could be compared.",
      ),
    estimated: z.boolean().describe("The counts are scaled up from a sample."),
    labels: z.array(
      z.strictObject({
        label: z.string(),
        count: countField,
      }),
    ),
    samples: z.array(propagationSample),
  })
  .meta({ id: "PropagationPreview" });
export type PropagationPreview = z.infer<typeof propagationPreview>;

export interface PropagationResult extends Pick<PropagationPreview, "changed" | "reason" | "best_confidence"> {
  /** Items that got each label. */
  readonly labels: Readonly<Record<string, number>>;
}
