import { z } from "zod";
import { define } from "./define";

export const propagationInput = z.strictObject({
  /** How many labelled neighbours decide. */
  k: z.number().int().min(1, "At least 1").max(50, "At most 50"),
  min_confidence: z.number().min(0, "From 0 to 1").max(1, "From 0 to 1"),
  /** Only these labels are passed on; all when absent. */
  labels: z.array(z.string().min(1).max(255)).min(1, "Give at least one label, or leave it out").max(1_000).optional(),
});
export type PropagationInput = z.infer<typeof propagationInput>;

export const labelPropagation = define({
  name: "label_propagation",
  from: ["READY"],
  action: "pipeline.run",
  says: { unlocks: "Label propagation unlocks", can: "Labels can be propagated" },
  task: {
    input: propagationInput,
    holds: "READ_ONLY",
    savesFirst: true,
    words: { noun: "label propagation", doing: "Labels are being propagated", button: "Propagate labels" },
  },
});
